import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.jna.LastErrorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleSupplier;

/** The server's side: a hook that never fails and never waits. */
final class Worker {
    private static final int REQUEST_BYTES_MAX = 64 << 10;

    /** One that was alive at the last scan. Its request stays open, so that its inode number is not given away. */
    private static final class Recorder {
        final Spool.Handle request;
        final Spool.Facts facts;
        final ObjectNode filter; // null where the request is no JSON object
        long torn; // the inode of the events file whose last line we did not write to its end
        boolean isFull;

        Recorder(Spool.Handle request) {
            this.request = request;
            facts = request.facts();
            byte[] contents = new byte[REQUEST_BYTES_MAX + 1];
            int count = (int) Spool.C.LIBRARY.pread(request.number, contents, contents.length, 0);
            filter = count <= REQUEST_BYTES_MAX ? Spool.object(Arrays.copyOf(contents, count)) : null;
        }

        boolean isUnchanged() {
            Spool.Facts now = request.facts();
            return now.links() > 0 && now.isSame(facts);
        }

        boolean wants(ObjectNode event) {
            if (filter == null || Spool.isSet(event.get("proxied"))) return false;
            String asked = text(filter, "userid"), user = text(event, "userid");
            if (asked != null && !asked.isEmpty() && (user == null || !user.equals(asked) && !user.startsWith(asked + "!"))) return false;
            String method = text(event, "method");
            return Spool.isSet(filter.get("all")) || method != null && List.of("POST", "PUT", "DELETE").contains(method);
        }
    }

    private static String text(ObjectNode object, String name) {
        JsonNode value = object.get(name);
        return value == null ? null : value.textValue();
    }

    private final DoubleSupplier now; // seconds on a clock that nobody sets
    private double scanned = Double.NEGATIVE_INFINITY;
    private final Map<String, Recorder> recorders = new HashMap<>();
    private Map<String, Double> orphans = new HashMap<>(); // events files without a request, and since when

    Worker(DoubleSupplier now) {
        this.now = now;
    }

    void record(ObjectNode event) {
        double time = now.getAsDouble();
        if (time - scanned >= 1) {
            scanned = time;
            attempt(this::scan);
        }
        for (String id : List.copyOf(recorders.keySet())) attempt(() -> serve(id, event));
    }

    /** The server's work goes on, whatever happens; a stack that overflows is an Error, no Exception. */
    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | StackOverflowError error) {
            System.err.println("record: " + error);
        }
    }

    private void scan() {
        Set<String> requests = new HashSet<>(), events = new HashSet<>();
        for (String name : Spool.names()) {
            var match = Spool.match(name);
            if (match != null) (match.group(2).equals("req") ? requests : events).add(match.group(1));
        }
        for (String id : List.copyOf(recorders.keySet())) if (!requests.contains(id)) recorders.remove(id).request.close();
        for (String id : requests) attempt(() -> look(id));
        events.removeAll(requests);
        Map<String, Double> alone = new HashMap<>();
        for (String id : events) {
            alone.put(id, orphans.getOrDefault(id, scanned));
            if (scanned - alone.get(id) >= 5) attempt(() -> sweep(id));
        }
        orphans = alone;
    }

    /** Finds out who has that id. Whose lock is held lives; who is dead is removed. */
    private void look(String id) {
        Recorder known = recorders.remove(id);
        try {
            Recorder found = examine(id);
            if (found == null) return;
            if (known != null && known.facts.isSame(found.facts)) {
                found.torn = known.torn;
                found.isFull = known.isFull;
            }
            recorders.put(id, found);
        } finally {
            if (known != null) known.request.close();
        }
    }

    private static Recorder examine(String id) {
        Spool.Handle request;
        try {
            request = Spool.Handle.ofFile(Spool.request(id), Spool.O_RDONLY);
        } catch (LastErrorException error) {
            return null; // gone, or not for us
        }
        Recorder found = null;
        try {
            // The probe is shared: two workers that probe at once never take each other for a client.
            if (!request.lock(Spool.LOCK_SH)) {
                found = new Recorder(request);
            } else if (request.lock(Spool.LOCK_EX) && request.isNamed(Spool.request(id))) {
                // The exclusive lock is for one reaper only, and no client has the id as long as it is held.
                Spool.removeBoth(id);
            }
        } finally {
            if (found == null) request.close();
        }
        return found;
    }

    /** The events file is opened first, then the request is looked at: so the line can land in this recording only. */
    private void serve(String id, ObjectNode event) {
        for (int round = 0; round < 4; round++) {
            Recorder recorder = recorders.get(id);
            if (recorder == null || !recorder.wants(event)) return;
            if (recorder.isUnchanged()) {
                try (var events = Spool.Handle.ofFile(Spool.events(id), Spool.O_WRONLY | Spool.O_APPEND | Spool.O_CREAT)) {
                    if (recorder.isUnchanged()) {
                        append(id, recorder, events, event);
                        return;
                    }
                }
            }
            look(id);
        }
    }

    /** One call of write(2). (A FileChannel may make several, and a Writer does.) */
    private static void append(String id, Recorder recorder, Spool.Handle events, ObjectNode event) {
        Spool.Facts facts = events.facts();
        if ((facts.permissions() & 0640) != 0640) Spool.C.LIBRARY.fchmod(events.number, 0640); // the umask took it
        String start = recorder.torn == facts.inode() ? "\n" : "";
        byte[] line = (start + encode(event) + "\n").getBytes(StandardCharsets.US_ASCII);
        if (facts.blocks() * 512 + line.length > Spool.LIMIT) {
            if (!recorder.isFull) System.err.println(id + ".events is at its limit: lines are dropped");
            recorder.isFull = true;
            return;
        }
        recorder.torn = events.write(line) < line.length ? facts.inode() : 0;
    }

    private static String encode(ObjectNode event) {
        try {
            return Spool.JSON.writeValueAsString(event);
        } catch (IOException | StackOverflowError error) {
            ObjectNode known = Spool.JSON.createObjectNode().put("not recorded", error.getClass().getName());
            for (String name : List.of("method", "path", "userid")) if (text(event, name) != null) known.put(name, text(event, name));
            return known.toString();
        }
    }

    /** Removes an orphan once its id is ours: no start can be harmed. */
    private static void sweep(String id) {
        if (!Spool.Facts.ofPath(Spool.events(id)).isRegular()) return;
        try (var request = Spool.create(id)) {
            if (request != null) Spool.removeBoth(id);
        } catch (LastErrorException error) {
            if (error.getErrorCode() != Spool.EEXIST) throw error;
        }
    }
}
