package io.aett.reactive.engine;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/**
 * The states of every backend.
 *
 * <p>Each attempt of a change carries a nonce that its version begins with. When the answer is lost, one look decides: a version that
 * begins with the nonce is this attempt's. Finding anything else decides nothing: the request may still be on its way, or somebody has
 * changed what it left. A removal leaves nothing to be found, so a lost one stays unknown.
 */
final class StateAccess implements StateStore {

    private static final int PAGE = 128;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final StateTable table;
    private final Paging paging;
    private final Failures failures;
    private final Lifecycle lifecycle;
    private final Scheduler scheduler;
    private final Map<Watched, Flux<StateEntry>> watched = new ConcurrentHashMap<>();

    private record Watched(String space, String key) {}

    StateAccess(StateTable table, Paging paging, Failures failures, Lifecycle lifecycle, Scheduler scheduler) {
        this.table = table;
        this.paging = paging;
        this.failures = failures;
        this.lifecycle = lifecycle;
        this.scheduler = scheduler;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(key, "key");
        return lifecycle.whileOpen(Mono.defer(() -> {
            requireValid(space, key);
            return paging.access(table.get(space, key));
        }));
    }

    @Override
    public Flux<StateEntry> scan(String space, String from) {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(from, "from");
        return lifecycle.whileOpen(Flux.defer(() -> {
            StreamKey.requireValidId("space", space);
            if (!from.isEmpty()) {
                StreamKey.requireValidId("from", from);
            }
            Scan scan = new Scan(space, from);
            return new PagedFlux<>(0, (pages, all) -> scan.fetch(pages));
        }));
    }

    @Override
    public Flux<StateEntry> changes(String space, String key) {
        return lifecycle.untilEnd(Flux.defer(() -> {
            requireValid(space, key);
            Flux<StateEntry> looks = watched.computeIfAbsent(new Watched(space, key), this::looks);
            // Who comes in the moment in which the last one leaves is sent away by replay, and comes again.
            return looks.retryWhen(Retry.indefinitely().filter(error -> error instanceof CancellationException));
        }));
    }

    private Flux<StateEntry> looks(Watched which) {
        return Flux.defer(() -> paging.access(table.get(which.space(), which.key()))
                        .onErrorComplete(StorageUnavailableException.class))
                .repeatWhen(looks -> looks.concatMap(found -> Mono.delay(BETWEEN_LOOKS, scheduler)))
                .distinctUntilChanged(StateEntry::version)
                .doFinally(end -> watched.remove(which))
                .replay(1)
                .refCount();
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value) {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(key, "key");
        byte[] kept = value.clone();
        return lifecycle.whileOpen(Mono.defer(() -> {
            requireValid(space, key);
            requireSize(kept);
            return found(space, key, nonce -> table.create(space, key, kept, nonce));
        }));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
        Objects.requireNonNull(expected, "expected");
        byte[] kept = value.clone();
        return lifecycle.whileOpen(Mono.defer(() -> {
            requireValid(expected.space(), expected.key());
            requireSize(kept);
            return found(expected.space(), expected.key(), nonce -> table.replace(expected, kept, nonce));
        }));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        Objects.requireNonNull(expected, "expected");
        return lifecycle.whileOpen(Mono.defer(() -> {
            requireValid(expected.space(), expected.key());
            return changed(table.remove(expected));
        }));
    }

    /** The attempt, or what it left behind when its answer was lost. */
    private Mono<StateEntry> found(String space, String key, Function<String, Mono<StateEntry>> attempt) {
        String nonce = CommitIds.shared().get().toString();
        return changed(attempt.apply(nonce))
                .onErrorResume(
                        StateOutcomeUnknownException.class,
                        lost -> paging.access(table.get(space, key))
                                .onErrorMap(unanswered -> withSuppressed(lost, unanswered))
                                .filter(entry -> entry.version().startsWith(nonce))
                                .switchIfEmpty(Mono.error(lost)));
    }

    private static StateOutcomeUnknownException withSuppressed(StateOutcomeUnknownException lost, Throwable look) {
        lost.addSuppressed(look);
        return lost;
    }

    private <T> Mono<T> changed(Mono<T> change) {
        return paging.change(change).onErrorMap(failures::ofChange);
    }

    private static void requireValid(String space, String key) {
        StreamKey.requireValidId("space", space);
        StreamKey.requireValidId("key", key);
    }

    private static void requireSize(byte[] value) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("the value has " + value.length + " bytes, more than the limit of "
                    + MAX_VALUE_BYTES + "; keep a reference in it");
        }
    }

    /** Where one subscription's scan is. Its fetches never overlap. */
    private final class Scan {

        private final String space;
        private String from;
        private boolean inclusive = true;

        Scan(String space, String from) {
            this.space = space;
            this.from = from;
        }

        Mono<PagedFlux.Chunk<StateEntry>> fetch(long pages) {
            return paging.access(table.scan(space, from, inclusive, PAGE)).map(page -> advance(page, pages));
        }

        private PagedFlux.Chunk<StateEntry> advance(StatePage page, long pages) {
            from = page.next();
            inclusive = false;
            return new PagedFlux.Chunk<>(page.entries(), pages + 1, page.last());
        }
    }
}
