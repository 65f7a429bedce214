package io.aett.reactive.sample.model;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Watches one file, and when it changed {@value #CHANGES} times within {@value #DAYS} days dispatches {@link FlagHotSpot}: once, until
 * as many changes lie after that.
 */
public final class HotSpotWatch extends Saga {

    /** How many changes make a hot spot. */
    public static final int CHANGES = 10;

    /** Within how many days. */
    public static final int DAYS = 30;

    private static final Duration WINDOW = Duration.ofDays(DAYS);

    /**
     * A change was seen.
     *
     * @param ordinal the place of the git commit in the history
     * @param time when it counts as made
     */
    @Topic("sample.change-noticed")
    public record ChangeNoticed(long ordinal, Instant time) {}

    /** How far all watches together have read. It is kept as a snapshot, since only the newest matters. */
    @Topic("sample.hot-spots-position")
    public record Position(long checkpoint) {}

    private final Deque<Instant> recent = new ArrayDeque<>();
    private long lastOrdinal;
    private @Nullable Instant dispatched;

    /** A watch that has seen nothing yet. */
    public HotSpotWatch(String id) {
        super(id);
    }

    /** Notices a change, unless it was noticed before: commits may be delivered again after an interruption. */
    public void notice(long ordinal, Instant time) {
        if (ordinal > lastOrdinal) {
            transition(new ChangeNoticed(ordinal, time));
        }
    }

    void apply(ChangeNoticed change) {
        lastOrdinal = change.ordinal();
        recent.addLast(change.time());
        while (recent.size() > CHANGES
                || recent.getFirst().isBefore(change.time().minus(WINDOW))) {
            recent.removeFirst();
        }
        Instant since = recent.getFirst();
        if (recent.size() == CHANGES && (dispatched == null || dispatched.isBefore(since))) {
            dispatched = change.time();
            dispatch(new FlagHotSpot(Streams.fileOf(id()), version() + 1, CHANGES, since, change.time(), id()));
        }
    }
}
