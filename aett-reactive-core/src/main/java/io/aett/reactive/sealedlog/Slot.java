package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.EncodedCommit;
import org.jspecify.annotations.Nullable;

/**
 * One position of the log.
 *
 * @param commit what it holds, only for {@link Kind#COMMIT}
 */
public record Slot(long position, Kind kind, @Nullable EncodedCommit commit) {

    /** What a position holds. */
    public enum Kind {
        /** A commit, for ever. */
        COMMIT,
        /** Nothing, for ever. */
        TOMBSTONE,
        /** Nothing yet: its writer is under way, or gone. */
        OPEN
    }

    public Slot {
        if ((kind == Kind.COMMIT) != (commit != null)) {
            throw new IllegalArgumentException("a slot holds a commit, or it is a tombstone or open");
        }
    }

    /** A position with a commit, whose checkpoint it is. */
    public static Slot commit(EncodedCommit commit) {
        return new Slot(commit.checkpoint(), Kind.COMMIT, commit);
    }

    /** A position that will never hold a commit to deliver. */
    public static Slot tombstone(long position) {
        return new Slot(position, Kind.TOMBSTONE, null);
    }

    /** A position that holds nothing yet. */
    public static Slot open(long position) {
        return new Slot(position, Kind.OPEN, null);
    }
}
