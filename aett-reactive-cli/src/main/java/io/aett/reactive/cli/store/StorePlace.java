package io.aett.reactive.cli.store;

import io.aett.reactive.EventStore;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where a store is. */
public interface StorePlace {

    /** How messages call it: without user and password, and the same for the same store. */
    String name();

    /**
     * Opens it as it is; nothing is created and nothing is read yet. What is read are events as they are stored, of whatever class.
     */
    Mono<OpenStore> open();

    /** How its owner creates it, for those who may not create anything themselves. */
    String creation();

    /** The work on the store, which is closed after it. */
    default <T> Mono<T> with(Function<EventStore, Mono<T>> work) {
        return Mono.usingWhen(open(), open -> Mono.defer(() -> work.apply(open.store())), OpenStore::close);
    }

    /**
     * A store in use.
     *
     * @param store the store itself
     * @param close closes it and its connections
     */
    record OpenStore(EventStore store, Mono<Void> close) {

        /** With a client that blocks while it is closed. */
        static OpenStore of(EventStore store, Runnable client) {
            return new OpenStore(
                    store,
                    store.close().then(Mono.<Void>fromRunnable(client).subscribeOn(Schedulers.boundedElastic())));
        }
    }
}
