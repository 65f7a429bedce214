package io.aett.reactive.spi;

import io.aett.reactive.StateEntry;
import java.util.List;

/**
 * One page of a scan.
 *
 * @param entries in order; may be empty although more follow
 * @param next the key behind which the following page begins; of no meaning when this is the last
 * @param last nothing follows
 */
public record StatePage(List<StateEntry> entries, String next, boolean last) {
    public StatePage {
        entries = List.copyOf(entries);
    }

    /** The page for entries that were read with a limit; a page that is not full is the last. */
    public static StatePage of(List<StateEntry> entries, String from, int maxEntries) {
        int size = entries.size();
        return new StatePage(entries, size == 0 ? from : entries.get(size - 1).key(), size < maxEntries);
    }
}
