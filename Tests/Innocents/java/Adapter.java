import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * A recorder as a Java programmer writes one: Jackson for JSON, JNA for flock(2), and a timer's thread that looks after the
 * client's recording. The judge must find nothing wrong with it.
 */
public final class Adapter {
    private static final long STACK_BYTES = 256 << 20; // for events that are nested deeply
    private double shift; // what `advance` added, in seconds
    private final Worker worker = new Worker(() -> System.nanoTime() / 1e9 + shift);
    private final Client client = new Client();
    private boolean isLast;

    /** Carries out one request; adds to the reply. */
    private void obey(String operation, ObjectNode request, ObjectNode reply) {
        switch (operation) {
        case "hello" -> {
            if (request.path("driver").intValue() != 1) throw new Client.Refused("only version 1 of the driver protocol is spoken here");
            reply.put("name", "innocent Java recorder").put("version", "1").put("language", "java");
            reply.putArray("roles").add("worker").add("client");
            reply.putArray("capabilities").add("time").add("wall-clock");
        }
        case "record" -> worker.record((ObjectNode) request.get("event"));
        case "advance" -> {
            shift += request.get("seconds").doubleValue();
            client.lookAfter();
        }
        case "set_clock" -> {} // the time of day is never read
        case "start" -> reply.put("id", client.start((ObjectNode) request.get("filter")));
        case "stop" -> client.stop();
        case "exit" -> isLast = true;
        default -> throw new UnsupportedOperationException();
        }
    }

    private ObjectNode answer(byte[] line) {
        ObjectNode request = Spool.object(line), reply = Spool.JSON.createObjectNode();
        JsonNode seq = request == null ? null : request.get("seq");
        String operation = request == null ? null : request.path("op").textValue();
        if (seq == null || !seq.isIntegralNumber() || operation == null) {
            return reply.putNull("seq").put("ok", false).put("error", "no request");
        }
        try {
            obey(operation, request, reply);
            reply.put("ok", true);
        } catch (UnsupportedOperationException error) {
            reply.put("ok", false).put("unsupported", true);
        } catch (RuntimeException error) {
            reply.put("ok", false).put("error", error.toString());
        }
        return reply.set("seq", seq);
    }

    private void run() {
        try (InputStream input = new BufferedInputStream(System.in, 1 << 16); var output = new FileOutputStream(FileDescriptor.out)) {
            byte[] line;
            while (!isLast && (line = readLine(input)) != null) {
                output.write((Spool.JSON.writeValueAsString(answer(line)) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException error) {
            error.printStackTrace();
        }
        Runtime.getRuntime().halt(0); // a quiet death: a running recording is not stopped, no hook is run
    }

    /** A line, or null at the end of input: half a line is no request. */
    private static byte[] readLine(InputStream input) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = input.read(); next >= 0; next = input.read()) {
            if (next == '\n') return line.toByteArray();
            line.write(next);
        }
        return null;
    }

    public static void main(String[] arguments) {
        new Thread(null, () -> new Adapter().run(), "adapter", STACK_BYTES).start();
    }
}
