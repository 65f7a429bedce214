package io.aett.reactive.subscription;

import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.Both;
import io.aett.reactive.subscription.StartFrom.Checkpoint;
import io.aett.reactive.subscription.StartFrom.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Reads, makes and changes what the runs of a subscription go by. */
final class Controls {

    private Controls() {}

    /** {@link SubscriptionNotFoundException} when there is none. */
    static Mono<Control> get(StateStore states, String name) {
        return entry(states, name).map(entry -> Format.CONTROL.decode(name, entry.value()));
    }

    /**
     * The one that is there, or a new one. The first run decides where it starts, how many slices there are, and what it is the subscription of. Generations of a later life are greater: what a takeover that was
     * under way leaves behind a removal counts for nothing.
     */
    static Mono<Control> getOrCreate(Settings settings) {
        EventStore store = settings.store();
        StateStore states = store.states();
        String name = settings.name();
        return get(states, name)
                .onErrorResume(
                        SubscriptionNotFoundException.class,
                        none -> Both.of(
                                        checkpoint(store, settings.startFrom()),
                                        firstGeneration(states, name, settings.clock()))
                                .flatMap(first -> states.create(
                                        Names.SUBSCRIPTIONS,
                                        name,
                                        Format.CONTROL.encode(new Control(
                                                settings.slices(),
                                                first.getT2(),
                                                first.getT1(),
                                                false,
                                                settings.kind()))))
                                .then(Mono.defer(() -> get(states, name))));
    }

    /** Beyond what an interrupted removal has left, and beyond what one that was quick may leave yet. */
    private static Mono<Long> firstGeneration(StateStore states, String name, Clock clock) {
        return states.scan(Names.space(name), Names.POSITIONS)
                .map(entry -> Format.POSITION.decode(entry.key(), entry.value()).generation() + 1)
                .reduce(clock.millis(), Math::max);
    }

    /** Changes it, and has the runs look. */
    static Mono<Void> change(StateStore states, String name, UnaryOperator<Control> change) {
        return Mono.defer(() -> entry(states, name)
                        .flatMap(entry -> states.replace(
                                entry,
                                Format.CONTROL.encode(change.apply(Format.CONTROL.decode(name, entry.value()))))))
                .repeatWhenEmpty(again -> again)
                .then(Bell.ring(states));
    }

    private static Mono<StateEntry> entry(StateStore states, String name) {
        return states.get(Names.SUBSCRIPTIONS, name)
                .switchIfEmpty(Mono.error(() -> new SubscriptionNotFoundException(name)));
    }

    /** The checkpoint behind which it begins. */
    static Mono<Long> checkpoint(EventStore store, StartFrom from) {
        if (from instanceof Checkpoint known) {
            return Mono.just(known.checkpoint());
        }
        Mono<Long> head = store.management().head();
        return from instanceof Stamp stamp ? before(store, stamp.stamp()).switchIfEmpty(head) : head;
    }

    /** Where the first commit with such a stamp lies; what cannot be decoded has none, and is passed over. */
    private static Mono<Long> before(EventStore store, Instant stamp) {
        return Flux.defer(() -> {
                    long[] reached = {0};
                    return Flux.defer(() -> store.management().getFrom(reached[0]))
                            .doOnNext(commit -> reached[0] = commit.checkpointToken())
                            .doOnError(MalformedDataException.class, failure -> reached[0] = failure.checkpoint())
                            .retryWhen(Retry.indefinitely()
                                    .filter(failure -> failure instanceof MalformedDataException && reached[0] > 0));
                })
                .filter(commit -> !commit.commitStamp().isBefore(stamp))
                .next()
                .map(commit -> commit.checkpointToken() - 1);
    }
}
