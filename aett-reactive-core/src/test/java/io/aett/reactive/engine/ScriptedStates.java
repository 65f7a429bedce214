package io.aett.reactive.engine;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A table of states whose answers a test sets, and which remembers what it was asked. */
final class ScriptedStates implements StateTable {

    final List<String> asked = new ArrayList<>();
    final List<String> nonces = new ArrayList<>();

    Mono<StateEntry> found = Mono.empty();
    Function<StateEntry, Mono<StateEntry>> changing = Mono::just;
    Mono<Boolean> removing = Mono.just(true);
    final Deque<Mono<StatePage>> pages = new ArrayDeque<>();

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return Mono.defer(() -> {
            asked.add("get " + space + "/" + key);
            return found;
        });
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return Mono.defer(() -> {
            asked.add("scan " + space + (inclusive ? " from " : " behind ") + from);
            return pages.removeFirst();
        });
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return change("create", new StateEntry(space, key, value, nonce));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        return change("replace", new StateEntry(expected.space(), expected.key(), value, nonce));
    }

    private Mono<StateEntry> change(String what, StateEntry entry) {
        return Mono.defer(() -> {
            asked.add(what);
            nonces.add(entry.version());
            return changing.apply(entry);
        });
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return Mono.defer(() -> {
            asked.add("remove");
            return removing;
        });
    }
}
