package io.aett.reactive.sample.store;

import io.aett.reactive.EventStore;
import io.aett.reactive.sample.store.StoreKind.OpenStore;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What all stores in databases have in common. */
final class Opened {

    private Opened() {}

    /** Releases what blocks while it is released. */
    static Mono<Void> blocking(Runnable release) {
        return Mono.<Void>fromRunnable(release).subscribeOn(Schedulers.boundedElastic());
    }

    /** The store, once it is initialized; if it cannot be, everything that was opened is closed. */
    static Mono<OpenStore> initialized(EventStore store, Mono<Void> release) {
        Mono<Void> close = store.close().then(release);
        return store.management()
                .initialize()
                .onErrorResume(error -> close.then(Mono.error(error)))
                .thenReturn(new OpenStore(store, close));
    }
}
