package io.aett.reactive.testkit.matrix;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.events.TestEvents;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** M2, M5: tenants come and are purged through the store that the fault strikes, beside writers of another one, who do not notice. */
final class PurgeWork implements Work {

    private static final int STREAMS = 3;
    private static final int ANSWERS = 4;
    private static final int ANSWERS_OF_A_PURGE = 60;

    private @Nullable String tenant;
    private boolean filled;
    private int number;

    @Override
    public Mono<Void> run(Trial trial) {
        return Mono.when(
                trial.repeat(
                        "purger",
                        () -> tenant != null,
                        () -> step(trial)
                                .onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false))
                                .onErrorResume(CommitOutcomeUnknownException.class, failure -> Mono.just(false))),
                Writing.own(trial, trial.store(), "a"),
                Writing.own(trial, trial.beside(), "b"));
    }

    /** Fills a tenant, purges it, and looks: each until it was done. */
    private Mono<Boolean> step(Trial trial) {
        return Mono.defer(() -> {
            String current = tenant == null ? "gone-" + number++ : tenant;
            tenant = current;
            return (filled ? Mono.<Void>empty() : fill(trial, current))
                    .then(trial.call(
                            "purge",
                            ANSWERS_OF_A_PURGE,
                            trial.store().management().purge(current)))
                    .then(isEmpty(trial, trial.beside(), current))
                    .then(isEmpty(trial, trial.store(), current))
                    .then(Mono.fromCallable(() -> {
                        tenant = null;
                        filled = false;
                        return true;
                    }));
        });
    }

    private Mono<Void> fill(Trial trial, String current) {
        return Flux.range(0, STREAMS)
                .concatMap(stream -> trial.call(
                                "commit", ANSWERS, trial.beside().commits().commit(first(current, stream)))
                        .onErrorResume(DuplicateCommitException.class, known -> Mono.just(known.storedCommit())))
                .then(Mono.fromRunnable(() -> filled = true));
    }

    /** The same each time, so that it can be repeated. */
    private static Commit first(String tenant, int stream) {
        return Commit.builder()
                .tenantId(tenant)
                .streamId("s" + stream)
                .commitId(new UUID(tenant.hashCode(), stream))
                .commitSequence(1)
                .streamRevision(1)
                .event(TestEvents.noted(tenant))
                .build();
    }

    private static Mono<Void> isEmpty(Trial trial, EventStore store, String tenant) {
        return Flux.range(0, STREAMS)
                .concatMap(stream -> trial.reading(
                        "a read of what was purged", ANSWERS, store.commits().get(tenant, "s" + stream)))
                .doOnNext(commit -> trial.history().violated("purged, but there: " + tenant + " " + commit.streamId()))
                .then();
    }
}
