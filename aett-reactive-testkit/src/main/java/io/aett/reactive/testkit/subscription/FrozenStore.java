package io.aett.reactive.testkit.subscription;

import io.aett.reactive.EventStore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A store whose states stand still from some moment on: what is asked is sent and answered when it thaws, as for a process that was stopped. */
public final class FrozenStore {

    private final EventStore store;
    private final BiPredicate<String, String> frozen;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Sinks.Empty<Void> thawed = Sinks.empty();
    private volatile boolean cold;

    /** In front of a store; {@code frozen} says of operation and key whether it can freeze. */
    public FrozenStore(EventStore store, BiPredicate<String, String> frozen) {
        this.frozen = frozen;
        this.store = new InterposedStates(store, new InterposedStates.Between() {
            @Override
            public <T> Mono<T> one(String operation, String key, Mono<T> call) {
                return Mono.defer(() -> waits(operation, key) ? waited().then(call) : call);
            }

            @Override
            public <T> Flux<T> many(String operation, Flux<T> call) {
                return Flux.defer(() -> waits(operation, "") ? waited().thenMany(call) : call);
            }
        });
    }

    /** As {@link #FrozenStore(EventStore, BiPredicate)}, with all of it. */
    public FrozenStore(EventStore store) {
        this(store, (operation, key) -> true);
    }

    private boolean waits(String operation, String key) {
        return cold && frozen.test(operation, key);
    }

    private Mono<Void> waited() {
        waiting.incrementAndGet();
        return thawed.asMono();
    }

    /** The store. */
    public EventStore store() {
        return store;
    }

    /** Nothing is sent any more. */
    public void freeze() {
        thawed = Sinks.empty();
        cold = true;
    }

    /** How many operations wait, or waited. */
    public int waiting() {
        return waiting.get();
    }

    /** All that waits is sent. */
    public void thaw() {
        cold = false;
        thawed.tryEmitEmpty();
    }
}
