package io.aett.reactive.testkit;

import reactor.core.publisher.Mono;

/** A fixture whose server is its own, with data that outlives it. */
public interface KillableServer extends PausableServer {

    /** Ends the server at once, as {@code kill -9} does. */
    Mono<Void> kill();

    /** Ends the server in good order. */
    Mono<Void> stop();

    /** Starts it again on its data, unless it runs; completes when it answers. */
    Mono<Void> start();
}
