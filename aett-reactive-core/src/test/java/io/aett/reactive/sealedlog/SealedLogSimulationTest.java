package io.aett.reactive.sealedlog;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writers that stall and die at every step, readers that die and go on; the same seed is the same history. */
class SealedLogSimulationTest {

    private static final long PER_HISTORY = 2_000;

    /** Up to twenty times as slow as the delay; the attempts that this takes at most follow from how patience grows. */
    private static final long PLACING = 2_000_000;

    private static final int MOST_ATTEMPTS = 4;

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
    void where_nothing_is_announced_no_reader_stands_still_for_longer_than_the_delay() {
        Total total = run(4_000_000, 200_000, Faults.usual().withoutAnnouncements());

        assertThat(total.longestWait)
                .isLessThanOrEqualTo(Faults.usual().sealDelay() + Faults.POLL + 4 * Faults.ROUND_TRIP);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void writers_much_slower_than_the_delay_of_all_followers_end_after_a_few_attempts(int followers) {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.Outcome outcome = new Simulation(seed, Faults.slow(PLACING), 500)
                    .sealing(Simulation.WRITERS, followers, true, Long.MAX_VALUE);

            assertThat(outcome.mostAttempts()).as("seed %d: %s", seed, outcome).isBetween(2, MOST_ATTEMPTS);
            assertThat(outcome.stored()).isGreaterThanOrEqualTo(500);
            assertThat(outcome.lost() + outcome.reordered() + outcome.unfaithful() + outcome.acausal())
                    .as("seed %d: %s", seed, outcome)
                    .isZero();
        }
    }

    @Test
    void without_announcements_the_same_writers_never_end() {
        for (long seed = 0; seed < 5; seed++) {
            Simulation.Outcome outcome = new Simulation(
                            seed, Faults.slow(PLACING).withoutAnnouncements(), 500)
                    .sealing(Simulation.WRITERS, 1, true, 25 * PLACING);

            assertThat(outcome.mostAttempts()).as("seed %d: %s", seed, outcome).isGreaterThan(5 * MOST_ATTEMPTS);
            assertThat(outcome.stored()).as("seed %d: %s", seed, outcome).isZero();
        }
    }

    @Test
    void a_follower_in_the_writers_own_process_costs_it_no_position() {
        Simulation.Outcome outcome =
                new Simulation(1, Faults.slow(PLACING).withoutAnnouncements(), 500).sealing(1, 0, true, Long.MAX_VALUE);

        assertThat(outcome.mostAttempts()).isEqualTo(1);
    }

    @Test
    void remembering_the_highest_number_loses_commits_in_the_same_simulation() {
        assertThat(share(0)).as("of 100,000 commits").isGreaterThan(2_000);
    }

    @Test
    void skipping_holes_after_a_while_loses_commits_in_the_same_simulation() {
        assertThat(share(Faults.usual().sealDelay())).as("of 100,000 commits").isGreaterThan(20);
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
        long share = lost * 100_000 / (20 * PER_HISTORY);
        System.out.println(
                "[sealed log] a naive reader with a patience of " + patience + " us lost " + share + " of 100,000");
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
                    .isLessThanOrEqualTo(Math.max(faults.sealDelay(), outcome.longestPatience())
                            + Faults.POLL
                            + 4 * Faults.ROUND_TRIP);
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
