package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.subscription.Subscriptions;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Runs the one subscription, in one process after the other; its handler is slow now and then, and fails. */
final class ConsumerAtWork implements Station.Worker {

    static final String NAME = "orders";
    static final int ATTEMPTS = 3;

    private final String name;
    private final Station station;
    private final History history;
    private final SimulatedWorld world;
    private final Deliveries deliveries;
    private @Nullable Disposable run;
    private String life = "";
    private int lives;

    ConsumerAtWork(String name, Station station, History history) {
        this.name = name;
        this.station = station;
        this.history = history;
        this.world = history.world;
        this.deliveries = history.deliveries;
    }

    Station station() {
        return station;
    }

    @Override
    public void begin() {
        String now = name + "." + ++lives;
        life = now;
        world.tell(now, "runs", 0);
        SimulatedProcess process = station.process();
        Subscription subscription = Subscription.builder(NAME, station.store())
                .slices(history.shape.slices())
                .concurrency(history.shape.concurrency())
                .retry(ATTEMPTS, Duration.ofMillis(20), Duration.ofMillis(200))
                .checkpointEvery((int) world.between(1, 5), Duration.ofMillis(500))
                .leaseTime(Shape.LEASE)
                .stopTimeout(Duration.ofSeconds(1))
                .clock(process.clock())
                .scheduler(process.scheduler())
                .random(world.random())
                .onCommit(commit -> handle(now, process, commit))
                .build();
        subscription
                .signals()
                .ofType(SubscriptionSignal.Started.class)
                .subscribe(started -> deliveries.began(now, started.epoch()));
        run = subscription
                .run()
                .subscribe(
                        nothing -> {},
                        failure -> world.violated(now + " ended in " + failure),
                        () -> world.violated(now + " ended by itself"));
    }

    /** It stops in good order, and begins again later. */
    void leave(long pause) {
        Disposable running = run;
        if (running != null && !running.isDisposed()) {
            world.tell(life, "leaves", 0);
            running.dispose();
            String left = life;
            station.later(pause, () -> {
                if (left.equals(life)) {
                    begin();
                }
            });
        }
    }

    private Publisher<?> handle(String by, SimulatedProcess process, Commit commit) {
        deliveries.handedOut(by, process, commit);
        boolean fails = world.happens(80) || (commit.checkpointToken() % 11 == 0 && !world.isCalm());
        if (world.random().nextInt(3) == 0) {
            return ended(by, commit, fails);
        }
        long time = world.happens(40) ? world.between(0, 5_000_000_000L) : world.between(0, 50_000_000);
        boolean[] over = {false};
        return Mono.<Void>create(sink -> world.after(
                        time,
                        () -> process.step(() -> {
                            if (!over[0]) {
                                over[0] = true;
                                ended(by, commit, fails).subscribe(sink::success, sink::error, sink::success);
                            }
                        })))
                .doOnCancel(() -> {
                    if (!over[0]) {
                        over[0] = true;
                        deliveries.ended(by, commit, false);
                    }
                });
    }

    private Mono<Void> ended(String by, Commit commit, boolean fails) {
        deliveries.ended(by, commit, !fails);
        return fails ? Mono.error(new IllegalStateException("not now")) : Mono.empty();
    }

    /** Has what is set aside handed out again, over and over, until all is handled. */
    void settle() {
        station.process().step(() -> {
            Subscriptions subscriptions = Subscriptions.of(station.store());
            subscriptions
                    .parked(NAME)
                    .concatMap(subscriptions::replay)
                    .onErrorComplete(StorageUnavailableException.class)
                    .onErrorComplete(StateOutcomeUnknownException.class)
                    .onErrorComplete(SubscriptionNotFoundException.class)
                    .subscribe(nothing -> {}, failure -> world.violated("replays ended in " + failure));
        });
        world.after(3_000_000_000L, this::settle);
    }

    /** Looks how far the subscription says it is. */
    void look() {
        long before = deliveries.status();
        station.process()
                .step(() -> Subscriptions.of(station.store())
                        .status(NAME)
                        .onErrorComplete(StorageUnavailableException.class)
                        .onErrorComplete(SubscriptionNotFoundException.class)
                        .subscribe(
                                status -> deliveries.status(status.checkpoint(), before),
                                failure -> world.violated("status ended in " + failure)));
        if (!world.isCalm()) {
            world.after(world.between(100_000_000, 1_000_000_000), this::look);
        }
    }
}
