package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.engine.PagedFlux.Chunk;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import java.time.Duration;
import java.util.UUID;
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
    private final HeadWatch watch;
    private final LongSupplier clock;

    GlobalReader(
            CommitLog log,
            CommitCodec codec,
            EngineOptions options,
            Paging paging,
            Failures failures,
            HeadWatch watch) {
        this.log = log;
        this.codec = codec;
        this.options = options;
        this.paging = paging;
        this.failures = failures;
        this.watch = watch;
        this.clock = MonotonicClock.of(options.scheduler());
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
            Live reading = new Live();
            Flux<Commit> following = new PagedFlux<>(Math.max(0, checkpoint), reading::fetch).map(codec::decode);
            return Lifecycle.until(following, watch.watching());
        });
    }

    private Mono<LogPage> page(long after) {
        return paging.access(log.readAll(paging.request(after)));
    }

    private Mono<Long> pause(Duration duration) {
        return Mono.delay(duration, options.scheduler());
    }

    /** What both kinds of reading share. One instance per subscription; its fetches never overlap. */
    private abstract class Reading {

        private @Nullable UUID store;
        int idle;
        private Duration lag = options.minPollInterval();

        final Mono<Chunk<EncodedCommit>> fetch(long after) {
            return Mono.defer(() -> page(after)).flatMap(page -> arrived(after, page));
        }

        private Mono<Chunk<EncodedCommit>> arrived(long after, LogPage page) {
            LogHead head = page.head();
            if (store == null) {
                store = head.storeId();
            } else if (!store.equals(head.storeId())) {
                return Mono.error(failures.dropped());
            }
            boolean progress = page.settled() > after;
            boolean last = isLast(page);
            if (progress || last) {
                idle = 0;
                lag = options.minPollInterval();
                return Mono.just(new Chunk<>(page.commits(), page.settled(), last));
            }
            return nothingNew(after, page).then(Mono.defer(() -> fetch(after)));
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

        @Override
        boolean isLast(LogPage page) {
            return false;
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
