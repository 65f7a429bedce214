package io.aett.reactive.engine;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.LogHead;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.util.retry.Retry;

/**
 * Knows how far the global order has come, and wakes who waits for more.
 *
 * <p>News comes from this process's own commits ({@link #advance}), from the backend's wake-ups, and from looking: while
 * somebody waits, at intervals that double from the shortest to the longest as long as looking finds nothing that was not
 * known. While nobody waits no timer runs. One watch serves all followers of a store, and runs while there is one. News that
 * is lost only costs latency; a look that is not answered is repeated, and any other failure of it ends the followers. Who has waited
 * longest is woken first.
 */
final class HeadWatch {

    private final CommitLog log;
    private final EngineOptions options;
    private final Paging paging;
    private final Failures failures;
    private final Outage outage;
    private final AtomicLong highest = new AtomicLong();
    private final ConcurrentSkipListMap<Long, Awaited> waiting = new ConcurrentSkipListMap<>();
    private final AtomicLong came = new AtomicLong();

    /** Who looks, while nobody waits. One, but for a moment in which the last follower leaves and another comes. */
    private final Set<MonoSink<Void>> asleep = ConcurrentHashMap.newKeySet();

    private final Flux<Void> news;

    private record Awaited(MonoSink<Void> sink, UUID store, long checkpoint) {}

    /** The backend's wake-ups came to an end, as they may. */
    private static final class WakeUpsEnded extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    HeadWatch(CommitLog log, EngineOptions options, Paging paging, Failures failures, Outage outage) {
        this.log = log;
        this.options = options;
        this.paging = paging;
        this.failures = failures;
        this.outage = outage;
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

    /** The highest checkpoint of which there was news. */
    long known() {
        return highest.get();
    }

    /** Completes as soon as the store may have a commit behind {@code checkpoint}; fails when it was made anew. */
    Mono<Void> beyond(UUID store, long checkpoint) {
        return Mono.create(sink -> {
            long number = came.incrementAndGet();
            waiting.put(number, new Awaited(sink, store, checkpoint));
            sink.onDispose(() -> waiting.remove(number));
            // Only who comes: to wake the others here would be one within the other, as many deep as there are.
            if (checkpoint < highest.get() && waiting.remove(number) != null) {
                sink.success();
            }
            if (!waiting.isEmpty() && !asleep.isEmpty()) {
                asleep.forEach(MonoSink::success);
            }
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
        whoWaitsNow().forEach((number, awaited) -> {
            if (awaited.checkpoint < known && waiting.remove(number) != null) {
                awaited.sink.success();
            }
        });
    }

    /**
     * Who is woken may look, find nothing, and wait again before the next one is woken. The same news is nothing to him then: an old
     * answer would wake him for ever.
     */
    private Map<Long, Awaited> whoWaitsNow() {
        return waiting.headMap(came.get(), true);
    }

    private void observe(LogHead head) {
        whoWaitsNow().forEach((number, awaited) -> {
            if (!awaited.store.equals(head.storeId()) && waiting.remove(number) != null) {
                awaited.sink.error(failures.dropped());
            } else if (head.last() < awaited.checkpoint && waiting.remove(number) != null) {
                // An older answer, or the store was set back: its next page tells.
                awaited.sink.success();
            }
        });
        advance(head.last());
    }

    private Flux<Void> listen() {
        Flux<Long> hints = log.wakeUps();
        return hints == null ? look() : Flux.merge(look(), listenTo(hints));
    }

    /**
     * Also while nobody waits: a follower that has just looked and is about to wait would miss what this hint announces. A look that
     * fails here is left to the looking.
     */
    private Flux<Void> listenTo(Flux<Long> hints) {
        return hints.concatWith(Mono.error(WakeUpsEnded::new))
                .concatMap(hint -> headNow().doOnNext(this::observe).onErrorComplete(), 1)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, options.minPollInterval())
                        .maxBackoff(options.maxPollInterval())
                        .transientErrors(true)
                        .scheduler(options.scheduler()))
                .contextWrite(Abandoned::ignored)
                .thenMany(Flux.never());
    }

    /** Looks at the head while somebody waits, adaptively, for ever. */
    private Flux<Void> look() {
        return Flux.defer(() -> {
            Looking looking = new Looking();
            return Mono.defer(looking::once)
                    .repeat()
                    .<Void>thenMany(Flux.never())
                    .doFinally(end -> outage.over(looking));
        });
    }

    private Mono<LogHead> headNow() {
        return paging.access(Mono.defer(log::head));
    }

    /** The rhythm of looking. Its steps never overlap. */
    private final class Looking {

        private Duration pause = options.minPollInterval();

        Mono<Void> once() {
            return waiting.isEmpty() ? someoneWaits() : paused().then(Mono.defer(this::now));
        }

        private Mono<Void> someoneWaits() {
            return Mono.create(sink -> {
                asleep.add(sink);
                sink.onDispose(() -> asleep.remove(sink));
                if (!waiting.isEmpty()) {
                    sink.success();
                }
            });
        }

        private Mono<Long> paused() {
            return Mono.delay(pause, options.scheduler());
        }

        private Mono<Void> now() {
            if (waiting.isEmpty()) {
                return Mono.empty();
            }
            return headNow()
                    .doOnNext(this::seen)
                    .doOnError(StorageUnavailableException.class, this::unanswered)
                    .onErrorComplete(StorageUnavailableException.class)
                    .then();
        }

        private void seen(LogHead head) {
            outage.over(this);
            pause = head.last() > highest.get() ? options.minPollInterval() : longer();
            observe(head);
        }

        private void unanswered(Throwable failure) {
            outage.met(this, failure);
            pause = longer();
        }

        private Duration longer() {
            Duration twice = pause.multipliedBy(2);
            return twice.compareTo(options.maxPollInterval()) > 0 ? options.maxPollInterval() : twice;
        }
    }
}
