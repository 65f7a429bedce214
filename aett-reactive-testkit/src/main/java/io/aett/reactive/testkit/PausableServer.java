package io.aett.reactive.testkit;

import reactor.core.publisher.Mono;

/** A fixture whose server is its own. */
public interface PausableServer extends EventStoreFixture {

    /** Stops it from answering, as SIGSTOP does, without closing anything. */
    Mono<Void> pause();

    /** Ends a pause. */
    Mono<Void> resume();
}
