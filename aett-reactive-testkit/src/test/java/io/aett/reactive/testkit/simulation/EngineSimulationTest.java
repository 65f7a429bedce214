package io.aett.reactive.testkit.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole engine, with its sealed log and with subscriptions, in several processes that are stopped and killed and have clocks of their own,
 * on a database that answers late, falsely or never. The same seed is the same history.
 *
 * <p>One seed again, told step by step: {@code -Daett.testkit.seed=<number>}.
 */
class EngineSimulationTest {

    private static final String SEED = "aett.testkit.seed";
    private static final String HISTORIES = "aett.testkit.histories";

    @Test
    void whatever_goes_wrong_nothing_is_lost_doubled_or_reordered_and_all_goes_on_in_the_end() {
        Long seed = Long.getLong(SEED);
        run(seed == null ? 0 : seed, seed == null ? Long.getLong(HISTORIES, 2_000) : 1);
    }

    @Tag("long")
    @Test
    void nor_is_it_in_a_hundred_thousand_histories() {
        run(1_000_000, Long.getLong(HISTORIES, 100_000));
    }

    @Test
    void the_same_seed_is_the_same_history() {
        LongStream.range(0, 20)
                .forEach(
                        seed -> assertThat(History.of(seed)).as("seed %d", seed).isEqualTo(History.of(seed)));
        assertThat(History.told(7)).isEqualTo(History.told(7));
        assertThat(History.told(7).trace()).isEqualTo(History.of(7).trace());
    }

    @Test
    void other_seeds_are_other_histories() {
        assertThat(LongStream.range(0, 20).map(seed -> History.of(seed).trace()).distinct())
                .hasSize(20);
    }

    private static void run(long first, long histories) {
        Total total = new Total();
        Optional<Long> violated = LongStream.range(first, first + histories)
                .parallel()
                .filter(seed -> total.add(History.of(seed)))
                .boxed()
                .findAny();
        violated.map(History::told)
                .ifPresent(outcome -> assertThat(outcome.violation())
                        .as("again: -D%s=%d%n%s", SEED, violated.get(), outcome.story())
                        .isNull());
        System.out.println("[engine] " + total);
        if (histories > 100) {
            assertThat(total.unknown.sum()).as("lost answers").isGreaterThan(histories);
            assertThat(total.duplicates.sum()).as("commits that met themselves").isGreaterThan(histories / 2);
            assertThat(total.crashes.sum()).as("processes that died").isGreaterThan(histories / 2);
            assertThat(total.lostPositions.sum())
                    .as("positions lost to readers")
                    .isPositive();
            assertThat(total.again.sum()).as("commits handed out again").isPositive();
        }
    }

    private static final class Total {
        final LongAdder histories = new LongAdder();
        final LongAdder commits = new LongAdder();
        final LongAdder changes = new LongAdder();
        final LongAdder conflicts = new LongAdder();
        final LongAdder unknown = new LongAdder();
        final LongAdder duplicates = new LongAdder();
        final LongAdder delivered = new LongAdder();
        final LongAdder handedOut = new LongAdder();
        final LongAdder again = new LongAdder();
        final LongAdder crashes = new LongAdder();
        final LongAdder sealed = new LongAdder();
        final LongAdder lostPositions = new LongAdder();
        final LongAdder seconds = new LongAdder();

        /** Whether something happened that must not. */
        boolean add(History.Outcome outcome) {
            histories.increment();
            commits.add(outcome.commits());
            changes.add(outcome.changes());
            conflicts.add(outcome.conflicts());
            unknown.add(outcome.unknown());
            duplicates.add(outcome.duplicates());
            delivered.add(outcome.delivered());
            handedOut.add(outcome.handedOut());
            again.add(outcome.handedOutAgain());
            crashes.add(outcome.crashes());
            sealed.add(outcome.sealed());
            lostPositions.add(outcome.lostPositions());
            seconds.add(outcome.virtualNanos() / 1_000_000_000L);
            return outcome.violation() != null;
        }

        @Override
        public String toString() {
            return histories + " histories of " + seconds + " s in all: " + commits + " commits acknowledged, "
                    + changes + " changes of states, "
                    + conflicts
                    + " races lost, " + unknown + " answers lost, " + duplicates + " commits met themselves, " + crashes
                    + " processes died, " + sealed + " positions sealed, " + lostPositions
                    + " of them lost by writers, "
                    + delivered + " commits read from the log, " + handedOut + " handed out, " + again
                    + " of them again";
        }
    }
}
