package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Two JVMs on one table, of which one is stopped in the middle of whatever it does, and continued. */
class DynamoTwoProcessesTest extends DynamoSuite {

    private static final int COMMITS = 150;

    @Test
    void a_process_that_is_stopped_and_continued_loses_nothing_and_holds_up_nobody() {
        store();
        EventStore eager = data().open(FixtureOptions.defaults(), builder -> builder.sealDelay(Duration.ofMillis(20)));
        Recorder<Commit> follower = Recorder.of(eager.management().follow(0));
        List<Commit> ours = new ArrayList<>();
        try (WriterProcess other = new WriterProcess(data().table, "theirs", COMMITS)) {
            Await.until(
                    () -> "the first commits of the other",
                    () -> other.acknowledged().size() > 3);
            for (int round = 0; round < 6; round++) {
                other.stop();
                for (int i = 0; i < 5; i++) {
                    Commit next = ours.isEmpty()
                            ? firstOf(TENANT, "ours", noted("first"))
                            : after(ours.get(ours.size() - 1), noted("n" + i));
                    ours.add(commit(eager, next));
                }
                Commit last = ours.get(ours.size() - 1);
                Await.until(() -> "our own commits", () -> follower.values().contains(last));
                int before = other.acknowledged().size();
                other.resume();
                Await.until(
                        () -> "more commits of the other",
                        () -> other.acknowledged().size() > before || other.ended());
            }
            Await.until(() -> "the end of the other", other::ended);
            assertThat(other.acknowledged())
                    .isEqualTo(LongStream.rangeClosed(1, COMMITS).boxed().toList());
        }
        List<Commit> all = readAll();

        assertThat(all).hasSize(ours.size() + COMMITS);
        assertThat(follower.await(all.size())).isEqualTo(all);
        assertThat(read(store(), TENANT, "theirs")).hasSize(COMMITS);
        assertThat(read(store(), TENANT, "ours")).isEqualTo(ours);
        follower.dispose();
    }
}
