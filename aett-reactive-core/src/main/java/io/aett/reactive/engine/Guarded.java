package io.aett.reactive.engine;

import io.aett.reactive.EventStoreException;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * The border to a caller's pipeline: what it throws instead of signalling (Reactor throws what it holds for fatal to the JVM, as
 * a missing class or an overflow of the stack) ends this caller's operation in an error, and does not reach what others share.
 */
final class Guarded<T> implements CoreSubscriber<T> {

    private final CoreSubscriber<? super T> actual;
    private boolean done;

    private Guarded(CoreSubscriber<? super T> actual) {
        this.actual = actual;
    }

    static <T> Mono<T> guarded(Mono<T> operation) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> actual) {
                operation.subscribe(new Guarded<>(actual));
            }
        };
    }

    @Override
    public Context currentContext() {
        return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        actual.onSubscribe(subscription);
    }

    @Override
    public void onNext(T value) {
        try {
            actual.onNext(value);
        } catch (Throwable e) {
            fail(e);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (done) {
            Operators.onErrorDropped(error, currentContext());
            return;
        }
        done = true;
        try {
            actual.onError(error);
        } catch (Throwable e) {
            Operators.onErrorDropped(e, currentContext());
        }
    }

    @Override
    public void onComplete() {
        if (!done) {
            try {
                actual.onComplete();
            } catch (Throwable e) {
                fail(e);
            }
            done = true;
        }
    }

    private void fail(Throwable error) {
        onError(new EventStoreException(
                "the operation is over, but the pipeline that was told of it threw " + error, error));
    }
}
