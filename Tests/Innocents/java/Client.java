import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Who wants to see: its lock on the request says that it lives. A timer's thread looks after it once a second. */
final class Client {
    @SuppressWarnings("serial") static final class Refused extends RuntimeException {
        Refused(String why) {
            super(why);
        }
    }

    private final String id = Long.toString(ProcessHandle.current().pid());
    private final String path = Spool.request(id);
    private ScheduledExecutorService keeper;
    private byte[] contents;
    private int group;
    private Spool.Handle directory, request;
    private Spool.Facts before; // what the directory was, where it stood there and was set right
    private String lost; // why it was lost, until somebody was told

    synchronized String start(ObjectNode filter) {
        if (request != null || lost != null) throw new Refused("this process has a recording");
        ObjectNode wanted = Spool.JSON.createObjectNode().put("all", Spool.isSet(filter.get("all")));
        JsonNode userid = filter.get("userid");
        wanted.put("userid", userid == null ? null : userid.textValue());
        try {
            contents = Spool.JSON.writeValueAsString(wanted).getBytes(StandardCharsets.US_ASCII);
        } catch (IOException error) {
            throw new Refused(error.getMessage());
        }
        begin();
        if (keeper == null) {
            keeper = Executors.newSingleThreadScheduledExecutor();
            keeper.scheduleWithFixedDelay(this::lookAfter, 1, 1, TimeUnit.SECONDS);
        }
        return id;
    }

    synchronized void stop() {
        String why = lost;
        lost = null;
        if (why != null) throw new Refused("the recording was lost: " + why);
        if (request == null) throw new Refused("there is no recording");
        if (!end()) throw new Refused("the recording was lost: its request had been removed");
    }

    /** Where workers cannot see the request any more as it was made, it is made anew. */
    synchronized void lookAfter() {
        try {
            if (request == null || isIntact()) return;
            end();
            begin();
        } catch (RuntimeException error) {
            lost = error.toString();
            System.err.println("the recording is lost: " + lost);
        }
    }

    private boolean isIntact() {
        Spool.Facts spool = directory.facts(), own = request.facts();
        return directory.isNamed(Spool.PATH) && isRight(spool)
            && request.isNamed(path) && own.permissions() == 0640 && own.group() == group && own.size() == contents.length;
    }

    /** Removes the files if they are still our own, and lets go of the lock last. */
    private boolean end() {
        try {
            boolean isOurs = request.isNamed(path);
            if (isOurs) Spool.removeBoth(id);
            return isOurs;
        } finally {
            close();
        }
    }

    private void close() {
        if (request != null) request.close();
        if (directory != null) directory.close();
        request = directory = null;
    }

    private void begin() {
        try {
            openDirectory();
            request = claim();
            fill();
        } catch (RuntimeException error) {
            if (request != null && request.isNamed(path)) Spool.remove(path);
            setBack();
            close();
            throw error;
        }
    }

    private Spool.Handle claim() {
        for (long deadline = System.nanoTime() + 3_000_000_000L; System.nanoTime() < deadline;) {
            try {
                Spool.Handle made = Spool.create(id);
                if (made != null) return made;
            } catch (LastErrorException error) {
                if (error.getErrorCode() != Spool.EEXIST) throw error;
                removeDead();
            }
        }
        throw new Refused("another recording has the id " + id);
    }

    /** Removes what a dead recorder left under this id. What is held is waited for: perhaps a worker only looks. */
    private void removeDead() {
        try (var found = Spool.Handle.ofFile(path, Spool.O_RDONLY)) {
            if (!found.lock(Spool.LOCK_EX)) Thread.sleep(20);
            else if (found.isNamed(path)) Spool.removeBoth(id);
        } catch (LastErrorException error) {
            if (error.getErrorCode() != Spool.ENOENT) throw error;
        } catch (InterruptedException error) {
            throw new Refused("interrupted");
        }
    }

    /** Gives the request its group, its mode and, last, the filter: then workers see it. */
    private void fill() {
        Spool.C.LIBRARY.fchown(request.number, -1, group);
        Spool.C.LIBRARY.fchmod(request.number, 0640);
        Spool.remove(Spool.events(id));
        if (request.write(contents) < contents.length) throw new Refused("the request was not written whole");
        if (!request.isNamed(path)) throw new Refused("the request was removed while it was made");
    }

    private void openDirectory() {
        before = null;
        group = groupNumber();
        boolean isNew = true;
        try {
            Spool.C.LIBRARY.mkdir(Spool.PATH, 0700);
        } catch (LastErrorException error) {
            if (error.getErrorCode() != Spool.EEXIST) throw error;
            isNew = false;
        }
        directory = Spool.Handle.ofDirectory(Spool.PATH);
        Spool.Facts facts = directory.facts();
        if (facts.owner() != 0 && facts.owner() != Spool.C.LIBRARY.geteuid()) throw new Refused(Spool.PATH + " is another user's");
        if (isRight(facts)) return;
        List<String> names = Spool.names();
        for (String name : names)
            if (Spool.match(name) == null) throw new Refused(Spool.PATH + " is no spool: it holds " + name);
        facts = directory.facts();
        if (isRight(facts)) return; // another start was faster
        Spool.C.LIBRARY.fchown(directory.number, -1, group);
        // An empty one that only its owner may enter is being made by another start.
        if (!isNew && (!names.isEmpty() || facts.permissions() != 0700)) before = facts;
        Spool.C.LIBRARY.fchmod(directory.number, 02770);
    }

    private boolean isRight(Spool.Facts facts) {
        return facts.group() == group && facts.permissions() == 02770;
    }

    /** A start that fails leaves a directory that stood there as it was. */
    private void setBack() {
        if (before == null) return;
        try {
            Spool.C.LIBRARY.fchmod(directory.number, before.permissions());
            Spool.C.LIBRARY.fchown(directory.number, -1, before.group());
        } catch (LastErrorException error) {
            System.err.println("the spool is not as it was: " + error);
        }
    }

    private static int groupNumber() {
        try {
            for (String line : Files.readAllLines(Path.of("/etc/group"))) {
                String[] fields = line.split(":");
                if (fields.length > 2 && fields[0].equals(Spool.GROUP)) return Integer.parseInt(fields[2]);
            }
        } catch (IOException error) {
            throw new Refused(error.toString());
        }
        throw new Refused("there is no group " + Spool.GROUP);
    }
}
