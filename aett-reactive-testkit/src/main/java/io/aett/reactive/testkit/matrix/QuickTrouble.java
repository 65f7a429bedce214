package io.aett.reactive.testkit.matrix;

import reactor.core.publisher.Mono;

/** Begins and ends without waiting for anything. */
record QuickTrouble(Runnable beginning, Runnable healing) implements Trouble {

    @Override
    public Mono<Void> begin() {
        return Mono.fromRunnable(beginning);
    }

    @Override
    public Mono<Void> heal() {
        return Mono.fromRunnable(healing);
    }
}
