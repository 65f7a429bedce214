package io.aett.reactive.micrometer;

import io.aett.reactive.micrometer.AettObservation.LowCardinality;
import io.micrometer.observation.Observation;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One observation of one subscription: begun before the source is subscribed to, ended once, before the subscriber hears how. What is
 * above it finds the observation in its Reactor context. Demand and values go through as they are.
 *
 * @param <T> the values
 */
abstract class Observing<T> implements CoreSubscriber<T>, Subscription {

    private final CoreSubscriber<? super T> actual;
    private final Observation observation;
    private final AtomicBoolean over = new AtomicBoolean();
    private @Nullable Subscription upstream;

    /** The observation has not begun; the one in the subscriber's context is its parent. */
    Observing(CoreSubscriber<? super T> actual, Observation observation) {
        this.actual = actual;
        Observation parent = actual.currentContext().getOrDefault(ObservationThreadLocalAccessor.KEY, null);
        this.observation = (parent == null ? observation : observation.parentObservation(parent)).start();
    }

    /** What the source finds in its context, beside what the subscriber has there. */
    final Context within() {
        return Context.of(ObservationThreadLocalAccessor.KEY, observation);
    }

    /** A value that is about to be handed on. */
    abstract void seen(Observation underWay, T value);

    /** What it means when the source completes; after the last value. */
    abstract Outcome completed(Observation underWay);

    /** Ends with this outcome, if it has not ended. */
    final void end(Outcome outcome) {
        if (over.compareAndSet(false, true)) {
            observation.lowCardinalityKeyValue(LowCardinality.OUTCOME.withValue(outcome.value()));
            observation.stop();
        }
    }

    /** Ends with this failure, if it has not ended. */
    final void fail(Throwable failure) {
        if (over.compareAndSet(false, true)) {
            observation.lowCardinalityKeyValue(
                    LowCardinality.OUTCOME.withValue(Outcome.of(failure).value()));
            observation.error(failure);
            observation.stop();
        }
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
        }
    }

    @Override
    public void onNext(T value) {
        seen(observation, value);
        actual.onNext(value);
    }

    @Override
    public void onError(Throwable failure) {
        fail(failure);
        actual.onError(failure);
    }

    @Override
    public void onComplete() {
        if (!over.get()) {
            end(completed(observation));
        }
        actual.onComplete();
    }

    @Override
    public void request(long n) {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.request(n);
        }
    }

    @Override
    public void cancel() {
        Subscription subscription = upstream;
        if (subscription != null) {
            subscription.cancel();
        }
        end(Outcome.CANCELLED);
    }
}
