package io.aett.reactive.testkit;

import reactor.core.publisher.Mono;

/** A fixture whose server is its own, on a disk that can be full. */
public interface FillableServer extends KillableServer {

    /** From now on the server cannot write to its files, as on a full disk, until it is killed and started again; it may end by that. */
    Mono<Void> fillDisk();
}
