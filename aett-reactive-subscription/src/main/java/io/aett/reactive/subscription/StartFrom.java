package io.aett.reactive.subscription;

import java.time.Instant;
import java.util.Objects;

/** Where a subscription begins at its first run ever, or again after a reset. */
public sealed interface StartFrom {

    /** With the first commit of the store. */
    static StartFrom beginning() {
        return new Checkpoint(0);
    }

    /** Behind the last commit that was acknowledged before. */
    static StartFrom end() {
        return End.END;
    }

    /** Behind this checkpoint, which counts as handled; 0 is the beginning. */
    static StartFrom checkpoint(long checkpoint) {
        return new Checkpoint(checkpoint);
    }

    /** With the first commit, in the global order, whose stamp is not before this. Finding it reads the log from its beginning. */
    static StartFrom instant(Instant stamp) {
        return new Stamp(stamp);
    }

    /** A known place. */
    record Checkpoint(long checkpoint) implements StartFrom {
        public Checkpoint {
            if (checkpoint < 0) {
                throw new IllegalArgumentException("checkpoint must not be negative, but is " + checkpoint);
            }
        }
    }

    /** A time. */
    record Stamp(Instant stamp) implements StartFrom {
        public Stamp {
            Objects.requireNonNull(stamp, "stamp");
        }
    }

    /** The head. */
    enum End implements StartFrom {
        END
    }
}
