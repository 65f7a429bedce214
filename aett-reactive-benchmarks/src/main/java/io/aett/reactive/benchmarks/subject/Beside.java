package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import java.util.List;

/**
 * A second store of the same kind on the same server, empty at first, at a place of its own: what a store of another size is compared
 * with.
 *
 * @param store initialized
 * @param filling as {@link Subject#fill} does with the first one
 */
public record Beside(EventStore store, Filling filling) {

    /** Writes so many commits to the end of each stream, the first with the sequence after {@code from}. */
    @FunctionalInterface
    public interface Filling {

        void fill(List<String> streams, long from, int commits, int events);
    }
}
