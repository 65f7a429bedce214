package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.subscription.Lanes.Replay;
import io.aett.reactive.subscription.Names.Stream;
import io.aett.reactive.subscription.Part.Aside;
import io.aett.reactive.subscription.Part.Blocked;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Hands over again what was set aside of a stream, in order, each taken out when it was handled. The lane of the stream does it, so what
 * comes later waits. The first that fails again stays, and so does all behind it.
 */
final class Replays {

    private final Settings settings;
    private final Signals signals;
    private final Retries retries;
    private final Parking parking;

    Replays(Settings settings, Signals signals, Retries retries, Parking parking) {
        this.settings = settings;
        this.signals = signals;
        this.retries = retries;
        this.parking = parking;
    }

    Mono<Void> of(Replay replay) {
        Tenure tenure = replay.tenure();
        return Mono.defer(() -> tenure.begin()
                ? Mono.defer(() -> next(tenure, replay.stream()))
                        .repeatWhenEmpty(again -> again)
                        .then()
                        .doFinally(end -> tenure.end())
                : Mono.empty());
    }

    /** Empty when there may be another one. */
    private Mono<Boolean> next(Tenure tenure, Stream stream) {
        Blocked blocked = tenure.aside().of(stream);
        if (blocked == null || !blocked.replay() || !tenure.holds()) {
            return Mono.just(true);
        }
        Aside aside = blocked.commits().get(0);
        return delivery(stream, aside)
                .map(delivery -> handedOver(tenure, delivery))
                .defaultIfEmpty(outlasted(tenure.aside().remove(stream, aside.checkpoint())))
                .flatMap(work -> work.then(Mono.<Boolean>empty()));
    }

    /** Empty when it is not there any more: its tenant was purged. */
    private Mono<Delivery> delivery(Stream stream, Aside aside) {
        Reading reading = new Reading(0, aside.checkpoint() - 1);
        Mono<Delivery> read = settings.store()
                .management()
                .getFrom(aside.checkpoint() - 1)
                .next()
                .map(commit -> Delivery.of(reading, commit))
                .onErrorResume(MalformedDataException.class, failure -> Mono.just(Delivery.of(reading, failure)))
                .filter(found -> found.checkpoint() == aside.checkpoint()
                        && found.stream().equals(stream));
        return outlasted(read);
    }

    private Mono<Void> handedOver(Tenure tenure, Delivery delivery) {
        MalformedDataException malformed = delivery.failure();
        return malformed != null
                ? parking.again(tenure, delivery, malformed, 1)
                : retries.of(
                        tenure,
                        delivery,
                        Mono.defer(() -> handled(tenure, delivery)),
                        () -> handled(tenure, delivery),
                        (failure, attempts) -> parking.again(tenure, delivery, failure, attempts));
    }

    private Mono<Void> handled(Tenure tenure, Delivery delivery) {
        List<Commit> commits = List.of(delivery.commit());
        return settings.handling().transactional()
                ? outlasted(transaction(tenure, delivery, commits))
                : settings.handling()
                        .work()
                        .handle(commits, Handling.Durable.NOTHING)
                        .then(Mono.defer(
                                () -> outlasted(tenure.aside().remove(delivery.stream(), delivery.checkpoint()))));
    }

    /** Taken out in the handler's transaction; so when it is not there any more, this has happened. */
    private Mono<Void> transaction(Tenure tenure, Delivery delivery, List<Commit> commits) {
        return Mono.defer(() -> {
            Cell<Part> part = tenure.aside().partOf(delivery.stream());
            if (part == null || !isIn(part.value().of(delivery.stream()), delivery)) {
                return Mono.empty();
            }
            Mono<Void> again = part.refresh().then(Mono.defer(() -> transaction(tenure, delivery, commits)));
            return settings.handling()
                    .together(commits, part, now -> now.without(delivery.stream(), delivery.checkpoint()), again);
        });
    }

    private static boolean isIn(@Nullable Blocked blocked, Delivery delivery) {
        return blocked != null
                && blocked.commits().stream().anyMatch(aside -> aside.checkpoint() == delivery.checkpoint());
    }

    private <T> Mono<T> outlasted(Mono<T> operation) {
        return Failure.outlasted(operation, "replaying", signals, settings);
    }
}
