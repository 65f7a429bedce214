package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.OtherJvm;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testservers.MongoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another JVM, stopped between taking its position and writing there. */
@ExtendWith(AlwaysOn.class)
class MongoTwoProcessesTest {

    private final MongoFixture fixture = MongoFixture.replicaSet();
    private final EventStore store = fixture.open(FixtureOptions.defaults());

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readers_pass_a_stopped_writer_which_goes_on_behind_them_or_never(boolean goesOn) throws Exception {
        Await.done(store.management().initialize());
        Process other = start();
        try (BufferedReader says = other.inputReader()) {
            assertThat(says.readLine()).isEqualTo("stopping");
            Await.until(() -> "the other process to stop", () -> state(other).equals("T"));
            try (StubbornWriter writer = StubbornWriter.start(store, "here")) {
                Recorder<Commit> follower = Recorder.of(store.management().follow(0));
                follower.await(5);
                Commit passed = follower.values().get(4);

                if (goesOn) {
                    other.outputWriter().append("\n").flush();
                }
                OtherJvm.signal(goesOn ? "CONT" : "KILL", other);

                if (goesOn) {
                    long checkpoint = Long.parseLong(says.readLine().split(" ")[1]);
                    assertThat(checkpoint).isGreaterThan(passed.checkpointToken());
                }
                List<Commit> here = writer.stop();
                assertThat(follower.await(here.size() + (goesOn ? 1 : 0)))
                        .isEqualTo(Await.all(store.management().getFrom(0)))
                        .filteredOn(commit -> commit.streamId().equals("stalled"))
                        .hasSize(goesOn ? 1 : 0);
                follower.dispose();
            }
        } finally {
            OtherJvm.signal("KILL", other);
        }
        Await.done(fixture.dispose());
    }

    private Process start() throws IOException {
        return OtherJvm.of(StalledProcess.class, MongoServer.sharedReplicaSet().uri(), fixture.database)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String state(Process process) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
        } catch (IOException e) {
            return "gone";
        }
    }
}
