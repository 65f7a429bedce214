package io.aett.reactive.testkit.simple;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The states of the guide's backend: a sorted map for each space, under the data's lock. */
final class SimpleStates implements StateTable {

    private static final Comparator<String> BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    private final SimpleData data;
    private final Map<String, NavigableMap<String, StateEntry>> spaces = new HashMap<>();

    SimpleStates(SimpleData data) {
        this.data = data;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return within(space, entries -> entries.get(key));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return within(space, entries -> {
            List<StateEntry> behind =
                    new ArrayList<>(entries.tailMap(from, inclusive).values());
            List<StateEntry> page = behind.subList(0, Math.min(maxEntries, behind.size()));
            return StatePage.of(page, from, maxEntries);
        });
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(space, key, value, nonce);
        return within(space, entries -> entries.putIfAbsent(key, entry) == null ? entry : null);
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(expected.space(), expected.key(), value, nonce);
        return within(
                expected.space(),
                entries -> isCurrent(entries, expected) && entries.put(entry.key(), entry) != null ? entry : null);
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return within(
                expected.space(), entries -> isCurrent(entries, expected) && entries.remove(expected.key()) != null);
    }

    void clear() {
        spaces.clear();
    }

    private static boolean isCurrent(Map<String, StateEntry> entries, StateEntry expected) {
        StateEntry entry = entries.get(expected.key());
        return entry != null && entry.version().equals(expected.version());
    }

    private <T> Mono<T> within(String space, Function<NavigableMap<String, StateEntry>, @Nullable T> step) {
        return Mono.defer(() -> {
            synchronized (data) {
                data.id();
                return Mono.justOrEmpty(step.apply(spaces.computeIfAbsent(space, name -> new TreeMap<>(BYTES))));
            }
        });
    }
}
