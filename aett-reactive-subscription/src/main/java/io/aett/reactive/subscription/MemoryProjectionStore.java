package io.aett.reactive.subscription;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Values in a map. */
final class MemoryProjectionStore<K, V> implements ProjectionStore<K, V> {

    private final Map<K, Projected<K, V>> values = new ConcurrentHashMap<>();

    @Override
    public Mono<Projected<K, V>> get(K key) {
        return Mono.fromSupplier(() -> values.get(key));
    }

    @Override
    public Flux<Projected<K, V>> all() {
        return Flux.defer(() -> Flux.fromIterable(values.values()));
    }

    @Override
    public Mono<Void> change(K key, Function<Optional<Projected<K, V>>, Projected<K, V>> change) {
        return Mono.fromRunnable(() -> values.compute(key, (same, now) -> change.apply(Optional.ofNullable(now))));
    }

    @Override
    public Mono<Void> clear() {
        return Mono.fromRunnable(values::clear);
    }

    @Override
    public boolean isDurable() {
        return false;
    }
}
