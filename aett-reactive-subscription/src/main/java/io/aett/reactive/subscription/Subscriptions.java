package io.aett.reactive.subscription;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.subscription.Names.Stream;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The subscriptions of a store, from any process, whether or not it runs one. What is changed here is seen by the runs within a second.
 *
 * <p>All publishers are cold. A name that never ran is a {@link SubscriptionNotFoundException}.
 */
public final class Subscriptions {

    private final EventStore store;
    private final StateStore states;
    private final Statuses statuses;

    private Subscriptions(EventStore store) {
        this.store = store;
        this.states = store.states();
        this.statuses = new Statuses(store, Clock.systemUTC());
    }

    /** Those of this store. */
    public static Subscriptions of(EventStore store) {
        return new Subscriptions(Objects.requireNonNull(store, "store"));
    }

    /** All that ever ran and were not removed, by name. */
    public Flux<SubscriptionStatus> list() {
        return states.scan(Names.SUBSCRIPTIONS, "")
                .concatMap(entry -> status(entry.key())
                        .onErrorResume(SubscriptionNotFoundException.class, removed -> Mono.empty()));
    }

    /** The names of all that ever ran and were not removed, in order; without looking how they are, so that one that is damaged hides no other. */
    public Flux<String> names() {
        return states.scan(Names.SUBSCRIPTIONS, "").map(StateEntry::key);
    }

    /** How it is. */
    public Mono<SubscriptionStatus> status(String name) {
        Names.requireValidName(name);
        return Controls.get(states, name).flatMap(control -> statuses.of(name, control));
    }

    /** Has nothing handed out any more, in all processes, until {@link #resume}; also by runs that begin later. Handlers at work end. */
    public Mono<Void> pause(String name) {
        return change(name, control -> control.paused(true));
    }

    /** Goes on where it was. */
    public Mono<Void> resume(String name) {
        return change(name, control -> control.paused(false));
    }

    /**
     * Begins again from there, in one step for all slices; a run goes on from there by itself. What is set aside and lies behind that place is
     * forgotten, as it will be handed out again.
     */
    public Mono<Void> reset(String name, StartFrom from) {
        Objects.requireNonNull(from, "from");
        return Mono.defer(() -> Controls.get(states, Names.requireValidName(name))
                .then(Controls.checkpoint(store, from))
                .flatMap(checkpoint -> change(name, control -> control.resetTo(checkpoint))));
    }

    /**
     * Forgets it: how far it was, and what was set aside. A run that is under way ends in {@link SubscriptionNotFoundException}; the next one begins
     * anew.
     */
    public Mono<Void> remove(String name) {
        Names.requireValidName(name);
        return Mono.defer(() -> states.get(Names.SUBSCRIPTIONS, name)
                .switchIfEmpty(Mono.error(() -> new SubscriptionNotFoundException(name)))
                .flatMap(states::remove)
                .filter(removed -> removed)
                .repeatWhenEmpty(again -> again)
                .then(Bell.ring(states))
                .thenMany(states.scan(Names.space(name), "").concatMap(states::remove))
                .then());
    }

    /** What is set aside, by slice and stream, each stream's in its order. */
    public Flux<ParkedCommit> parked(String name) {
        Names.requireValidName(name);
        return Controls.get(states, name).flatMapMany(control -> statuses.parked(name, control));
    }

    /**
     * Has all that is set aside of this commit's stream handed out again, in order; what comes later of the stream waits. Done by the run
     * that owns the slice, at the next one if there is none. What fails again stays set aside.
     */
    public Mono<Void> replay(ParkedCommit parked) {
        Stream stream = new Stream(parked.tenantId(), parked.streamId());
        return changeParked(parked, part -> part.replaying(stream, true));
    }

    /** Gives this commit up: it is not set aside any more, and was not handled. The others of its stream stay as they are. */
    public Mono<Void> discard(ParkedCommit parked) {
        Stream stream = new Stream(parked.tenantId(), parked.streamId());
        return changeParked(parked, part -> part.without(stream, parked.checkpoint()));
    }

    /** Read your writes: completes when everything up to this checkpoint was handled or set aside. Looks often at first, five times a second later. */
    public Mono<Void> awaitHandled(String name, long checkpoint) {
        Names.requireValidName(name);
        return Mono.defer(() -> {
            AtomicReference<Duration> pause = new AtomicReference<>(Duration.ofMillis(5));
            return Mono.defer(() -> Controls.get(states, name)
                            .flatMap(control -> statuses.isHandled(name, control, checkpoint))
                            .filter(handled -> handled))
                    .repeatWhenEmpty(looks -> looks.concatMap(
                            look -> Mono.delay(pause.getAndUpdate(Subscriptions::longer), Schedulers.parallel())))
                    .then();
        });
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.toMillis() > 200 ? Duration.ofMillis(200) : twice;
    }

    private Mono<Void> change(String name, UnaryOperator<Control> change) {
        Names.requireValidName(name);
        return Controls.change(states, name, change);
    }

    /** Where it is not set aside any more there is nothing to change. */
    private Mono<Void> changeParked(ParkedCommit parked, UnaryOperator<Part> change) {
        Objects.requireNonNull(parked, "parked");
        String prefix = Names.parts(parked.slice());
        return Controls.get(states, parked.subscription())
                .thenMany(statuses.parts(parked.subscription(), parked.slice()))
                .filter(entry -> entry.key().startsWith(prefix))
                .concatMap(entry -> changePart(entry, change))
                .then(Bell.ring(states));
    }

    private Mono<Void> changePart(StateEntry entry, UnaryOperator<Part> change) {
        Part now = Format.PART.decode(entry.key(), entry.value());
        Part next = change.apply(now);
        return next.equals(now)
                ? Mono.empty()
                : states.replace(entry, Format.PART.encode(next.counted()))
                        .hasElement()
                        .flatMap(changed -> changed
                                ? Mono.empty()
                                : states.get(entry.space(), entry.key()).flatMap(later -> changePart(later, change)));
    }
}
