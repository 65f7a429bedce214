package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.support.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** What a {@link Work} has to work with in one cell. */
public final class Trial {

    /** The tenant whose commits count. */
    public static final String TENANT = "tenant";

    private static final String DROPPED_VALUE = "reactor.onNextDropped.local";
    private static final String DROPPED_ERROR = "reactor.onErrorDropped.local";
    private static final Duration AFTER_SUCCESS = Duration.ofMillis(5);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(20);

    private final EventStore store;
    private final EventStore beside;
    private final EventStore judge;
    private final History history = new History();
    private final Pace pace;
    private final Random random;
    private final Clock clock;
    private final Duration leaseTime;
    private volatile boolean goesOn = true;

    Trial(
            EventStore store,
            EventStore beside,
            EventStore judge,
            Pace pace,
            Random random,
            Clock clock,
            Duration leaseTime) {
        this.store = store;
        this.beside = beside;
        this.judge = judge;
        this.pace = pace;
        this.random = random;
        this.clock = clock;
        this.leaseTime = leaseTime;
    }

    /** The store that the fault strikes. */
    public EventStore store() {
        return store;
    }

    /** A store on the same data that only the end of the server strikes. */
    public EventStore beside() {
        return beside;
    }

    /** The same with long time-outs, for when all is over. */
    public EventStore judge() {
        return judge;
    }

    /** What happened. */
    public History history() {
        return history;
    }

    /** All that is left to chance. */
    public Random random() {
        return random;
    }

    /** An id that no other one is like; one from the system's source of chance would block. */
    public UUID newId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** The clock of those who use the store. */
    public Clock clock() {
        return clock;
    }

    /** The lease time of subscriptions: one that a busy server lets them renew in time. */
    public Duration leaseTime() {
        return leaseTime;
    }

    /** Whether there is more to do. */
    public boolean goesOn() {
        return goesOn;
    }

    void stop() {
        goesOn = false;
    }

    /** Polls until it is so, for as long as a store may take to work again. */
    public void await(Supplier<String> what, BooleanSupplier condition) {
        Await.until(pace.recovery(), what, condition);
    }

    /** A call that has to end within so many time-outs and a bound; its time and its failure are recorded. */
    public <T> Mono<T> call(String name, int answers, Mono<T> call) {
        Duration limit = pace.limit(answers);
        return Mono.defer(() -> {
            long began = System.nanoTime();
            return call.contextWrite(Trial::watched)
                    .timeout(limit)
                    .contextWrite(Trial::unwatched)
                    .onErrorMap(TimeoutException.class, late -> overdue(name, limit, late))
                    .doOnError(history::failed)
                    .doOnTerminate(() -> history.took(System.nanoTime() - began));
        });
    }

    /** The same for a reading, which has so much time for each item. */
    public <T> Flux<T> reading(String name, int answers, Flux<T> call) {
        Duration limit = pace.limit(answers);
        return Flux.defer(() -> {
            long began = System.nanoTime();
            return call.contextWrite(Trial::watched)
                    .timeout(limit)
                    .contextWrite(Trial::unwatched)
                    .onErrorMap(TimeoutException.class, late -> overdue(name, limit, late))
                    .doOnError(history::failed)
                    .doOnTerminate(() -> history.took(System.nanoTime() - began));
        });
    }

    /** Reactor's time-out and {@code takeUntilOther} drop what comes after a cancel. That is nobody's fault; what is dropped above it is somebody's. */
    static Context unwatched(Context context) {
        Consumer<Object> value = dropped -> {};
        Consumer<Throwable> error = dropped -> {};
        return context.put(DROPPED_VALUE, value).put(DROPPED_ERROR, error);
    }

    static Context watched(Context context) {
        return context.delete(DROPPED_VALUE).delete(DROPPED_ERROR);
    }

    private static Throwable overdue(String name, Duration limit, TimeoutException late) {
        return new AssertionError(name + " did not end within " + limit, late);
    }

    /** Does this again and again, until the trial is over and nothing is left to be done. Any failure is a violation. */
    public Mono<Void> repeat(String worker, BooleanSupplier unfinished, Supplier<Mono<Boolean>> step) {
        history.worker(worker);
        return Mono.defer(step)
                .onErrorResume(failure -> {
                    history.violated(worker + ": " + story(failure));
                    return Mono.just(false);
                })
                .defaultIfEmpty(false)
                .flatMap(done -> {
                    if (done) {
                        history.done(worker);
                    }
                    return Mono.delay(done ? AFTER_SUCCESS : AFTER_FAILURE);
                })
                .repeat(() -> goesOn || unfinished.getAsBoolean())
                .then();
    }

    /** As the other, where each step is whole. */
    public Mono<Void> repeat(String worker, Supplier<Mono<Boolean>> step) {
        return repeat(worker, () -> false, step);
    }

    static String story(@Nullable Throwable failure) {
        StringBuilder story = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            story.append(story.isEmpty() ? "" : ", because of ").append(cause);
        }
        return story.toString();
    }
}
