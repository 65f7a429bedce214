package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Stores uncommitted events, each subscription one attempt under the id that the changes keep. */
record Saver(String tenantId, CommitStore commits, Clock clock, Supplier<UUID> commitIds, Contributed contributed) {

    /** The headers of a new commit; those that the caller gives go before all others. */
    Map<String, Object> headers(Map<String, Object> callers, ContextView context) {
        return contributed.under(callers, context);
    }

    /**
     * The stored commit; empty without events. An attempt whose answer was lost or not waited for is repeated as it was, and finding it
     * stored means that it succeeded; events raised since then follow in a second commit, which is then the result.
     *
     * @param id the id of a new attempt; null takes the next of this saver's
     * @param headers asked once per new attempt
     * @param whenStored told once per stored commit
     */
    Mono<Commit> save(
            Changes changes,
            @Nullable UUID id,
            Function<ContextView, Map<String, Object>> headers,
            Consumer<Commit> whenStored) {
        return Mono.deferContextual(context -> {
            if (!changes.hasUncommitted()) {
                return Mono.empty();
            }
            Attempt attempt = changes.attempt(
                    tenantId, clock.instant(), () -> headers.apply(context), id == null ? commitIds : () -> id);
            boolean more = attempt.wasSent() && changes.hasUnsent();
            return commits.commit(attempt.send())
                    .onErrorResume(
                            DuplicateCommitException.class,
                            found -> attempt.isOwn(found) ? Mono.just(found.storedCommit()) : Mono.error(found))
                    .doOnError(failure -> changes.failed(attempt, failure))
                    .doOnNext(stored -> {
                        if (changes.stored(attempt, stored)) {
                            whenStored.accept(stored);
                        }
                    })
                    .flatMap(stored ->
                            more ? save(changes, id, headers, whenStored).defaultIfEmpty(stored) : Mono.just(stored));
        });
    }
}
