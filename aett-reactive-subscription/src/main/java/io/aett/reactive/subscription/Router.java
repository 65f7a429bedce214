package io.aett.reactive.subscription;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Brings each commit into the lane of its stream: a fixed number of lanes by hash, so that any number of streams needs no more. Asks for
 * more while there is room. Fails when the reading does.
 */
final class Router extends Mono<Void> {

    /** So many are asked for ahead, so that pages come while others are worked off; they may come although there is no room any more. */
    private static final int AHEAD = 1024;

    private static final int BATCH = AHEAD / 8;

    private final Flux<Delivery> deliveries;
    private final Settings settings;
    private final Tenures tenures;
    private final Lanes lanes;
    private final Room room;
    private final Runnable stalled;

    /** @param stalled is told each time that there is no room */
    Router(Flux<Delivery> deliveries, Settings settings, Tenures tenures, Lanes lanes, Room room, Runnable stalled) {
        this.deliveries = deliveries;
        this.settings = settings;
        this.tenures = tenures;
        this.lanes = lanes;
        this.room = room;
        this.stalled = stalled;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        deliveries.subscribe(new Routing(actual));
    }

    private void route(Delivery delivery) {
        int hash = Names.hash(delivery.tenantId(), delivery.streamId());
        Tenure tenure = tenures.of(Names.slice(hash, tenures.slices()));
        if (tenure != null && settings.wants(delivery)) {
            Entry entry = tenure.accept(delivery);
            if (entry != null) {
                room.take();
                lanes.offer(entry, hash);
            }
        }
        delivery.reading().reached(delivery.checkpoint());
    }

    private final class Routing implements CoreSubscriber<Delivery>, Subscription {

        private final CoreSubscriber<? super Void> actual;
        private @Nullable Subscription upstream;
        private final AtomicLong owed = new AtomicLong();
        private int routed;

        Routing(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                actual.onSubscribe(this);
                subscription.request(AHEAD);
            }
        }

        @Override
        public void onNext(Delivery delivery) {
            route(delivery);
            if (++routed == BATCH) {
                routed = 0;
                owed.addAndGet(BATCH);
                if (room.isFull()) {
                    stalled.run();
                    room.whenHalfFree(this::more);
                } else {
                    more();
                }
            }
        }

        private void more() {
            Subscription from = upstream;
            long now = owed.getAndSet(0);
            if (from != null && now > 0) {
                from.request(now);
            }
        }

        @Override
        public void onError(Throwable failure) {
            actual.onError(failure);
        }

        @Override
        public void onComplete() {
            actual.onComplete();
        }

        @Override
        public void request(long n) {
            Operators.validate(n);
        }

        @Override
        public void cancel() {
            Subscription from = upstream;
            if (from != null) {
                from.cancel();
            }
        }
    }
}
