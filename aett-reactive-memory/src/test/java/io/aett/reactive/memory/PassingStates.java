package io.aett.reactive.memory;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StorageManagement;
import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Passes everything on to a table of states. What a mutant has in common with the store. */
class PassingStates implements StateTable {

    final StateTable table;

    PassingStates(StateTable table) {
        this.table = table;
    }

    /** A storage with this in place of its states. */
    static UnaryOperator<Storage> with(UnaryOperator<StateTable> mutation) {
        return both((states, management) -> management, mutation);
    }

    /** A storage whose management does this to its states. */
    static UnaryOperator<Storage> managed(BiFunction<StateTable, StorageManagement, StorageManagement> mutation) {
        return both(mutation, UnaryOperator.identity());
    }

    private static UnaryOperator<Storage> both(
            BiFunction<StateTable, StorageManagement, StorageManagement> management, UnaryOperator<StateTable> states) {
        return storage -> new Storage(
                storage.name(),
                storage.limits(),
                storage.commits(),
                storage.snapshots(),
                states.apply(storage.states()),
                management.apply(storage.states(), storage.management()),
                storage.failures());
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return table.get(space, key);
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return table.scan(space, from, inclusive, maxEntries);
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return table.create(space, key, value, nonce);
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        return table.replace(expected, value, nonce);
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return table.remove(expected);
    }

    /** What is there now under the key of {@code entry}. */
    final Mono<StateEntry> now(StateEntry entry) {
        return table.get(entry.space(), entry.key());
    }

    /** Everything in a space, in order. */
    final Flux<StateEntry> all(String space) {
        return table.scan(space, "", true, Integer.MAX_VALUE).flatMapIterable(StatePage::entries);
    }

    static boolean sameBytes(StateEntry one, StateEntry other) {
        return Arrays.equals(one.value(), other.value());
    }
}
