package io.aett.reactive.micrometer;

import io.aett.reactive.EventStore;
import io.aett.reactive.internal.Ticks;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.subscription.Subscriptions;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The meters of a store and of its subscriptions: {@link AettMeter} says which there are.
 *
 * <p>Those of the store's engine count from {@link #bind} on, without a request to the store. Those of subscriptions take one: they show the
 * last look of {@link #watching}, for as long as somebody runs it.
 *
 * <pre>{@code
 * EventStoreMetrics metrics = EventStoreMetrics.bind(store, registry);
 * Mono.when(subscription.run(), metrics.watching(Duration.ofSeconds(15)), metrics.counting(subscription.signals()))
 * }</pre>
 */
public final class EventStoreMetrics implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(EventStoreMetrics.class);

    private final EventStore store;
    private final Meters meters;
    private final Disposable listening;
    private final AtomicBoolean disposed = new AtomicBoolean();

    private EventStoreMetrics(EventStore store, Meters meters) {
        this.store = store;
        this.meters = meters;
        this.listening = store.listen(new EngineMeters(meters));
    }

    /** Has the store's engine counted and timed in this registry, until disposed of. */
    public static EventStoreMetrics bind(EventStore store, MeterRegistry registry) {
        return bind(store, registry, Tags.empty());
    }

    /**
     * The same, with tags that tell this store from others in the registry: two stores of one kind whose tags are the same share their
     * counters and timers, and the second one has no gauges.
     */
    public static EventStoreMetrics bind(EventStore store, MeterRegistry registry, Iterable<Tag> tags) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(registry, "registry");
        return new EventStoreMetrics(store, new Meters(registry, Tags.of(tags)));
    }

    /**
     * Looks at all subscriptions of the store, at once and then each time this has passed, and shows lag, what is set aside, and whether they
     * run: some requests for each of them and each look. Cold; ends when it is cancelled, and then shows nothing more. While a look fails what it would
     * show is not a number; the failure is logged, and it looks again. One at a time, in one
     * process of those that share a store, is enough.
     */
    public Mono<Void> watching(Duration every) {
        Objects.requireNonNull(every, "every");
        return Mono.defer(() -> {
            SubscriptionMeters shown = new SubscriptionMeters(meters);
            AtomicBoolean failed = new AtomicBoolean();
            return Flux.concat(Mono.just(0L), Ticks.every(every, Schedulers.parallel()))
                    .onBackpressureLatest()
                    .concatMap(tick -> look(shown, failed), 1)
                    .then()
                    .doFinally(end -> shown.end());
        });
    }

    private Mono<Void> look(SubscriptionMeters shown, AtomicBoolean failed) {
        return Subscriptions.of(store)
                .list()
                .collectList()
                .doOnNext(all -> {
                    failed.set(false);
                    shown.show(all);
                })
                .then()
                .onErrorResume(failure -> Mono.fromRunnable(() -> {
                    shown.forget();
                    if (!failed.getAndSet(true)) {
                        LOG.warn("how the subscriptions are could not be read, and is looked at again", failure);
                    }
                }));
    }

    /** Counts the retries among these signals, such as {@code subscription.signals()}, for as long as it is subscribed to. */
    public Mono<Void> counting(Publisher<? extends SubscriptionSignal> signals) {
        return Flux.from(signals)
                .ofType(SubscriptionSignal.Retrying.class)
                .doOnNext(retrying -> meters.counter(
                                AettMeter.SUBSCRIPTION_RETRIES, "subscription", retrying.subscription())
                        .increment())
                .then();
    }

    /** Stops listening, and takes away the meters. */
    @Override
    public void dispose() {
        if (disposed.compareAndSet(false, true)) {
            listening.dispose();
            meters.removeAll();
        }
    }

    @Override
    public boolean isDisposed() {
        return disposed.get();
    }
}
