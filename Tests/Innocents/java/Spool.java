import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.File;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What worker and client share: open files, the lock, names, and JSON. */
final class Spool {
    /** The C library. Java's own FileChannel.lock is fcntl(2), and it opens a FIFO only to wait for its other end. */
    interface C extends Library {
        C LIBRARY = Native.load("c", C.class);

        int open(String path, int flags, Object... mode) throws LastErrorException;
        int close(int file) throws LastErrorException;
        int flock(int file, int operation) throws LastErrorException;
        int statx(int directory, String path, int flags, int mask, Pointer facts) throws LastErrorException;
        int fchmod(int file, int mode) throws LastErrorException;
        int fchown(int file, int owner, int group) throws LastErrorException;
        int mkdir(String path, int mode) throws LastErrorException;
        int unlink(String path) throws LastErrorException;
        int geteuid();
        long write(int file, byte[] bytes, long count) throws LastErrorException;
        long pread(int file, byte[] bytes, long count, long offset) throws LastErrorException;
    }

    static final int O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0100, O_EXCL = 0200, O_APPEND = 02000;
    private static final int O_NONBLOCK = 04000, O_CLOEXEC = 02000000, AT_EMPTY_PATH = 0x1000;
    private static final int AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, STATX_BASIC_STATS = 0x7FF;
    // These two have other numbers on ARM.
    private static final boolean IS_ARM = System.getProperty("os.arch").equals("aarch64");
    private static final int O_DIRECTORY = IS_ARM ? 040000 : 0200000, O_NOFOLLOW = IS_ARM ? 0100000 : 0400000;
    static final int LOCK_SH = 1, LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    static final int ENOENT = 2, EINTR = 4, EAGAIN = 11, EEXIST = 17, EISDIR = 21, EINVAL = 22;

    /** normalize takes away what would lead through a link: "link/" and "link/." too. */
    static final String PATH = Path.of(setting("SPOOL_DIR", "/run/pve-api-record")).normalize().toString();
    static final String GROUP = setting("SPOOL_GROUP", "www-data");
    static final long LIMIT = Long.parseLong(setting("SPOOL_LIMIT", "1073741824"));

    private static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    static String request(String id) {
        return PATH + "/" + id + ".req";
    }

    static String events(String id) {
        return PATH + "/" + id + ".events";
    }

    // matches() asks for the whole name, where `$` would also match before a line feed at the end.
    private static final Pattern NAME = Pattern.compile("([0-9]+)\\.(req|events)");

    /** Group 1 of the match is the id, group 2 the kind; null for a name that is none of the protocol's. */
    static Matcher match(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? matcher : null;
    }

    static List<String> names() {
        String[] names = new File(PATH).list();
        return names == null ? List.of() : List.of(names);
    }

    /** What the kernel says of a file. */
    record Facts(int links, int owner, int group, int mode, long inode, long size, long blocks, long changed, int nanoseconds, long device) {
        static Facts of(int directory, String path, int flags) {
            try (Memory memory = new Memory(256)) {
                C.LIBRARY.statx(directory, path, flags, STATX_BASIC_STATS, memory);
                return new Facts(memory.getInt(16), memory.getInt(20), memory.getInt(24), memory.getShort(28) & 0xFFFF,
                    memory.getLong(32), memory.getLong(40), memory.getLong(48), memory.getLong(96), memory.getInt(104),
                    memory.getLong(136));
            }
        }

        static Facts ofPath(String path) {
            return of(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
        }

        boolean isRegular() {
            return (mode & 0170000) == 0100000;
        }

        int permissions() {
            return mode & 07777;
        }

        /** Whether that is the same file. */
        boolean isFile(Facts other) {
            return inode == other.inode && device == other.device;
        }

        /** Whether nothing was written to it since, either. */
        boolean isSame(Facts other) {
            return isFile(other) && size == other.size && changed == other.changed && nanoseconds == other.nanoseconds;
        }
    }

    /** An open file that try-with-resources closes. No link is followed, no FIFO waited for, no child inherits it. */
    static final class Handle implements AutoCloseable {
        final int number;

        private Handle(String path, int flags) {
            number = C.LIBRARY.open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0640);
        }

        static Handle ofDirectory(String path) {
            return new Handle(path, O_RDONLY | O_DIRECTORY);
        }

        static Handle ofFile(String path, int flags) {
            Handle handle = new Handle(path, flags);
            if (handle.facts().isRegular()) return handle;
            handle.close();
            throw new LastErrorException(EINVAL);
        }

        Facts facts() {
            return Facts.of(number, "", AT_EMPTY_PATH);
        }

        /** Whether the path still means this file. */
        boolean isNamed(String path) {
            try {
                return Facts.ofPath(path).isFile(facts());
            } catch (LastErrorException error) {
                if (error.getErrorCode() == ENOENT) return false;
                throw error;
            }
        }

        /** Whether the lock is ours now. Only EWOULDBLOCK, which is EAGAIN, says that another has it. */
        boolean lock(int kind) {
            while (true) {
                try {
                    C.LIBRARY.flock(number, kind | LOCK_NB);
                    return true;
                } catch (LastErrorException error) {
                    if (error.getErrorCode() == EAGAIN) return false;
                    if (error.getErrorCode() != EINTR) throw error;
                }
            }
        }

        /** One write(2), made again only where a signal came before its first byte. Returns how much was written. */
        long write(byte[] bytes) {
            while (true) {
                try {
                    return C.LIBRARY.write(number, bytes, bytes.length);
                } catch (LastErrorException error) {
                    if (error.getErrorCode() != EINTR) throw error;
                }
            }
        }

        @Override public void close() {
            C.LIBRARY.close(number);
        }
    }

    static void remove(String path) {
        try {
            C.LIBRARY.unlink(path);
        } catch (LastErrorException error) {
            if (error.getErrorCode() != ENOENT) throw error;
        }
    }

    /** The request goes last: as long as it stands and its lock is ours, nobody can have the id. */
    static void removeBoth(String id) {
        try {
            remove(events(id));
        } catch (LastErrorException error) {
            if (error.getErrorCode() != EISDIR) throw error; // a directory is left to whoever made it
        }
        remove(request(id));
    }

    /** The request of an id that nobody has, made and locked; null where a worker was faster. */
    static Handle create(String id) {
        Handle request = Handle.ofFile(request(id), O_RDWR | O_CREAT | O_EXCL);
        try {
            if (request.lock(LOCK_EX) && request.isNamed(request(id))) return request;
        } catch (LastErrorException error) {
            remove(request(id));
            request.close();
            throw error;
        }
        request.close();
        return null;
    }

    /** Numbers keep all their digits, and lone surrogates come out as escapes. */
    static final JsonMapper JSON = JsonMapper.builder()
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
        .enable(JsonWriteFeature.ESCAPE_NON_ASCII).disable(JsonParser.Feature.AUTO_CLOSE_SOURCE).build();

    /** One JSON object, or null. From bytes Jackson would take UTF-16 too, and a byte order mark. */
    static ObjectNode object(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return !text.startsWith("\uFEFF") && JSON.readTree(text) instanceof ObjectNode object ? object : null;
        } catch (CharacterCodingException | JsonProcessingException | ArithmeticException | NumberFormatException error) {
            return null;
        }
    }

    static boolean isSet(JsonNode value) {
        if (value == null || value.isNull()) return false;
        if (value.isNumber()) return value.decimalValue().signum() != 0;
        return value.isTextual() ? !value.textValue().isEmpty() && !value.textValue().equals("0") : !value.isBoolean() || value.booleanValue();
    }

    private Spool() {}
}
