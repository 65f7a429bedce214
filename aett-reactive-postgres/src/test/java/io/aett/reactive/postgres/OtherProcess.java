package io.aett.reactive.postgres;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.OtherJvm;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another JVM that writes to a stream of its own and follows everything, and prints what it knows: {@code A} acknowledged, {@code D} delivered. */
final class OtherProcess {

    private final Process process;
    private final List<Long> acknowledged = new CopyOnWriteArrayList<>();
    private final List<Long> delivered = new CopyOnWriteArrayList<>();
    private final Thread reader;

    private OtherProcess(Process process) {
        this.process = process;
        this.reader = new Thread(this::read, "other-process");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts one that follows from a checkpoint. */
    static OtherProcess start(PostgresFixture data, String stream, long from) {
        try {
            return new OtherProcess(OtherJvm.of(
                            OtherProcess.class,
                            data.database.server().host(),
                            Integer.toString(data.database.server().port()),
                            data.database.server().database(),
                            data.schema,
                            stream,
                            Long.toString(from))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Long> acknowledged() {
        return List.copyOf(acknowledged);
    }

    List<Long> delivered() {
        return List.copyOf(delivered);
    }

    /** Ends it as {@code kill -9} does; what it printed by then is read. */
    void kill() {
        process.destroyForcibly();
        try {
            reader.join(Await.BOUND.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.endsWith(".")) {
                    long checkpoint = Long.parseLong(line.substring(2, line.length() - 1));
                    (line.startsWith("A") ? acknowledged : delivered).add(checkpoint);
                }
            }
        } catch (IOException e) {
            // The process was killed.
        }
    }

    public static void main(String[] args) {
        EventStore store = PostgresEventStore.create(
                ConnectionFactoryOptions.parse("r2dbc:postgresql://%s:%s@%s:%s/%s"
                        .formatted(Database.ROLE, Database.PASSWORD, args[0], args[1], args[2])),
                FixtureOptions.defaults()
                        .applyTo(PostgresOptions.builder())
                        .schema(args[3])
                        .build());
        store.management()
                .follow(Long.parseLong(args[5]))
                .subscribe(commit -> print("D " + commit.checkpointToken() + "."));
        for (long n = 1; ; n++) {
            Commit commit = Commit.builder()
                    .tenantId("tenant")
                    .streamId(args[4])
                    .commitSequence(n)
                    .streamRevision(n)
                    .event(TestEvents.noted("n" + n))
                    .build();
            print("A " + Await.value(store.commits().commit(commit)).checkpointToken() + ".");
        }
    }

    private static synchronized void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
