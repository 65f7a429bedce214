package io.aett.reactive.dynamodb;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.OtherJvm;
import io.aett.reactive.testservers.DynamoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes into a stream from a JVM of its own, which can be stopped and continued, and tells what was acknowledged. */
final class WriterProcess implements AutoCloseable {

    private final Process process;
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private volatile boolean ended;

    WriterProcess(String table, String stream, int commits) {
        DynamoServer server = DynamoFixture.server();
        try {
            process = OtherJvm.of(WriterProcess.class, table, stream, Integer.toString(commits))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(server.endpoint() + "\n" + server.accessKey() + "\n" + server.secretKey() + "\n"
                            + server.region() + "\n")
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread reader = new Thread(this::listen, "writer-process");
        reader.setDaemon(true);
        reader.start();
    }

    private void listen() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged.add(Long.parseLong(line));
            }
        } catch (IOException e) {
            // It was ended.
        }
        ended = true;
    }

    /** The sequences of the commits that were acknowledged so far. */
    List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    boolean ended() {
        return ended;
    }

    void stop() {
        OtherJvm.signal("STOP", process);
    }

    void resume() {
        OtherJvm.signal("CONT", process);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** The other JVM. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var client = Clients.plain(input.readLine(), input.readLine(), input.readLine(), input.readLine());
        var store = DynamoDbEventStore.create(
                client,
                FixtureOptions.defaults()
                        .applyTo(DynamoDbOptions.builder().table(arguments[0]))
                        .build());
        List<Commit> written = new ArrayList<>();
        for (int i = 1; i <= Integer.parseInt(arguments[2]); i++) {
            Commit commit = Commit.builder()
                    .tenantId("tenant")
                    .streamId(arguments[1])
                    .commitSequence(i)
                    .streamRevision(i)
                    .event(TestEvents.noted("n" + i))
                    .build();
            written.add(store.commits().commit(commit).block());
            System.out.println(i);
        }
        System.exit(written.isEmpty() ? 1 : 0);
    }
}
