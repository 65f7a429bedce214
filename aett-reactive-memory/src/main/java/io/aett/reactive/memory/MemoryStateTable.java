package io.aett.reactive.memory;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import reactor.core.publisher.Mono;

/** The states in memory, changed by the one writer. A purge keeps them, a drop takes them with the rest. */
final class MemoryStateTable implements StateTable {

    private final MemoryCommitLog log;

    MemoryStateTable(MemoryCommitLog log) {
        this.log = log;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return Mono.fromSupplier(() -> states().get(new StateKey(space, key)));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return Mono.fromSupplier(() -> {
            List<StateEntry> entries = new ArrayList<>();
            for (StateEntry entry :
                    states().tailMap(new StateKey(space, from), inclusive).values()) {
                if (entries.size() == maxEntries || !entry.space().equals(space)) {
                    break;
                }
                entries.add(entry);
            }
            return StatePage.of(entries, from, maxEntries);
        });
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return log.change(() -> {
                    StateEntry entry = new StateEntry(space, key, value, nonce);
                    StateEntry there = states().putIfAbsent(new StateKey(space, key), entry);
                    return there == null ? Optional.of(entry) : Optional.<StateEntry>empty();
                })
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        return log.change(() -> {
                    StateEntry entry = new StateEntry(expected.space(), expected.key(), value, nonce);
                    boolean current = isCurrent(expected);
                    if (current) {
                        states().put(keyOf(expected), entry);
                    }
                    return current ? Optional.of(entry) : Optional.<StateEntry>empty();
                })
                .flatMap(Mono::justOrEmpty);
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return log.change(() -> isCurrent(expected) && states().remove(keyOf(expected)) != null);
    }

    private ConcurrentSkipListMap<StateKey, StateEntry> states() {
        return log.root().states;
    }

    private boolean isCurrent(StateEntry expected) {
        StateEntry entry = states().get(keyOf(expected));
        return entry != null && entry.version().equals(expected.version());
    }

    private static StateKey keyOf(StateEntry entry) {
        return new StateKey(entry.space(), entry.key());
    }
}
