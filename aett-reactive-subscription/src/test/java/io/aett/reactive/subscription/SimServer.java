package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.StateEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What all processes share: the states and the log. Each method is one atomic step, and the checker sees each change. */
final class SimServer {

    /** A request from a process, as the server carries it out. */
    interface Request<T> {
        @Nullable
        T at(SimServer server);
    }

    final List<Commit> log = new ArrayList<>();
    private final NavigableMap<String, StateEntry> entries = new TreeMap<>();
    private final List<Runnable> waiting = new ArrayList<>();
    private final List<Runnable> listening = new ArrayList<>();
    private final Checker checker;
    private long versions;

    SimServer(Checker checker) {
        this.checker = checker;
    }

    // ---- states ----

    @Nullable
    StateEntry get(String space, String key) {
        return entries.get(id(space, key));
    }

    /** Those with such keys, up to a number. */
    List<StateEntry> page(String space, String from, boolean inclusive, int size) {
        List<StateEntry> page = new ArrayList<>();
        for (Map.Entry<String, StateEntry> next :
                entries.tailMap(id(space, from), inclusive).entrySet()) {
            if (page.size() == size || !next.getValue().space().equals(space)) {
                break;
            }
            page.add(next.getValue());
        }
        return page;
    }

    @Nullable
    StateEntry create(String by, String space, String key, byte[] value) {
        return get(space, key) == null ? put(by, space, key, value) : null;
    }

    @Nullable
    StateEntry replace(String by, StateEntry expected, byte[] value) {
        return isStored(expected) ? put(by, expected.space(), expected.key(), value) : null;
    }

    boolean remove(String by, StateEntry expected) {
        if (!isStored(expected)) {
            return false;
        }
        entries.remove(id(expected.space(), expected.key()));
        checker.changed(by, expected.space(), expected.key(), null);
        return true;
    }

    /** Without a condition: only those use it that do it wrong. */
    StateEntry put(String by, String space, String key, byte[] value) {
        StateEntry entry = new StateEntry(space, key, value, "v" + ++versions);
        entries.put(id(space, key), entry);
        checker.changed(by, space, key, value);
        if (space.equals(Names.BELLS)) {
            List.copyOf(listening).forEach(Runnable::run);
        }
        return entry;
    }

    private boolean isStored(StateEntry expected) {
        StateEntry now = get(expected.space(), expected.key());
        return now != null && now.version().equals(expected.version());
    }

    private static String id(String space, String key) {
        return space + '\0' + key;
    }

    // ---- the log ----

    void append(Commit commit) {
        log.add(commit);
        List<Runnable> woken = List.copyOf(waiting);
        waiting.clear();
        woken.forEach(Runnable::run);
    }

    long head() {
        return log.isEmpty() ? 0 : log.get(log.size() - 1).checkpointToken();
    }

    /** The commits behind, up to a number. */
    List<Commit> read(long after, int most) {
        return log.stream()
                .filter(commit -> commit.checkpointToken() > after)
                .limit(most)
                .toList();
    }

    /** Runs it with the next commit, once. */
    void whenMore(Runnable look) {
        waiting.add(look);
    }

    /** Runs it each time the bell is rung. */
    void whenRung(Runnable look) {
        listening.add(look);
    }
}
