package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.AppendResult;
import java.time.Instant;

/** What became of one commit at the position that was reserved for it. */
public sealed interface Placement {

    /**
     * It is there, durably.
     *
     * @param position where, which is its checkpoint
     * @param stamp the stamp it is stored with
     */
    record Stored(long position, Instant stamp) implements Placement {}

    /**
     * It is not stored, and will not be.
     *
     * @param why anything but {@link AppendResult.Appended}
     * @param unusedPosition the position that it leaves open, or 0 when none is left
     */
    record Refused(AppendResult why, long unusedPosition) implements Placement {}

    /**
     * The position was of no use: sealed by a reader, or taken because the counter was set back, or below that of the
     * commit's predecessor. The commit is not stored and gets another position.
     *
     * @param unusedPosition the position that it leaves open, or 0 when none is left
     */
    record PositionLost(long unusedPosition) implements Placement {

        /** Nothing is left open. */
        public PositionLost() {
            this(0);
        }
    }
}
