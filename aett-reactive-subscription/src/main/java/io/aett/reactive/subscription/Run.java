package io.aett.reactive.subscription;

import io.aett.reactive.internal.MonotonicClock;
import io.aett.reactive.subscription.Names.Stream;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One run of a subscription, put together of its parts. They run until one of them fails or {@link #stop} is called; then all end in good order. */
final class Run implements ReadingNow {

    private final Settings settings;
    private final Signals signals;
    private final Tenures tenures;
    private final Lanes lanes;
    private final Room room;
    private final Ownership ownership;
    private final Progress progress;
    private final Alarm alarm = new Alarm();
    private final Sinks.Empty<Void> under = Sinks.empty();
    private final Sinks.Empty<Void> stop = Sinks.empty();
    private final Sinks.Empty<Void> ended = Sinks.empty();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Sinks.Many<Reading> readings = Sinks.many().unicast().onBackpressureBuffer();
    private final Sinks.Many<Tenure> begun = Sinks.many().unicast().onBackpressureBuffer();
    private volatile boolean stopped;
    private volatile Reading reading = new Reading(0, 0);

    Run(Settings settings, Signals signals) {
        this.settings = settings;
        this.signals = signals;
        LongSupplier nanos = MonotonicClock.of(settings.scheduler());
        String name =
                ProcessHandle.current().pid() + "-" + settings.chance().ids().get();
        this.tenures = new Tenures(settings.slices());
        this.progress = new Progress(settings, signals, tenures, this);
        this.room = new Room(settings.window());
        this.lanes = new Lanes(
                settings,
                new Worker(
                        settings,
                        room,
                        signals,
                        new Retries(settings, signals),
                        new Parking(settings, signals, this::fail)));
        this.ownership = new Ownership(settings, signals, nanos, name, tenures, this, alarm);
    }

    /** Completes after {@link #stop} or {@code end}, when everything has ended; fails with what ended it otherwise. */
    Mono<Void> running(Mono<Void> end) {
        Mono<Void> parts = part(agreed())
                .then(Mono.defer(() -> stopped ? Mono.empty() : parts()))
                .takeUntilOther(ended.asMono());
        Mono<Void> ending = stop.asMono()
                .then(Mono.defer(
                        () -> ownership.end().timeout(settings.endTimeout(), Mono.empty(), settings.scheduler())))
                .doFinally(over -> ended.tryEmitEmpty());
        Mono<Void> until = part(end).then(Mono.<Void>fromRunnable(this::stop)).takeUntilOther(ended.asMono());
        // What is done at once on subscription may end the run, and must find somebody who listens.
        return Mono.when(ending, until, parts).then(Mono.defer(() -> {
            Throwable met = failure.get();
            return met == null ? Mono.empty() : Mono.error(met);
        }));
    }

    private Mono<Void> parts() {
        under.tryEmitEmpty();
        if (stopped) {
            return Mono.empty();
        }
        return Mono.when(
                part(ownership.keeping()),
                part(reading()),
                part(lanes.working()),
                upkeep(),
                part(progress.watching()),
                part(Bell.rung(settings.store().states())
                        .doOnNext(rung -> alarm.ring())
                        .then()));
    }

    private Mono<Void> agreed() {
        return Failure.outlasted(Controls.getOrCreate(settings), "beginning", signals, settings)
                .flatMap(this::agreeTo);
    }

    /** The number of slices is that of the first run ever: a stream must not change its slice. And two under one name would each pass over the other's work. */
    private Mono<Void> agreeTo(Control known) {
        if (!Objects.equals(known.kind(), settings.kind())) {
            return Mono.error(new IllegalStateException("the name " + settings.name() + " is that of "
                    + named(known.kind()) + " since its first run, and cannot be that of " + named(settings.kind())
                    + " too: each would pass over what the other was to do; give one of them another name"));
        }
        return known.slices() == settings.slices()
                ? Mono.empty()
                : Mono.error(new IllegalStateException("subscription " + settings.name() + " has "
                        + known.slices() + " slices since its first run, and cannot be run with "
                        + settings.slices()
                        + "; build it with the number that it has, or rebuild it under a new name"));
    }

    private static String named(@Nullable String kind) {
        return "a " + (kind == null ? "subscription" : kind);
    }

    /** Completes when the subscription is there, and what it needs is begun. */
    Mono<Void> underWay() {
        return under.asMono();
    }

    /** Ends the run in good order. */
    void stop() {
        stopped = true;
        tenures.all().forEach(Tenure::close);
        stop.tryEmitEmpty();
    }

    /** Ends it, with this error. */
    void fail(Throwable met) {
        failure.compareAndSet(null, met);
        stop();
    }

    private Mono<Void> part(Mono<Void> part) {
        return part.onErrorResume(met -> Mono.fromRunnable(() -> fail(met)));
    }

    private Mono<Void> reading() {
        Reader reader = new Reader(settings.store().management());
        Flux<Delivery> deliveries = readings.asFlux().switchMap(reader::follow);
        return new Router(deliveries, settings, tenures, lanes, room, progress::stalled);
    }

    private Mono<Void> upkeep() {
        return begun.asFlux().flatMap(this::upkeep, Integer.MAX_VALUE).then();
    }

    /** Each ends the run by itself: when the store is gone both fail, of all slices. */
    private Mono<Void> upkeep(Tenure tenure) {
        return Mono.when(part(tenure.renewing()), part(tenure.storing(this)))
                .takeUntilOther(tenure.lost())
                .doFinally(end -> ended(tenure));
    }

    // ---- what happens to tenures; one at a time, by Ownership ----

    /** A slice is this run's now: read from where the least of all is. */
    void began(Tenure tenure) {
        tenures.put(tenure);
        long from = tenures.all().stream().mapToLong(Tenure::handed).min().orElseThrow();
        Reading next = new Reading(reading.number() + 1, from);
        tenure.startsWith(next);
        reading = next;
        signals.tell(new SubscriptionSignal.Started(settings.name(), tenure.slice(), tenure.epoch(), tenure.handed()));
        progress.began();
        begun.tryEmitNext(tenure);
        readings.tryEmitNext(next);
        if (stopped) {
            tenure.close();
        }
    }

    /** It is not any more. */
    void ended(Tenure tenure) {
        tenures.remove(tenure);
        room.free(tenure.clear());
        alarm.ring();
    }

    void replay(Tenure tenure, Stream stream) {
        lanes.replay(tenure, stream);
    }

    @Override
    public Reading now() {
        return reading;
    }
}
