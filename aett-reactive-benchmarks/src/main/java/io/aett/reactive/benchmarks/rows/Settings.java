package io.aett.reactive.benchmarks.rows;

import java.time.Duration;
import java.util.List;

/**
 * How long and how much.
 *
 * @param round the time of one round
 * @param warmups rounds that do not count
 * @param rounds pairs of rounds of which the median counts
 * @param callers numbers of concurrent callers
 * @param commits commits of one event in the streams that are read
 * @param aggregateEvents events of the aggregate that is loaded
 * @param updates concurrent updates of one aggregate
 * @param pings commits whose way to a follower is timed
 * @param heapEvents events read in a bounded heap
 * @param growth numbers of commits in a stream, and of streams
 * @param counted sizes of what is counted and not timed
 * @param subscriptions sizes of what is measured of subscriptions
 */
public record Settings(
        Duration round,
        int warmups,
        int rounds,
        List<Integer> callers,
        int commits,
        int aggregateEvents,
        int updates,
        int pings,
        int heapEvents,
        List<Integer> growth,
        Counts counted,
        Subscribed subscriptions) {

    /**
     * Sizes for what is counted.
     *
     * @param callers numbers of concurrent callers, whose commits share requests
     * @param commits commits of each of them while requests are counted
     * @param replayed commits that are read again
     * @param first commits of a fresh JVM
     * @param jvms how many such JVMs, of which the median counts
     */
    public record Counts(List<Integer> callers, int commits, int replayed, int first, int jvms) {

        public Counts {
            callers = List.copyOf(callers);
        }
    }

    /**
     * Sizes for subscriptions.
     *
     * @param commits commits of one event that are handed out
     * @param transactions commits whose rows are written
     * @param quiet how long requests are counted
     * @param idle numbers of subscriptions that do nothing
     * @param leaseTime of those whose owner dies or stops
     * @param stops owners that stop, of which the median counts
     * @param kills owners that are killed
     */
    public record Subscribed(
            int commits,
            int transactions,
            Duration quiet,
            List<Integer> idle,
            Duration leaseTime,
            int stops,
            int kills) {

        public Subscribed {
            idle = List.copyOf(idle);
        }

        private Subscribed upTo(int events) {
            return new Subscribed(Math.min(commits, events), transactions, quiet, idle, leaseTime, stops, kills);
        }
    }

    public Settings {
        callers = List.copyOf(callers);
        growth = List.copyOf(growth);
    }

    /** What is said of a run. */
    public String described() {
        return "rounds: " + rounds + (rounds == 1 ? " pair" : " pairs") + " of " + round.toMillis() + " ms after "
                + warmups + " that did not count";
    }

    /** These, with no more events in streams and aggregates than that. */
    public Settings upTo(int events) {
        return new Settings(
                round,
                warmups,
                rounds,
                callers,
                Math.min(commits, events),
                Math.min(aggregateEvents, events),
                updates,
                pings,
                heapEvents,
                growth,
                counted,
                subscriptions.upTo(events));
    }
}
