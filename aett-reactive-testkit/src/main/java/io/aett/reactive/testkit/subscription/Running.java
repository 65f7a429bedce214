package io.aett.reactive.testkit.subscription;

import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A run of a subscription, or of what is made of some, and all its signals. */
public final class Running {

    private final Recorder<SubscriptionSignal> signals;
    private final Recorder<Void> run;

    private final int parts;

    private Running(Flux<SubscriptionSignal> signals, Mono<Void> run, int parts) {
        this.signals = Recorder.of(signals);
        this.run = Recorder.of(run);
        this.parts = parts;
    }

    /** Begins. */
    public static Running of(Subscription subscription) {
        return new Running(subscription.signals(), subscription.run(), 1);
    }

    /** Begins. */
    public static Running of(SagaRunner runner) {
        return new Running(runner.signals(), runner.run(), 1);
    }

    /** Begins both subscriptions of it. */
    public static Running of(CommandRelay relay) {
        return new Running(relay.signals(), relay.run(), 2);
    }

    /** Cancels it, and waits for nothing. */
    public void cancel() {
        run.cancel();
    }

    /** Cancels it, unless it has ended, and waits until it is over. */
    public void stop() {
        cancel();
        awaitStopped();
    }

    /** Waits until it is over. */
    public void awaitStopped() {
        signals(SubscriptionSignal.Stopped.class, parts);
        signals.cancel();
    }

    /** Waits for the error in which it ends, and until it is over. */
    public Throwable awaitError() {
        Throwable error = run.awaitError();
        awaitStopped();
        return error;
    }

    /** The error in which it ended, or null. */
    public @Nullable Throwable failure() {
        return run.failure();
    }

    /** Waits for a signal of this kind, and returns the first. */
    public <S extends SubscriptionSignal> S signal(Class<S> type) {
        return signals(type, 1).get(0);
    }

    /** Waits for so many of this kind, and returns all that came. */
    public <S extends SubscriptionSignal> List<S> signals(Class<S> type, int count) {
        Await.until(
                () -> count + " of " + type.getSimpleName() + ", but: " + signals.values() + "; " + run,
                () -> signals(type).size() >= count);
        return signals(type);
    }

    /** All of this kind until now. */
    public <S extends SubscriptionSignal> List<S> signals(Class<S> type) {
        return signals.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    @Override
    public String toString() {
        return run + ", " + signals.values();
    }
}
