package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.model.ItemAdded;
import java.util.List;
import reactor.core.publisher.Mono;

/** The same bytes in the same database, by its driver alone: no conflicts, no order, no checks. */
public interface Raw {

    /** Commits of one fetch: as many as a page of a store has at most, by default. */
    int READ_AT_ONCE = 384;

    /** What it is, in a few words. */
    String name();

    /** The numbers of callers among which the best is looked for, given how many the store has. */
    List<Integer> callers(int store);

    /** The most callers that it can have. */
    default int mostCallers() {
        return Integer.MAX_VALUE;
    }

    /** Writes one commit of one event. */
    Mono<?> append(int caller, String stream, long sequence, ItemAdded event);

    /** Reads a stream to its end and parses it; answers the sum of all quantities. */
    Mono<Long> read(String stream);

    /** The same with all streams. */
    Mono<Long> readAll();
}
