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
        List<Integer> growth) {

    public Settings {
        callers = List.copyOf(callers);
        growth = List.copyOf(growth);
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
                growth);
    }
}
