package io.aett.reactive.testkit.matrix;

import reactor.core.publisher.Mono;

/**
 * What goes on in a cell while its fault comes and goes. Everything that is done is recorded in the trial's history, which judges it; only
 * failures that the contract allows are survived, any other is a violation.
 */
public interface Work {

    /** Begins; completes when the trial is over and all that was begun has ended. */
    Mono<Void> run(Trial trial);

    /** Then, on the test's thread: waits for what comes by itself, ends it, and checks what the history does not know of. */
    default void settle(Trial trial) {}
}
