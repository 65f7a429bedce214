package io.aett.reactive.benchmarks.rows;

import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.Stopped;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/** A run of a subscription, until it is closed; that waits for its end in good order. */
final class Running implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Disposable run;
    private final CompletableFuture<@Nullable Stopped> stopped;

    private Running(Disposable run, CompletableFuture<@Nullable Stopped> stopped) {
        this.run = run;
        this.stopped = stopped;
    }

    /** Starts it; it tells a failure that ends it. */
    static Running start(Subscription subscription, Consumer<Throwable> failed) {
        CompletableFuture<@Nullable Stopped> stopped =
                subscription.signals().ofType(Stopped.class).next().toFuture();
        return new Running(subscription.run().subscribe(never -> {}, failed), stopped);
    }

    @Override
    public void close() {
        run.dispose();
        stopped.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }
}
