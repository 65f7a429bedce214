package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.Both;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads what the runs of a subscription have stored. */
final class Statuses {

    private final EventStore store;
    private final StateStore states;
    private final Clock clock;

    Statuses(EventStore store, Clock clock) {
        this.store = store;
        this.states = store.states();
        this.clock = clock;
    }

    Mono<SubscriptionStatus> of(String name, Control control) {
        return Both.of(
                        states.scan(Names.space(name), "").collectList(),
                        store.management().head())
                .flatMap(seen -> status(name, new Stored(control, seen.getT1()), seen.getT2()));
    }

    private Mono<SubscriptionStatus> status(String name, Stored stored, long head) {
        return lag(stored.checkpoint(), head)
                .map(lag -> new SubscriptionStatus(
                        name,
                        stored.state(clock.millis()),
                        stored.checkpoint(),
                        head,
                        lag,
                        stored.parked(),
                        stored.slices(),
                        stored.lastError()));
    }

    /** How old the first commit behind it is. */
    private Mono<Duration> lag(long checkpoint, long head) {
        if (checkpoint >= head) {
            return Mono.just(Duration.ZERO);
        }
        return store.management()
                .getFrom(checkpoint)
                .next()
                .map(Commit::commitStamp)
                .map(this::since)
                .onErrorReturn(MalformedDataException.class, Duration.ZERO)
                .defaultIfEmpty(Duration.ZERO);
    }

    private Duration since(Instant stamp) {
        Duration age = Duration.between(stamp, clock.instant());
        return age.isNegative() ? Duration.ZERO : age;
    }

    Flux<ParkedCommit> parked(String name, Control control) {
        return states.scan(Names.space(name), Names.PARTS)
                .collectList()
                .flatMapIterable(entries -> new Stored(control, entries).parked(name));
    }

    /** The parts that count of a slice. */
    Flux<StateEntry> parts(String name, int slice) {
        return states.get(Names.space(name), Names.position(slice))
                .flatMapMany(entry -> Flux.fromIterable(Format.POSITION
                                .decode(entry.key(), entry.value())
                                .parts())
                        .concatMap(part -> states.get(Names.space(name), Names.parts(slice) + part)));
    }

    /** Where a purge has left nothing to be handled, nothing has to be. */
    Mono<Boolean> isHandled(String name, Control control, long checkpoint) {
        return states.scan(Names.space(name), Names.POSITIONS).collectList().flatMap(entries -> {
            long reached = new Stored(control, entries).checkpoint();
            return reached >= checkpoint ? Mono.just(true) : nothingBetween(reached, checkpoint);
        });
    }

    private Mono<Boolean> nothingBetween(long reached, long checkpoint) {
        return store.management()
                .head()
                .filter(head -> head >= checkpoint)
                .flatMap(head -> store.management()
                        .getFrom(reached)
                        .next()
                        .map(first -> first.checkpointToken() > checkpoint)
                        .onErrorReturn(MalformedDataException.class, false)
                        .defaultIfEmpty(true))
                .defaultIfEmpty(false);
    }
}
