package io.aett.reactive.sealedlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers that stall and die at every step, readers that die and go on; the same seed is the same history. */
class SealedLogSimulationTest {

    private static final long PER_HISTORY = 2_000;

    @Test
    void a_million_commits_of_stalled_and_killed_writers_are_neither_lost_nor_reordered() {
        Total total = run(0, 1_000_000, Faults.usual());

        assertThat(total.sealed).as("positions that were sealed").isPositive();
        assertThat(total.lostPositions).as("writers that lost their position").isPositive();
        assertThat(total.crashes).as("writers that died").isPositive();
    }

    @Tag("long")
    @Test
    void a_hundred_million_commits_are_neither_lost_nor_reordered() {
        run(1_000_000, 100_000_000, Faults.usual());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 1_000_000})
    void the_delay_only_decides_who_waits(long sealDelay) {
        run(2_000_000, 20_000, Faults.usual().withSealDelay(sealDelay));
    }

    @Test
    void a_counter_that_is_set_back_loses_and_reorders_nothing() {
        run(3_000_000, 50_000, Faults.usual().withSetBacks());
    }

    @Test
    void remembering_the_highest_number_loses_commits_in_the_same_simulation() {
        assertThat(share(0)).as("per mille of the commits").isGreaterThan(20);
    }

    @Test
    void skipping_holes_after_a_while_loses_commits_in_the_same_simulation() {
        assertThat(share(Faults.usual().sealDelay()))
                .as("per mille of the commits")
                .isGreaterThan(1);
    }

    @Test
    void the_same_seed_is_the_same_history() {
        assertThat(new Simulation(7, Faults.usual(), 2_000).sealing())
                .isEqualTo(new Simulation(7, Faults.usual(), 2_000).sealing());
    }

    private static long share(long patience) {
        long lost = 0;
        for (long seed = 0; seed < 20; seed++) {
            lost += new Simulation(seed, Faults.usual(), PER_HISTORY).lostBy(patience);
        }
        long share = lost * 1000 / (20 * PER_HISTORY);
        System.out.println(
                "[sealed log] a naive reader with a patience of " + patience + " us lost " + share + " per mille");
        return share;
    }

    private static Total run(long firstSeed, long commits, Faults faults) {
        Total total = new Total();
        for (long seed = firstSeed; total.stored < commits; seed++) {
            Simulation.Outcome outcome = new Simulation(seed, faults, PER_HISTORY).sealing();
            assertThat(outcome.lost() + outcome.reordered() + outcome.unfaithful())
                    .as("seed %d: lost, reordered, or not what was answered: %s", seed, outcome)
                    .isZero();
            if (faults.setBack() == 0) {
                assertThat(outcome.acausal())
                        .as("seed %d: below what its writer had seen", seed)
                        .isZero();
            }
            assertThat(outcome.longestWait())
                    .as("seed %d: longest time that a reader stood still: %s", seed, outcome)
                    .isLessThanOrEqualTo(faults.sealDelay() + Faults.POLL + 4 * Faults.ROUND_TRIP);
            total.add(outcome);
        }
        System.out.println("[sealed log] " + total);
        return total;
    }

    private static final class Total {
        long stored;
        long sealed;
        long lostPositions;
        long crashes;
        long longestWait;

        void add(Simulation.Outcome outcome) {
            stored += outcome.stored();
            sealed += outcome.sealed();
            lostPositions += outcome.lostPositions();
            crashes += outcome.crashes();
            longestWait = Math.max(longestWait, outcome.longestWait());
        }

        @Override
        public String toString() {
            return stored + " commits, " + sealed + " positions sealed, " + lostPositions + " writers lost theirs, "
                    + crashes + " writers died, longest wait " + longestWait + " us; 0 lost, 0 reordered";
        }
    }
}
