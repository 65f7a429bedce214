package io.aett.reactive.testkit.simulation;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.FailureClassifier.Kind;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The states as one process reaches them. */
final class SimulatedStates implements StateTable {

    private static final Comparator<String> BYTES = (one, other) ->
            Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

    /** What is stored: a sorted map for each space. */
    static final class Entries {

        private final Map<String, NavigableMap<String, StateEntry>> spaces = new HashMap<>();

        private NavigableMap<String, StateEntry> in(String space) {
            return spaces.computeIfAbsent(space, name -> new TreeMap<>(BYTES));
        }

        void clear() {
            spaces.clear();
        }

        StatePage scan(String space, String from, boolean inclusive, int maxEntries) {
            List<StateEntry> behind =
                    new ArrayList<>(in(space).tailMap(from, inclusive).values());
            return StatePage.of(behind.subList(0, Math.min(maxEntries, behind.size())), from, maxEntries);
        }

        @Nullable
        StateEntry create(StateEntry entry) {
            StateEntry there = in(entry.space()).putIfAbsent(entry.key(), entry);
            return there == null || isOwn(there, entry) ? entry : null;
        }

        @Nullable
        StateEntry replace(StateEntry expected, StateEntry entry) {
            StateEntry there = in(entry.space()).get(entry.key());
            if (there == null) {
                return null;
            }
            if (there.version().equals(expected.version())) {
                in(entry.space()).put(entry.key(), entry);
                return entry;
            }
            return isOwn(there, entry) ? entry : null;
        }

        boolean remove(StateEntry expected) {
            StateEntry there = in(expected.space()).get(expected.key());
            return there != null
                    && there.version().equals(expected.version())
                    && in(expected.space()).remove(expected.key()) != null;
        }

        private static boolean isOwn(StateEntry there, StateEntry sent) {
            return there.version().equals(sent.version());
        }
    }

    private final SimulatedWay way;
    private final Entries entries;

    SimulatedStates(SimulatedWay way, Entries entries) {
        this.way = way;
        this.entries = entries;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return way.read("get state", () -> entries.in(space).get(key));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return way.read("scan states", () -> entries.scan(space, from, inclusive, maxEntries));
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(space, key, value, nonce);
        return Mono.defer(() -> way.change("create state", unlessOvertaken(() -> entries.create(entry))));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        StateEntry entry = new StateEntry(expected.space(), expected.key(), value, nonce);
        return Mono.defer(() -> way.change("replace state", unlessOvertaken(() -> entries.replace(expected, entry))));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return Mono.defer(() -> way.change("remove state", unlessOvertaken(() -> entries.remove(expected))));
    }

    /**
     * When the second of two equal requests fails, the first one may have succeeded and been overtaken: then nobody can say, unless the first
     * one changed nothing either.
     */
    private static <T> Supplier<@Nullable T> unlessOvertaken(Supplier<@Nullable T> step) {
        boolean[] changed = {false};
        return () -> {
            T result = step.get();
            boolean done = result != null && !Boolean.FALSE.equals(result);
            if (!done && changed[0]) {
                throw new SimulatedFaults.Failure(Kind.UNKNOWN);
            }
            changed[0] |= done;
            return result;
        };
    }
}
