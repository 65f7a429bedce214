package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Stores uncommitted events, each subscription one attempt under the id that the changes keep. */
record Saver(String tenantId, CommitStore commits, Clock clock, Supplier<UUID> commitIds) {

    /**
     * The stored commit; empty without events. Finding the own id stored means that an earlier attempt, whose answer was lost or
     * not waited for, succeeded; events raised since then follow in a second commit, which is then the result.
     *
     * @param headers asked once per attempt
     * @param whenStored told once per stored commit
     */
    Mono<Commit> save(Changes changes, Supplier<Map<String, Object>> headers, Consumer<Commit> whenStored) {
        return Mono.defer(() -> {
            if (!changes.hasUncommitted()) {
                return Mono.empty();
            }
            Commit attempt = changes.toCommit(tenantId, clock.instant(), headers.get(), commitIds);
            return commits.commit(attempt)
                    .onErrorResume(DuplicateCommitException.class, found -> Mono.just(found.storedCommit()))
                    .doOnNext(stored -> {
                        if (changes.stored(stored)) {
                            whenStored.accept(stored);
                        }
                    })
                    .flatMap(stored -> stored.events().size() < attempt.events().size()
                            ? save(changes, headers, whenStored).defaultIfEmpty(stored)
                            : Mono.just(stored));
        });
    }
}
