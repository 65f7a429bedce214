package io.aett.reactive.engine;

import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.LogHead;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.retry.Retry;

/**
 * Knows how far the global order has come, and wakes who waits for more.
 *
 * <p>News comes from this process's own commits ({@link #advance}), from the backend's wake-ups, and from looking: while
 * somebody waits, at intervals that double from the shortest to the longest as long as looking finds nothing that was not
 * known. One watch serves all followers of a store, and runs while there is one. News that is lost only costs latency.
 */
final class HeadWatch {

    private final CommitLog log;
    private final EngineOptions options;
    private final Paging paging;
    private final Failures failures;
    private final AtomicLong highest = new AtomicLong();
    private final Map<MonoSink<Void>, Awaited> waiting = new ConcurrentHashMap<>();
    private final Flux<Void> news;

    private record Awaited(UUID store, long checkpoint) {}

    HeadWatch(CommitLog log, EngineOptions options, Paging paging, Failures failures) {
        this.log = log;
        this.options = options;
        this.paging = paging;
        this.failures = failures;
        // Who comes in the moment in which the last one leaves is sent away by share(), and comes again.
        this.news = Flux.defer(this::listen)
                .share()
                .retryWhen(Retry.indefinitely().filter(error -> error instanceof CancellationException));
    }

    /** A commit with this checkpoint exists. */
    void advance(long checkpoint) {
        if (highest.accumulateAndGet(checkpoint, Math::max) == checkpoint && !waiting.isEmpty()) {
            wake();
        }
    }

    /** Completes as soon as the store may have a commit behind {@code checkpoint}; fails when it was made anew. */
    Mono<Void> beyond(UUID store, long checkpoint) {
        return Mono.create(sink -> {
            waiting.put(sink, new Awaited(store, checkpoint));
            sink.onDispose(() -> waiting.remove(sink));
            wake();
        });
    }

    /** Looking found nothing although news had come: what is known is of a store that was since dropped. */
    void distrust(long head) {
        highest.accumulateAndGet(head, Math::min);
    }

    /** To be held by each follower as long as it follows; never emits, ends only in an error. */
    Flux<Void> watching() {
        return news;
    }

    private void wake() {
        long known = highest.get();
        waiting.forEach((sink, awaited) -> {
            if (awaited.checkpoint < known && waiting.remove(sink) != null) {
                sink.success();
            }
        });
    }

    private void observe(LogHead head) {
        waiting.forEach((sink, awaited) -> {
            if (!awaited.store.equals(head.storeId()) && waiting.remove(sink) != null) {
                sink.error(failures.dropped());
            }
        });
        advance(head.last());
    }

    private Flux<Void> listen() {
        Flux<Long> hints = log.wakeUps();
        Flux<Void> looking = look();
        if (hints == null) {
            return looking;
        }
        // Also while nobody waits: a follower that has just looked and is about to wait would miss what this hint
        // announces.
        Flux<Void> listening = hints.concatMap(hint -> headNow(), 1)
                .doOnNext(this::observe)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, options.minPollInterval())
                        .maxBackoff(options.maxPollInterval())
                        .scheduler(options.scheduler()))
                .contextWrite(Abandoned::ignored)
                .thenMany(Flux.never());
        return Flux.merge(looking, listening);
    }

    /** Looks at the head, adaptively, for ever. */
    private Flux<Void> look() {
        AtomicReference<Duration> pause = new AtomicReference<>(options.minPollInterval());
        Mono<Void> once = Mono.defer(() -> waiting.isEmpty() ? Mono.<LogHead>empty() : headNow())
                .doOnNext(head -> {
                    pause.set(head.last() > highest.get() ? options.minPollInterval() : longer(pause));
                    observe(head);
                })
                .then();
        Mono<Void> paused = Mono.defer(() -> Mono.delay(Objects.requireNonNull(pause.get()), options.scheduler()))
                .then();
        return once.then(paused).repeat().thenMany(Flux.never());
    }

    private Duration longer(AtomicReference<Duration> pause) {
        Duration twice = Objects.requireNonNull(pause.get()).multipliedBy(2);
        return twice.compareTo(options.maxPollInterval()) > 0 ? options.maxPollInterval() : twice;
    }

    private Mono<LogHead> headNow() {
        return paging.access(log.head());
    }
}
