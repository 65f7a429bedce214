package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two JVMs on one store, both writing and following; one is killed. */
class ProcessesTest extends ContractSuite<PostgresFixture> {

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    @Test
    void one_of_two_processes_is_killed_and_nothing_is_lost_or_comes_twice() {
        store();
        Recorder<Commit> follower = Recorder.of(store().management().follow(0));
        OtherProcess killed = OtherProcess.start(data(), "killed", 0);
        Commit last = commit(first(noted("0")));
        while (killed.acknowledged().size() < 40 || killed.delivered().size() < 60) {
            last = commit(after(last, noted("n")));
        }
        killed.kill();
        fill(TENANT, "meanwhile", 20);

        long resumeAt = killed.delivered().get(killed.delivered().size() - 1);
        OtherProcess next = OtherProcess.start(data(), "next", resumeAt);
        Await.until(
                () -> "commits of the next process", () -> next.acknowledged().size() >= 40);
        long upTo = next.acknowledged().get(39);
        Await.until(
                () -> "the next process to have followed",
                () -> next.delivered().stream().anyMatch(checkpoint -> checkpoint >= upTo));
        next.kill();

        List<Long> all = readAll().stream().map(Commit::checkpointToken).toList();
        assertThat(all).containsAll(killed.acknowledged()).containsAll(next.acknowledged());
        assertThat(read(store(), TENANT, "killed"))
                .hasSizeBetween(
                        killed.acknowledged().size(), killed.acknowledged().size() + 1);
        List<Long> followed = new ArrayList<>(killed.delivered());
        followed.addAll(next.delivered());
        assertThat(followed).isEqualTo(all.subList(0, followed.size()));
        assertThat(follower.await(all.size()))
                .extracting(Commit::checkpointToken)
                .isEqualTo(all);
        follower.dispose();
    }
}
