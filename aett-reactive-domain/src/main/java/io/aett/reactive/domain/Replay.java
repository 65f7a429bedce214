package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.function.Consumer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Applies commits to one instance as they arrive: one call per commit, a plain loop over its events. */
final class Replay {

    private final Changes changes;
    private final Consumer<Object> apply;
    private final long maxVersion;
    private boolean foundCommits;

    private Replay(Changes changes, Consumer<Object> apply, long maxVersion) {
        this.changes = changes;
        this.apply = apply;
        this.maxVersion = maxVersion;
    }

    /** Reads to the end; the result tells whether there was any commit. */
    static Mono<Boolean> replay(Flux<Commit> commits, Changes changes, Consumer<Object> apply, long maxVersion) {
        return commits.reduceWith(() -> new Replay(changes, apply, maxVersion), Replay::next)
                .map(replay -> replay.foundCommits);
    }

    private Replay next(Commit commit) {
        foundCommits = true;
        changes.replay(commit, maxVersion, apply);
        return this;
    }
}
