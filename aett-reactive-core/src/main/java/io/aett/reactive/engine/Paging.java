package io.aett.reactive.engine;

import io.aett.reactive.EngineListener.Page;
import io.aett.reactive.EngineListener.Source;
import io.aett.reactive.internal.MonotonicClock;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How every page is asked for: its size, its time-out, its failures. */
final class Paging {

    private static final long MAX_PAGE_BYTES = 4L << 20;

    private final EngineOptions options;
    private final Failures failures;
    private final Deadlines reads;
    private final Deadlines changes;
    private final Listeners listeners;
    private final LongSupplier clock;

    Paging(EngineOptions options, Failures failures, Listeners listeners) {
        this.options = options;
        this.failures = failures;
        this.reads = new Deadlines(options.readTimeout(), options.scheduler());
        this.changes = new Deadlines(options.commitTimeout(), options.scheduler());
        this.listeners = listeners;
        this.clock = MonotonicClock.of(options.scheduler());
    }

    /** For one read. */
    Sizes sizes() {
        return new Sizes(options.pageSize());
    }

    /**
     * How many commits each page of one read asks for. Who wants all there is waits for few pages. Who asks for some gets few, and more as
     * the read goes on: each full page is followed by one of twice its size. One that failed is followed by a small one. For fetches that
     * never overlap.
     */
    static final class Sizes {

        private static final int FIRST = 256;

        private final int most;
        private int size;
        private boolean begun;

        private Sizes(int most) {
            this.most = most;
            this.size = Math.min(FIRST, most);
        }

        PageRequest request(long after, @Nullable ReadView view, boolean all) {
            if (all && !begun) {
                size = most;
            }
            begun = true;
            return new PageRequest(after, size, MAX_PAGE_BYTES, view);
        }

        void came(int commits) {
            if (commits >= size) {
                size = Math.min(most, 2 * size);
            }
        }

        void failed() {
            size = Math.min(FIRST, most);
        }
    }

    /** One page of commits, as an access, of which listeners are told. */
    <P> Mono<P> page(Source source, Mono<P> page, ToIntFunction<P> commits) {
        Mono<P> access = access(page);
        return listeners.isEmpty() ? access : timed(source, access, commits);
    }

    private <P> Mono<P> timed(Source source, Mono<P> access, ToIntFunction<P> commits) {
        return Mono.defer(() -> {
            long begun = clock.getAsLong();
            return access.doOnNext(page -> tell(source, commits.applyAsInt(page), begun, null))
                    .doOnError(RuntimeException.class, failure -> tell(source, 0, begun, failure));
        });
    }

    private void tell(Source source, int commits, long begun, @Nullable RuntimeException failure) {
        listeners.paged(new Page(source, commits, Duration.ofNanos(clock.getAsLong() - begun), failure));
    }

    /** Bounds one access in time and turns its failures into the exception family. */
    <T> Mono<T> access(Mono<T> access) {
        return reads.bound(access, () -> failures.readTimedOut(options.readTimeout()))
                .onErrorMap(failures::ofAccess);
    }

    /** Bounds one change of a state in time. Its failures are the caller's matter. */
    <T> Mono<T> change(Mono<T> change) {
        return changes.bound(change, () -> failures.changeTimedOut(options.commitTimeout()));
    }
}
