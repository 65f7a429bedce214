package io.aett.reactive.subscription;

import io.aett.reactive.StateStore;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Where a {@link Projection} keeps its values. A value and the checkpoint that it goes up to change together, and of those who change one
 * key at once each sees what the one before has left.
 *
 * @param <K> what values are found by
 * @param <V> values; immutable
 */
public interface ProjectionStore<K, V> {

    /**
     * A value.
     *
     * @param key its key
     * @param value the value
     * @param checkpoint of the last commit that is in it
     */
    record Projected<K, V>(K key, V value, long checkpoint) {
        public Projected {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(value, "value");
        }
    }

    /** The value of a key, or empty. */
    Mono<Projected<K, V>> get(K key);

    /** All values. */
    Flux<Projected<K, V>> all();

    /**
     * Puts what {@code change} makes of the value that is there, and leaves it when that is the same. Durable when it completes. {@code
     * change} has no effects, and may be called several times.
     */
    Mono<Void> change(K key, Function<Optional<Projected<K, V>>, Projected<K, V>> change);

    /** Removes all values. */
    Mono<Void> clear();

    /** Whether values outlive the process. Where they do not, each run of a projection begins with the first commit. */
    boolean isDurable();

    /** In the memory of this process. */
    static <K, V> ProjectionStore<K, V> inMemory() {
        return new MemoryProjectionStore<>();
    }

    /**
     * In a store's states, as JSON, each at most {@link StateStore#MAX_VALUE_BYTES}. A purge of a tenant does not reach them, so they must hold
     * nothing that a purge is to remove.
     *
     * @param name of the whole; another one for each version of it
     * @param type of the values: a record or another class that Jackson can write and read
     */
    static <V> ProjectionStore<String, V> inStates(StateStore states, String name, Class<V> type) {
        return new StateProjectionStore<>(states, name, type);
    }
}
