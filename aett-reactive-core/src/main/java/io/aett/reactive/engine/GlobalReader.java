package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.EngineListener.Source;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.engine.PagedFlux.Chunk;
import io.aett.reactive.internal.MonotonicClock;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the global order, once for all backends: {@link CommitLog#readAll} gives what is settled, and where that lags behind
 * the head it is asked again.
 */
final class GlobalReader {

    private final CommitLog log;
    private final CommitCodec codec;
    private final EngineOptions options;
    private final Paging paging;
    private final Failures failures;
    private final Outage outage = new Outage();
    private final HeadWatch watch;
    private final LongSupplier clock;
    private final Set<Live> followers = ConcurrentHashMap.newKeySet();

    GlobalReader(CommitLog log, CommitCodec codec, EngineOptions options, Paging paging, Failures failures) {
        this.log = log;
        this.codec = codec;
        this.options = options;
        this.paging = paging;
        this.failures = failures;
        this.clock = MonotonicClock.of(options.scheduler());
        this.watch = new HeadWatch(log, options, paging, failures, outage);
    }

    /** A commit with this checkpoint exists. */
    void advance(long checkpoint) {
        watch.advance(checkpoint);
    }

    Mono<Long> head() {
        return paging.access(Mono.defer(log::head)).map(LogHead::last);
    }

    /** Up to the head as the first page sees it; waits for appends below it that are still under way. */
    Flux<Commit> getFrom(long checkpoint) {
        return Flux.defer(() -> {
            Finite reading = new Finite();
            return new PagedFlux<>(Math.max(0, checkpoint), reading::fetch).map(codec::decode);
        });
    }

    /** As {@link #getFrom}, and then on, for ever. */
    Flux<Commit> follow(long checkpoint) {
        return Flux.defer(() -> {
            long start = Math.max(0, checkpoint);
            Live reading = new Live(start);
            followers.add(reading);
            Flux<Commit> following = new PagedFlux<>(start, reading::fetch).map(codec::decode);
            return Lifecycle.until(following, watch.watching()).doFinally(end -> left(reading));
        });
    }

    private void left(Live reading) {
        followers.remove(reading);
        outage.over(reading);
    }

    int followers() {
        return followers.size();
    }

    /** How far the slowest follower's reading is behind the highest checkpoint of which there was news or that one of them saw. */
    long followerLag() {
        long head = watch.known();
        long slowest = Long.MAX_VALUE;
        for (Live follower : followers) {
            head = Math.max(head, follower.head);
            slowest = Math.min(slowest, follower.read);
        }
        return Math.max(0, head - Math.min(head, slowest));
    }

    private Mono<LogPage> page(PageRequest request) {
        return paging.page(
                Source.LOG, log.readAll(request), page -> page.commits().size());
    }

    private Mono<Long> pause(Duration duration) {
        return Mono.delay(duration, options.scheduler());
    }

    /** What both kinds of reading share. One instance per subscription; its fetches never overlap. */
    private abstract class Reading {

        /** About what placing takes a writer: longer than that, a commit would wait for its readers. */
        private static final Duration FIRST_LAG = Duration.ofMillis(1);

        private @Nullable UUID store;
        private @Nullable ReadView view;
        private final Paging.Sizes sizes = paging.sizes();
        int idle;
        private Duration lag = FIRST_LAG;

        /** Looks until there is something; a loop, so that any number of looks takes the same depth. */
        final Mono<Chunk<EncodedCommit>> fetch(long after, boolean all) {
            return Mono.defer(() -> page(sizes.request(after, view, all)))
                    .doOnError(failure -> sizes.failed())
                    .flatMap(page -> arrived(after, page))
                    .onErrorResume(StorageUnavailableException.class, this::<Chunk<EncodedCommit>>unanswered)
                    .repeatWhenEmpty(looks -> looks);
        }

        <T> Mono<T> unanswered(StorageUnavailableException failure) {
            return Mono.error(failure);
        }

        /** Empty, after a pause, when it is time to look again. */
        private Mono<Chunk<EncodedCommit>> arrived(long after, LogPage page) {
            LogHead head = page.head();
            if (store == null) {
                store = head.storeId();
            } else if (!store.equals(head.storeId())) {
                return Mono.error(failures.dropped());
            }
            if (head.last() < after) {
                return Mono.error(failures.beyondTheHead(after, head.last()));
            }
            sizes.came(page.commits().size());
            boolean progress = page.settled() > after;
            boolean more = progress && page.settled() < head.last();
            view = more ? new ReadView(head.storeId(), head.last()) : null;
            boolean last = isLast(page);
            if (progress || last) {
                idle = 0;
                lag = FIRST_LAG;
                return Mono.just(new Chunk<>(page.commits(), page.settled(), last));
            }
            return nothingNew(after, page).then(Mono.empty());
        }

        /** The pause before asking again when the fence lags behind the head because an append is under way. */
        final Mono<Long> lagPause() {
            Duration now = lag;
            lag = now.compareTo(Duration.ofMillis(50)) > 0 ? now : now.multipliedBy(2);
            return pause(now);
        }

        abstract boolean isLast(LogPage page);

        abstract Mono<?> nothingNew(long after, LogPage page);
    }

    private final class Finite extends Reading {

        private long target = -1;
        private long lagsSince;

        @Override
        boolean isLast(LogPage page) {
            if (target < 0) {
                target = page.head().last();
            }
            return page.settled() >= target;
        }

        @Override
        Mono<?> nothingNew(long after, LogPage page) {
            long now = clock.getAsLong();
            if (idle++ == 0) {
                lagsSince = now;
            }
            if (now - lagsSince > options.readTimeout().toNanos()) {
                return Mono.error(new StorageUnavailableException("an append behind checkpoint " + after
                        + " has been under way for longer than the read time-out of " + options.readTimeout()
                        + "; read on from there later"));
            }
            return lagPause();
        }
    }

    private final class Live extends Reading {

        private static final int TRUSTED_WAKES = 1;

        private Duration patience = options.minPollInterval();

        /** For figures only. */
        private volatile long read;

        private volatile long head;

        Live(long start) {
            this.read = start;
        }

        @Override
        boolean isLast(LogPage page) {
            read = page.settled();
            head = page.head().last();
            outage.over(this);
            patience = options.minPollInterval();
            return false;
        }

        /** A follower has time: what passes is waited for. */
        @Override
        <T> Mono<T> unanswered(StorageUnavailableException failure) {
            outage.met(this, failure);
            Duration now = patience;
            Duration twice = now.multipliedBy(2);
            patience = twice.compareTo(options.maxPollInterval()) > 0 ? options.maxPollInterval() : twice;
            return pause(now).then(Mono.empty());
        }

        @Override
        Mono<?> nothingNew(long after, LogPage page) {
            LogHead head = page.head();
            if (head.last() > after) {
                return lagPause();
            }
            if (++idle > TRUSTED_WAKES) {
                watch.distrust(head.last());
            }
            return watch.beyond(head.storeId(), after);
        }
    }
}
