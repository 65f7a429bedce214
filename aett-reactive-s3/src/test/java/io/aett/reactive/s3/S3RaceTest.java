package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** 32 writers, each with a store of its own, and one sequence. */
@ExtendWith(AlwaysOn.class)
class S3RaceTest {

    private static final int WRITERS = 32;

    @Test
    void of_32_writers_of_one_sequence_one_wins_ten_times() {
        race(10);
    }

    @Test
    @Tag("long")
    void of_32_writers_of_one_sequence_one_wins_a_hundred_times() {
        race(100);
    }

    private static void race(int rounds) {
        S3Fixture data = new S3Fixture();
        List<EventStore> stores = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            stores.add(data.open(FixtureOptions.defaults()));
        }
        Await.done(stores.get(0).management().initialize());
        AtomicInteger winners = new AtomicInteger();
        CyclicBarrier start = new CyclicBarrier(WRITERS);

        List<Outcome<Boolean>> outcomes = Race.run(WRITERS, i -> () -> {
            for (int round = 1; round <= rounds; round++) {
                start.await(Await.BOUND.toSeconds(), TimeUnit.SECONDS);
                try {
                    Await.value(stores.get(i).commits().commit(commitOf("s", round)));
                    winners.incrementAndGet();
                } catch (RuntimeException | AssertionError e) {
                    if (!(e instanceof NonConflictingCommitException)
                            && !(e.getCause() instanceof NonConflictingCommitException)) {
                        throw e;
                    }
                }
            }
            return true;
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(winners).hasValue(rounds);
        List<Commit> stream = Await.all(stores.get(7).commits().get("t", "s"));
        assertThat(stream).hasSize(rounds);
        assertThat(Await.all(stores.get(8).management().getFrom(0))).isEqualTo(stream);
        Await.done(data.dispose());
    }
}
