package io.aett.reactive.testkit.matrix;

import reactor.core.publisher.Mono;

/** W2, W4, W5, G1, G3: writers of streams of their own, and writers of one stream through two stores. */
final class AppendWork implements Work {

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.when(
                Writing.own(trial, trial.store(), "a"),
                Writing.own(trial, trial.store(), "b"),
                Writing.own(trial, trial.store(), "c"),
                Writing.own(trial, trial.beside(), "d"),
                Writing.shared(trial, trial.store(), "shared", "one"),
                Writing.shared(trial, trial.store(), "shared", "two"),
                Writing.shared(trial, trial.beside(), "shared", "three"));
    }
}
