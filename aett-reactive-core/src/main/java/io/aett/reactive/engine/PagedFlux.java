package io.aett.reactive.engine;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Emits the items of pages that are fetched one after the other, each only when it is needed.
 *
 * <p>A page is fetched when the outstanding demand exceeds what is left of the pages at hand. So a demand of one costs one
 * page, an unbounded demand has one page under way while another is emitted, and there are never more than two pages in
 * memory. An error comes after all items fetched before it. Cancelling cancels the fetch that is under way.
 *
 * <p>Reactor's own operators come close ({@code generate} with {@code concatMap(.., 0)}), but fetch only after the page at
 * hand is used up; {@code expand} fetches without regard to demand.
 */
final class PagedFlux<T> extends Flux<T> {

    /** What one fetch brings: items, the cursor of the next fetch, and whether there is none. */
    record Chunk<T>(List<T> items, long next, boolean last) {}

    /** How a page is fetched. */
    @FunctionalInterface
    interface Fetch<T> {

        /** The page behind {@code cursor}; {@code all} if the subscriber asked for all there is, without bound. */
        Mono<Chunk<T>> after(long cursor, boolean all);
    }

    private final long start;
    private final Fetch<T> fetch;

    PagedFlux(long start, Fetch<T> fetch) {
        this.start = start;
        this.fetch = fetch;
    }

    @Override
    public void subscribe(CoreSubscriber<? super T> actual) {
        actual.onSubscribe(new PageSubscription<>(actual, start, fetch));
    }

    private static final class PageSubscription<T> implements Subscription {

        private final CoreSubscriber<? super T> actual;
        private final Fetch<T> fetch;
        private final AtomicInteger wip = new AtomicInteger();
        private final AtomicLong requested = new AtomicLong();

        private volatile boolean cancelled;
        private volatile boolean fetching;
        private volatile @Nullable Chunk<T> ready;
        private volatile @Nullable Throwable failure;
        private volatile @Nullable PageFetch underWay;

        // Only touched inside drain().
        private long cursor;
        private boolean last;
        private List<T> items = List.of();
        private int index;

        PageSubscription(CoreSubscriber<? super T> actual, long start, Fetch<T> fetch) {
            this.actual = actual;
            this.cursor = start;
            this.fetch = fetch;
        }

        @Override
        public void request(long n) {
            if (Operators.validate(n)) {
                requested.accumulateAndGet(n, Operators::addCap);
                drain();
            }
        }

        @Override
        public void cancel() {
            cancelled = true;
            PageFetch current = underWay;
            if (current != null) {
                current.cancel();
            }
            drain();
        }

        private void drain() {
            if (wip.getAndIncrement() != 0) {
                return;
            }
            int missed = 1;
            do {
                step();
                missed = wip.addAndGet(-missed);
            } while (missed != 0);
        }

        private void step() {
            while (!cancelled) {
                if (index == items.size() && !nextPage()) {
                    return;
                }
                fetchAhead();
                if (!emit()) {
                    return;
                }
            }
            items = List.of();
            index = 0;
            ready = null;
        }

        /** Moves to the page that is ready; false when there is none (yet) and nothing to emit. */
        private boolean nextPage() {
            Chunk<T> chunk = ready;
            if (chunk != null) {
                items = chunk.items();
                index = 0;
                cursor = chunk.next();
                last = chunk.last();
                ready = null;
                return true;
            }
            Throwable error = failure;
            if (last) {
                cancelled = true;
                actual.onComplete();
            } else if (error != null) {
                cancelled = true;
                actual.onError(error);
            } else {
                fetchAhead();
                return ready != null || failure != null;
            }
            return false;
        }

        /** Emits what is at hand and asked for; false when there is no more demand. */
        private boolean emit() {
            long demand = requested.get();
            long emitted = 0;
            while (emitted != demand && index < items.size() && !cancelled) {
                actual.onNext(items.get(index++));
                emitted++;
            }
            if (emitted != 0 && demand != Long.MAX_VALUE) {
                requested.addAndGet(-emitted);
            }
            return index == items.size();
        }

        private void fetchAhead() {
            long demand = requested.get();
            boolean needed = demand > items.size() - index;
            if (needed && !fetching && !last && ready == null && failure == null && !cancelled) {
                fetching = true;
                PageFetch next = new PageFetch();
                underWay = next;
                try {
                    Objects.requireNonNull(fetch.after(cursor, demand == Long.MAX_VALUE), "fetch")
                            .subscribe(next);
                } catch (Throwable e) {
                    Operators.error(next, Operators.onOperatorError(e, actual.currentContext()));
                }
            }
        }

        /** Receives one page. */
        private final class PageFetch implements CoreSubscriber<Chunk<T>> {

            private volatile @Nullable Subscription upstream;
            private boolean received;

            @Override
            public Context currentContext() {
                return actual.currentContext();
            }

            @Override
            public void onSubscribe(Subscription subscription) {
                upstream = subscription;
                if (cancelled) {
                    subscription.cancel();
                } else {
                    subscription.request(Long.MAX_VALUE);
                }
            }

            @Override
            public void onNext(Chunk<T> chunk) {
                received = true;
                ready = chunk;
            }

            @Override
            public void onError(Throwable error) {
                failure = error;
                fetching = false;
                drain();
            }

            @Override
            public void onComplete() {
                if (!received) {
                    failure = new IllegalStateException("a page fetch completed without a page");
                }
                fetching = false;
                drain();
            }

            void cancel() {
                Subscription current = upstream;
                if (current != null) {
                    current.cancel();
                }
            }
        }
    }
}
