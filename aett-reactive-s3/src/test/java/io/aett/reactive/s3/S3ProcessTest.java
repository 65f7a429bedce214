package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.OtherJvm;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testservers.S3Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Two processes write, one of them is stopped where it stands and goes on later. */
class S3ProcessTest {

    private static final int COMMITS = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    private final S3Fixture data = new S3Fixture();

    /** A writer, and what it said was stored. */
    private final class Writer {
        final Process process;
        final List<String> acknowledged = new CopyOnWriteArrayList<>();
        volatile boolean ended;

        Writer(String name) {
            S3Server server = data.server;
            ProcessBuilder builder = OtherJvm.of(
                    WriterProcess.class, server.endpoint().toString(), data.prefix, name, Integer.toString(COMMITS));
            builder.environment().put("KEY", server.accessKey());
            builder.environment().put("SECRET", server.secretKey());
            builder.redirectError(ProcessBuilder.Redirect.DISCARD);
            try {
                process = builder.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Thread reading = new Thread(this::read, "reading " + name);
            reading.setDaemon(true);
            reading.start();
        }

        private void read() {
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("ACK ")) {
                        acknowledged.add(line.substring(4));
                    }
                    ended |= line.startsWith("END ");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitAcknowledged(int more) {
            int target = Math.min(5 * COMMITS, acknowledged.size() + more);
            Await.until(PATIENCE, () -> acknowledged + " of " + target, () -> ended || acknowledged.size() >= target);
        }
    }

    @Test
    void a_process_that_is_stopped_and_goes_on_loses_nothing_and_holds_up_nobody() {
        EventStore store = data.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        Recorder<Commit> follower = Recorder.of(store.management().follow(0));
        Writer going = new Writer("going");
        Writer stopped = new Writer("stopped");
        try {
            stopped.awaitAcknowledged(1);
            while (!stopped.ended) {
                stopped.awaitAcknowledged(1 + stopped.acknowledged.size() % 7);
                OtherJvm.signal("STOP", stopped.process);
                int seen = follower.count();
                going.awaitAcknowledged(20);
                // Whatever the stopped one left open is sealed: the follower goes on.
                Await.until(
                        PATIENCE,
                        () -> "the follower stands at " + seen,
                        () -> going.ended || follower.count() >= seen + 10);
                OtherJvm.signal("CONT", stopped.process);
            }
            going.awaitAcknowledged(5 * COMMITS);
            Await.until(PATIENCE, () -> "still writing", () -> going.ended && stopped.ended);
        } finally {
            going.process.destroyForcibly();
            stopped.process.destroyForcibly();
        }

        List<Commit> all = Await.all(store.management().getFrom(0));
        assertThat(all).hasSize(2 * 5 * COMMITS);
        List<String> acknowledged = new ArrayList<>(going.acknowledged);
        acknowledged.addAll(stopped.acknowledged);
        assertThat(all.stream().map(S3ProcessTest::line).toList()).containsExactlyInAnyOrderElementsOf(acknowledged);
        assertThat(follower.await(all.size(), PATIENCE)).isEqualTo(all);
        assertThat(all).extracting(Commit::checkpointToken).isSorted().doesNotHaveDuplicates();
        List<Commit> shared = Await.all(store.commits().get("t", "shared"));
        assertThat(shared).hasSize(2 * COMMITS);
        for (int i = 0; i < shared.size(); i++) {
            assertThat(shared.get(i).commitSequence()).isEqualTo(i + 1);
        }
        follower.dispose();
        Await.done(data.dispose());
    }

    private static String line(Commit commit) {
        return commit.streamId() + " " + commit.commitSequence() + " " + commit.checkpointToken() + " "
                + commit.commitId();
    }
}
