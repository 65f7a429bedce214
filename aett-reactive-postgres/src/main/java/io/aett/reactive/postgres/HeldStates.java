package io.aett.reactive.postgres;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * States within a transaction, until its work ends. A change whose answer is lost is undone with the transaction, which cannot be
 * committed after that: so its outcome is known.
 */
final class HeldStates implements StateStore {

    private final StateStore states;
    private final AtomicReference<@Nullable StorageUnavailableException> failed = new AtomicReference<>();
    private volatile boolean ended;

    HeldStates(StateStore states) {
        this.states = states;
    }

    /** Why the transaction must not be committed, whatever the work made of it; or null. */
    @Nullable
    StorageUnavailableException failure() {
        return failed.get();
    }

    void end() {
        ended = true;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return held(states.get(space, key));
    }

    @Override
    public Flux<StateEntry> scan(String space, String from) {
        Flux<StateEntry> scan = states.scan(space, from);
        return Flux.defer(() -> ended ? Flux.error(HeldStates::endedAlready) : scan)
                .onErrorMap(this::known);
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value) {
        return held(states.create(space, key, value));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
        return held(states.replace(expected, value));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return held(states.remove(expected));
    }

    private <T> Mono<T> held(Mono<T> operation) {
        return Mono.defer(() -> ended ? Mono.<T>error(HeldStates::endedAlready) : operation)
                .onErrorMap(this::known);
    }

    private Throwable known(Throwable error) {
        Throwable known = error instanceof StateOutcomeUnknownException
                ? new StorageUnavailableException(
                        "a change of a state was not answered, and is undone with its transaction", error)
                : error;
        if (known instanceof StorageUnavailableException failure) {
            failed.compareAndSet(null, failure);
        }
        return known;
    }

    private static StorageException endedAlready() {
        return new StorageException("PostgreSQL: the transaction of these states has ended");
    }
}
