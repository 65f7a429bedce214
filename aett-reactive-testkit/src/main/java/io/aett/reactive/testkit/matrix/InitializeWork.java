package io.aett.reactive.testkit.matrix;

import io.aett.reactive.StorageUnavailableException;
import reactor.core.publisher.Mono;

/** M1: it is initialized again and again beside writers, and nothing happens to what they wrote. */
final class InitializeWork implements Work {

    private static final int ANSWERS = 20;

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.when(
                trial.repeat(
                        "initializing",
                        () -> trial.call(
                                        "initialize",
                                        ANSWERS,
                                        trial.store().management().initialize())
                                .thenReturn(true)
                                .onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false))),
                Writing.own(trial, trial.store(), "a"),
                Writing.own(trial, trial.beside(), "b"));
    }
}
