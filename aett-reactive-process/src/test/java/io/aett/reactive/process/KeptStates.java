package io.aett.reactive.process;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** States in a map, for keys of one byte a character. */
final class KeptStates implements StateStore {

    private final NavigableMap<String, StateEntry> entries = new ConcurrentSkipListMap<>();
    private final AtomicLong versions = new AtomicLong();

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return Mono.justOrEmpty(entries.get(space + " " + key));
    }

    @Override
    public Flux<StateEntry> scan(String space, String from) {
        return Flux.fromIterable(entries.tailMap(space + " " + from).values())
                .takeWhile(entry -> entry.space().equals(space));
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value) {
        StateEntry created = new StateEntry(space, key, value, "" + versions.incrementAndGet());
        return entries.putIfAbsent(space + " " + key, created) == null ? Mono.just(created) : Mono.empty();
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
        StateEntry next = new StateEntry(expected.space(), expected.key(), value, "" + versions.incrementAndGet());
        return entries.replace(expected.space() + " " + expected.key(), expected, next)
                ? Mono.just(next)
                : Mono.empty();
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return Mono.just(entries.remove(expected.space() + " " + expected.key(), expected));
    }
}
