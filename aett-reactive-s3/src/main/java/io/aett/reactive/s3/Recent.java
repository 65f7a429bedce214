package io.aett.reactive.s3;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What was used last, up to so many bytes and entries. What is forgotten is asked for again. Safe for use by many threads at once. */
final class Recent<K, V> {

    private final long mostBytes;
    private final int mostEntries;
    private final Map<K, Weighed<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    private record Weighed<V>(V value, long bytes) {}

    Recent(long mostBytes, int mostEntries) {
        this.mostBytes = mostBytes;
        this.mostEntries = mostEntries;
    }

    synchronized @Nullable V get(K key) {
        Weighed<V> known = entries.get(key);
        return known == null ? null : known.value;
    }

    /** Any entry for which this holds. */
    synchronized @Nullable V any(Predicate<V> which) {
        for (Map.Entry<K, Weighed<V>> entry : entries.entrySet()) {
            if (which.test(entry.getValue().value)) {
                return get(entry.getKey());
            }
        }
        return null;
    }

    /** Remembers the value, and forgets what was not used for longest. */
    synchronized void put(K key, V value, long weight) {
        Weighed<V> before = entries.put(key, new Weighed<>(value, weight));
        bytes += weight - (before == null ? 0 : before.bytes);
        Iterator<Weighed<V>> oldest = entries.values().iterator();
        while (bytes > mostBytes || entries.size() > mostEntries) {
            bytes -= oldest.next().bytes;
            oldest.remove();
        }
    }
}
