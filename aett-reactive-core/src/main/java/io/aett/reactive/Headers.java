package io.aett.reactive;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Unmodifiable, insertion-ordered copies of headers, in which values, but no keys, may be null. */
final class Headers {

    /** Deeper than any store accepts: what lies below is left as it is, so that a map that contains itself is refused there. */
    private static final int MAX_DEPTH = 1000;

    private static final Frozen<String, Object> NONE = new Frozen<>(Map.of());

    private Headers() {}

    static Map<String, Object> copy(Map<String, ?> headers) {
        if (headers instanceof Frozen<?, ?>) {
            @SuppressWarnings("unchecked") // a frozen map cannot be written to
            Map<String, Object> same = (Map<String, Object>) headers;
            return same;
        }
        if (headers.isEmpty()) {
            return NONE;
        }
        return map(headers, 1);
    }

    /** An unmodifiable, insertion-ordered copy without nulls. */
    static Map<String, String> copyOfStrings(Map<String, String> headers) {
        Map<String, String> copy = new LinkedHashMap<>();
        headers.forEach((name, value) -> copy.put(name(name), Objects.requireNonNull(value, name)));
        return Collections.unmodifiableMap(copy);
    }

    @SuppressWarnings("NullAway") // a header's value may be null
    private static <K> Map<K, Object> map(Map<K, ?> source, int depth) {
        Map<K, Object> copy = new LinkedHashMap<>(source.size() * 2);
        source.forEach((name, value) -> copy.put(name(name), value(value, depth)));
        return new Frozen<>(copy);
    }

    private static @Nullable Object value(@Nullable Object value, int depth) {
        if (value instanceof Frozen<?, ?> || depth == MAX_DEPTH) {
            return value;
        }
        if (value instanceof Map<?, ?> map) {
            return map(map, depth + 1);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>(list.size());
            list.forEach(element -> copy.add(value(element, depth + 1)));
            return Collections.unmodifiableList(copy);
        }
        return value;
    }

    private static <K> K name(K name) {
        return Objects.requireNonNull(name, "header name");
    }

    /** The mark of a copy: it need not be copied again. */
    private static final class Frozen<K, V> extends AbstractMap<K, V> {

        private final Map<K, V> values;

        Frozen(Map<K, V> values) {
            this.values = Collections.unmodifiableMap(values);
        }

        @Override
        public Set<Map.Entry<K, V>> entrySet() {
            return values.entrySet();
        }

        @Override
        public boolean containsKey(@Nullable Object key) {
            return values.containsKey(key);
        }

        @Override
        public @Nullable V get(@Nullable Object key) {
            return values.get(key);
        }
    }
}
