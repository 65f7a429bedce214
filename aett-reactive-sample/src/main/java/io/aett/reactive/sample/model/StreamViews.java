package io.aett.reactive.sample.model;

import io.aett.reactive.sample.model.HotSpotWatch.ChangeNoticed;
import java.time.Instant;

/** What streams have come to, for whoever folds their events without loading an aggregate. */
public final class StreamViews {

    /** A file to which nothing happened. */
    public record Nothing() {}

    /**
     * What a watch has seen.
     *
     * @param changes how many
     * @param lastOrdinal the place of the last one in the history
     * @param lastTime when that was
     */
    public record Watched(long changes, long lastOrdinal, Instant lastTime) {

        /** Before the first change. */
        public static final Watched NONE = new Watched(0, 0, Instant.EPOCH);
    }

    private StreamViews() {}

    /** The state of a file after an event; a {@link FileState} from the first one on. */
    public static Object file(Object state, Object event) {
        if (event instanceof FileEvent.Changed change) {
            return state instanceof FileState known ? known.then(change) : FileState.first(change);
        }
        return event instanceof FileEvent.HotSpotFlagged flagged && state instanceof FileState known
                ? known.then(flagged)
                : state;
    }

    /** What a watch has seen after an event. */
    public static Watched watched(Watched state, Object event) {
        return event instanceof ChangeNoticed change
                ? new Watched(state.changes() + 1, change.ordinal(), change.time())
                : state;
    }
}
