package io.aett.reactive.subscription;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/** Work that, when it is cancelled, is asked to end instead, and does so by itself. Whoever cancelled hears no more of it. */
final class Graceful extends Mono<Void> {

    private final Mono<Void> work;
    private final Runnable stop;

    Graceful(Mono<Void> work, Runnable stop) {
        this.work = work;
        this.stop = stop;
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        work.subscribe(new Ending(actual, stop));
    }

    private static final class Ending extends AtomicBoolean
            implements CoreSubscriber<Void>, org.reactivestreams.Subscription {

        private static final long serialVersionUID = 1L;

        private final transient CoreSubscriber<? super Void> actual;
        private final transient Runnable stop;
        private transient org.reactivestreams.@Nullable Subscription upstream;

        Ending(CoreSubscriber<? super Void> actual, Runnable stop) {
            this.actual = actual;
            this.stop = stop;
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(org.reactivestreams.Subscription subscription) {
            if (Operators.validate(upstream, subscription)) {
                upstream = subscription;
                actual.onSubscribe(this);
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void request(long n) {
            Operators.validate(n);
        }

        @Override
        public void cancel() {
            if (compareAndSet(false, true)) {
                stop.run();
            }
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable failure) {
            if (compareAndSet(false, true)) {
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (compareAndSet(false, true)) {
                actual.onComplete();
            }
        }
    }
}
