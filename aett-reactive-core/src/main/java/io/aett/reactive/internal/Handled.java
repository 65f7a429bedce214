package io.aett.reactive.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.Fuseable.ScalarCallable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * A handler's work: completes when the publisher that the handler returned does, whatever it emits. Nothing that a handler may do leaves
 * it but as a signal: not what it throws, and not a publisher that is {@code null} or throws when it is subscribed to.
 */
public final class Handled extends Mono<Void> {

    private final Publisher<?> returned;

    private Handled(Publisher<?> returned) {
        this.returned = returned;
    }

    /** Calls the handler now. What is done by then comes back as {@link Mono#empty()} itself. */
    public static Mono<Void> by(Supplier<? extends @Nullable Publisher<?>> handler) {
        try {
            Publisher<?> returned = handler.get();
            if (returned == null) {
                return failed(new NullPointerException(
                        "the handler returned null; where there is nothing to wait for, return Mono.empty()"));
            }
            if (returned instanceof ScalarCallable<?> known) {
                known.call();
                return Mono.empty();
            }
            return new Handled(returned);
        } catch (Throwable e) {
            return failed(e);
        }
    }

    /** Not a value that an operator would ask for at once: Reactor throws some errors at whoever is on the stack then. */
    private static Mono<Void> failed(Throwable failure) {
        return Mono.<Void>error(failure).hide();
    }

    @Override
    public void subscribe(CoreSubscriber<? super Void> actual) {
        Once once = new Once(actual);
        try {
            Flux.from(returned).then().subscribe(once);
        } catch (Throwable e) {
            once.failed(e);
        }
    }

    /** Hands on one end, also when the publisher threw before it gave a subscription or ended twice. */
    private static final class Once implements CoreSubscriber<Void> {

        private final CoreSubscriber<? super Void> actual;
        private boolean subscribed;
        private volatile boolean ended;

        Once(CoreSubscriber<? super Void> actual) {
            this.actual = actual;
        }

        void failed(Throwable failure) {
            if (!subscribed) {
                actual.onSubscribe(Operators.emptySubscription());
            }
            onError(failure);
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscribed = true;
            actual.onSubscribe(subscription);
        }

        @Override
        public void onNext(Void nothing) {}

        @Override
        public void onError(Throwable failure) {
            if (!ended) {
                ended = true;
                actual.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!ended) {
                ended = true;
                actual.onComplete();
            }
        }
    }
}
