package io.aett.reactive.sealedlog;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far each stream was seen to go, for the streams used most recently: a backend that has seen the predecessor of a commit need
 * not look it up. Bounded, and safe for use by many threads.
 *
 * <p>Only for facts that hold for ever, such as that there is a commit at some place of a generation. That a stream goes further
 * than was seen is always possible.
 *
 * @param <K> a stream, together with whatever makes the facts about it void, such as its generation
 * @param <V> what is there
 */
public final class Furthest<K, V> {

    private final Comparator<? super V> order;
    private final Map<K, V> seen;

    /**
     * @param most how many streams to remember
     * @param order what is further is greater
     */
    public Furthest(int most, Comparator<? super V> order) {
        this.order = order;
        this.seen = new LinkedHashMap<>(256, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The furthest that was seen of the stream, or null. */
    public @Nullable V of(K stream) {
        synchronized (seen) {
            return seen.get(stream);
        }
    }

    /** Remembers it if it is further than what was seen before. */
    public void reached(K stream, V place) {
        synchronized (seen) {
            seen.merge(stream, place, (before, now) -> order.compare(now, before) > 0 ? now : before);
        }
    }
}
