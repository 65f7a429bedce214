package io.aett.reactive.subscription;

import io.aett.reactive.subscription.Names.Stream;
import io.aett.reactive.subscription.Part.Aside;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sets commits aside, or ends the run where that is not wanted or there is no room. */
final class Parking {

    private final Settings settings;
    private final Signals signals;
    private final Consumer<Throwable> fatal;

    Parking(Settings settings, Signals signals, Consumer<Throwable> fatal) {
        this.settings = settings;
        this.signals = signals;
        this.fatal = fatal;
    }

    /** The stream stands still: this one too. */
    Mono<Void> behind(Tenure tenure, Delivery delivery, Runnable done) {
        return put(tenure, delivery, aside(delivery, null, 0), new TooManyParkedException(settings, null), done);
    }

    /** The handler does not succeed with it. */
    Mono<Void> exhausted(Tenure tenure, Delivery delivery, Throwable failure, int attempts, Runnable done) {
        return settings.afterRetries() == AfterRetries.STOP
                ? stop(tenure, failure)
                : put(
                        tenure,
                        delivery,
                        aside(delivery, failure, attempts),
                        new TooManyParkedException(settings, failure),
                        done);
    }

    /** It failed again in a replay: it stays where it is, and nothing behind it is replayed. */
    Mono<Void> again(Tenure tenure, Delivery delivery, Throwable failure, int attempts) {
        return put(
                tenure,
                delivery,
                aside(delivery, failure, attempts),
                new TooManyParkedException(settings, failure),
                () -> {});
    }

    private Mono<Void> put(Tenure tenure, Delivery delivery, Aside aside, Throwable refused, Runnable done) {
        Mono<Boolean> put = tenure.aside().put(delivery.stream(), aside, aside.error() != null);
        return Failure.outlasted(put, "setting a commit aside", signals, settings)
                .flatMap(there -> {
                    if (!there) {
                        return stop(tenure, refused);
                    }
                    done.run();
                    signals.tell(new SubscriptionSignal.Parked(
                            settings.name(), parked(settings.name(), tenure.slice(), delivery.stream(), aside)));
                    return Mono.empty();
                });
    }

    /** Nothing more is handed out before the error is stored. */
    private Mono<Void> stop(Tenure tenure, Throwable failure) {
        tenure.close();
        return Failure.outlasted(
                        tenure.position().update(now -> now.withError(describe(failure))),
                        "storing the error",
                        signals,
                        settings)
                .then(Mono.fromRunnable(() -> fatal.accept(failure)));
    }

    private Aside aside(Delivery delivery, @Nullable Throwable failure, int attempts) {
        return new Aside(
                delivery.sequence(),
                delivery.checkpoint(),
                failure == null ? null : failure.getClass().getName(),
                failure == null ? null : cut(failure.getMessage()),
                attempts,
                settings.clock().millis());
    }

    static ParkedCommit parked(String subscription, int slice, Stream stream, Aside aside) {
        return new ParkedCommit(
                subscription,
                slice,
                stream.tenantId(),
                stream.streamId(),
                aside.sequence(),
                aside.checkpoint(),
                aside.error(),
                aside.message(),
                aside.attempts(),
                Instant.ofEpochMilli(aside.at()));
    }

    static String describe(Throwable failure) {
        return failure.getClass().getName() + ": " + cut(failure.getMessage());
    }

    private static @Nullable String cut(@Nullable String message) {
        return message == null || message.length() <= ParkedCommit.MAX_MESSAGE
                ? message
                : message.substring(0, ParkedCommit.MAX_MESSAGE);
    }
}
