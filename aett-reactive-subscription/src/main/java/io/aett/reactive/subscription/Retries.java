package io.aett.reactive.subscription;

import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Tries a commit again, later each time, as long as the slice is this run's. The pauses begin anew with each commit. */
final class Retries {

    /** The key of a handler's context that has the number of the attempt, from the second on. */
    static final Object ATTEMPT = new Object();

    private final Settings settings;
    private final Signals signals;

    Retries(Settings settings, Signals signals) {
        this.settings = settings;
        this.signals = signals;
    }

    /**
     * The first attempt, and others after it.
     *
     * @param exhausted is given the last failure and the number of attempts
     */
    Mono<Void> of(
            Tenure tenure,
            Delivery delivery,
            Mono<Void> first,
            Supplier<Mono<Void>> again,
            BiFunction<Throwable, Integer, Mono<Void>> exhausted) {
        return attempt(tenure, delivery, 1, first, again, exhausted);
    }

    private Mono<Void> attempt(
            Tenure tenure,
            Delivery delivery,
            int number,
            Mono<Void> attempt,
            Supplier<Mono<Void>> again,
            BiFunction<Throwable, Integer, Mono<Void>> exhausted) {
        return attempt.onErrorResume(failure -> !(failure instanceof LeaseLostException), failure -> {
            if (number >= settings.attempts() || !worthwhile(failure)) {
                return exhausted.apply(failure, number);
            }
            signals.retrying("the commit at checkpoint " + delivery.checkpoint(), number, failure);
            return Mono.delay(pause(number), settings.scheduler())
                    .then()
                    .takeUntilOther(tenure.closing())
                    .then(Mono.defer(() -> tenure.holds()
                            ? attempt(tenure, delivery, number + 1, numbered(number + 1, again), again, exhausted)
                            : Mono.empty()));
        });
    }

    private boolean worthwhile(Throwable failure) {
        try {
            return settings.retryIf().test(failure);
        } catch (RuntimeException broken) {
            failure.addSuppressed(broken);
            return false;
        }
    }

    private static Mono<Void> numbered(int number, Supplier<Mono<Void>> again) {
        return Mono.defer(again).contextWrite(context -> context.put(ATTEMPT, number));
    }

    /** Twice as long each time, up to the longest. */
    private Duration pause(int number) {
        long longest = settings.longestBackoff().toNanos();
        long first = settings.firstBackoff().toNanos();
        long doubled = number > 30 ? longest : Math.min(longest, first << Math.min(number - 1, 30));
        long pause = doubled < 0 ? longest : doubled;
        return settings.chance().about(Duration.ofNanos(pause));
    }
}
