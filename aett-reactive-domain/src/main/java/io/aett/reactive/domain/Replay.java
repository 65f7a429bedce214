package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Applies commits as they arrive: one call per commit, a plain loop over its events. */
final class Replay {

    private final Consumer<Commit> apply;
    private boolean foundCommits;

    private Replay(Consumer<Commit> apply) {
        this.apply = apply;
    }

    /** Reads to the end; the result tells whether there was any commit. */
    static Mono<Boolean> replay(Flux<Commit> commits, Consumer<Commit> apply) {
        return commits.reduceWith(() -> new Replay(apply), Replay::next).map(replay -> replay.foundCommits);
    }

    private Replay next(Commit commit) {
        foundCommits = true;
        apply.accept(commit);
        return this;
    }
}
