package io.aett.reactive.memory;

import io.aett.reactive.spi.EncodedCommit;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/**
 * Commits in the order in which they were added, growing at its end only. One writer at a time, any number of readers, who
 * wait for nobody and see a prefix.
 *
 * <p>The commits are in rungs, each twice as long as the one before, so that adding never copies a commit that is there
 * already, a list of one is small, and a place is found by its number. The writer fills a place before it counts it, and
 * readers look only at what is counted.
 */
final class CommitList {

    private static final int FIRST_BITS = 1;
    private static final int FIRST = 1 << FIRST_BITS;

    private volatile EncodedCommit[][] rungs = new EncodedCommit[0][];
    private volatile int size;

    /** Only the writer. */
    void add(EncodedCommit commit) {
        int index = size;
        int rung = rung(index);
        EncodedCommit[][] all = rungs;
        if (rung == all.length) {
            all = Arrays.copyOf(all, rung + 1);
            all[rung] = new EncodedCommit[FIRST << rung];
            rungs = all;
        }
        all[rung][place(index, rung)] = commit;
        size = index + 1;
    }

    int size() {
        return size;
    }

    /** The commit at an index below a {@link #size()} that this thread has seen. */
    EncodedCommit get(int index) {
        int rung = rung(index);
        return rungs[rung][place(index, rung)];
    }

    /** How many commits there are up to and with this checkpoint. */
    int upTo(long checkpoint) {
        int all = size;
        return all == 0 || get(all - 1).checkpoint() <= checkpoint
                ? all
                : upTo(checkpoint, EncodedCommit::checkpoint, all);
    }

    /** How many of the first {@code all} commits have a number up to {@code bound}; the number grows along the list. */
    int upTo(long bound, ToLongFunction<EncodedCommit> number, int all) {
        int low = 0;
        int high = all;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (number.applyAsLong(get(middle)) <= bound) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static int rung(int index) {
        return 31 - Integer.numberOfLeadingZeros(index + FIRST) - FIRST_BITS;
    }

    private static int place(int index, int rung) {
        return index + FIRST - (FIRST << rung);
    }
}
