package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.Both;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Which slices this run should own: looks at the leases, gives up what is too much, takes what is free and its share.
 *
 * <p>The share: the slices divided evenly by the runs that own a slice or ask for one, the remainder to those that own most, then to the
 * first by name, so that who joins takes no more from others than its share. All runs that
 * see the same agree; where they do not yet, a lease has one owner all the same, and the next look corrects it.
 */
final class Ownership {

    /** What a look decided. */
    private record Decision(List<Tenure> toLeave, List<Free> toTake) {}

    private record Free(int slice, @Nullable StateEntry lease) {}

    private final Settings settings;
    private final Signals signals;
    private final String run;
    private final Tenures tenures;
    private final Takeover takeover;
    private final Run events;
    private final Alarm alarm;
    private final Membership membership;
    private final Observed observed;
    private final StateStore states;
    private final Sinks.Empty<Void> looked = Sinks.empty();
    private volatile boolean looking;
    private volatile boolean stopping;
    private Duration pause;

    Ownership(
            Settings settings,
            Signals signals,
            LongSupplier nanos,
            String run,
            Tenures tenures,
            Run events,
            Alarm alarm) {
        this.settings = settings;
        this.signals = signals;
        this.run = run;
        this.tenures = tenures;
        this.takeover = new Takeover(settings, signals, nanos, run);
        this.events = events;
        this.alarm = alarm;
        this.membership = new Membership(settings, run);
        this.observed = new Observed(nanos);
        this.states = settings.store().states();
        this.pause = settings.betweenLooks();
    }

    /** Looks, for ever. */
    Mono<Void> keeping() {
        return Mono.defer(() -> {
                    looking = true;
                    return look();
                })
                .onErrorResume(Failure::passes, failure -> {
                    signals.retrying("looking at the leases", 1, failure);
                    pause = shorter(Duration.ofMillis(250));
                    return Mono.empty();
                })
                .then(Mono.defer(() -> Mono.firstWithSignal(
                        alarm.next(), Mono.delay(pause, settings.scheduler()).then())))
                .repeat(() -> !stopping)
                .then()
                .doFinally(end -> looked.tryEmitEmpty());
    }

    /** Takes nothing more, and gives up everything in good order. */
    Mono<Void> end() {
        return Mono.defer(() -> {
                    stopping = true;
                    alarm.ring();
                    return looking
                            ? looked.asMono().timeout(settings.stopTimeout(), Mono.empty(), settings.scheduler())
                            : Mono.<Void>empty();
                })
                .then(Mono.defer(
                        () -> leaving(tenures.all()).then(membership.leave()).then(Bell.ring(states))))
                .onErrorResume(failure -> {
                    signals.retrying("giving up the leases", 1, failure);
                    return Mono.empty();
                });
    }

    private Duration shorter(Duration other) {
        return other.compareTo(settings.betweenLooks()) < 0 ? other : settings.betweenLooks();
    }

    private Mono<Void> look() {
        pause = settings.betweenLooks();
        return Both.of(Controls.get(states, settings.name()), leasesAndMembers())
                .flatMap(seen -> {
                    observed.look(seen.getT2());
                    return act(seen.getT1(), seen.getT2());
                });
    }

    private Mono<List<StateEntry>> leasesAndMembers() {
        return states.scan(settings.space(), Names.LEASES)
                .takeWhile(entry -> entry.key().compareTo(Names.PARTS) < 0)
                .collectList();
    }

    private Mono<Void> act(Control control, List<StateEntry> entries) {
        if (stopping) {
            return Mono.empty();
        }
        List<Tenure> outdated = tenures.all().stream()
                .filter(tenure -> control.paused() || tenure.position().value().generation() != control.generation())
                .toList();
        if (!outdated.isEmpty()) {
            alarm.ring();
            return leaving(outdated);
        }
        if (control.paused()) {
            return membership.leave();
        }
        Decision decision = decide(entries);
        return leaving(decision.toLeave())
                .then(decision.toLeave().isEmpty() ? Mono.empty() : Bell.ring(states))
                .thenMany(Flux.fromIterable(decision.toTake()))
                .filter(free -> !stopping)
                .flatMapDelayError(free -> take(free, control), 8, 1)
                .doOnNext(events::began)
                .then(Mono.defer(() -> membership.show(tenures.all().isEmpty())))
                .then(Mono.defer(this::replays));
    }

    /** What becomes of one is nothing to the others. */
    private Mono<Void> leaving(List<Tenure> given) {
        return Flux.fromIterable(given)
                .flatMapDelayError(this::leave, Integer.MAX_VALUE, 1)
                .then();
    }

    private Decision decide(List<StateEntry> entries) {
        Map<String, Integer> owned = new HashMap<>();
        owned.put(run, tenures.all().size());
        List<@Nullable StateEntry> leases = new ArrayList<>();
        for (int slice = 0; slice < tenures.slices(); slice++) {
            leases.add(null);
        }
        List<Free> free = new ArrayList<>();
        for (StateEntry entry : entries) {
            if (entry.key().startsWith(Names.MEMBERS)) {
                Member member = Format.MEMBER.decode(entry.key(), entry.value());
                if (isAlive(entry, member.termMillis())) {
                    owned.putIfAbsent(entry.key().substring(Names.MEMBERS.length()), 0);
                }
            } else {
                leases.set(Names.sliceOf(entry.key(), Names.LEASES, tenures.slices()), entry);
            }
        }
        for (int slice = 0; slice < tenures.slices(); slice++) {
            StateEntry entry = leases.get(slice);
            String owner = entry == null ? null : owner(entry);
            if (owner != null) {
                owned.merge(owner, 1, Integer::sum);
            } else if (tenures.of(slice) == null) {
                free.add(new Free(slice, entry));
            }
        }
        return decide(share(owned), free);
    }

    private Decision decide(int share, List<Free> free) {
        List<Tenure> own = tenures.all();
        List<Tenure> tooMuch = own.size() > share ? own.subList(share, own.size()) : List.of();
        List<Free> mine = free.subList(0, Math.max(0, Math.min(free.size(), share - own.size())));
        if (free.size() > mine.size()) {
            // Whose they are may change with what others take just now, and nobody rings for that.
            pause = shorter(Duration.ofMillis(100));
        }
        return new Decision(tooMuch, mine);
    }

    /** Who owns it and is alive; a lease that says this run and is not held comes from an attempt whose answer was lost. */
    private @Nullable String owner(StateEntry entry) {
        Lease lease = Format.LEASE.decode(entry.key(), entry.value());
        String owner = lease.owner();
        if (owner == null || owner.equals(run)) {
            return null;
        }
        return isAlive(entry, lease.termMillis()) ? owner : null;
    }

    private boolean isAlive(StateEntry entry, long termMillis) {
        long left = observed.left(entry, termMillis);
        if (left > 0) {
            pause = shorter(Duration.ofNanos(left + TimeUnit.MILLISECONDS.toNanos(1)));
        }
        return left > 0;
    }

    private int share(Map<String, Integer> owned) {
        int mine = owned.getOrDefault(run, 0);
        long before = owned.entrySet().stream()
                .filter(other -> other.getValue() > mine
                        || (other.getValue() == mine && other.getKey().compareTo(run) < 0))
                .count();
        return tenures.slices() / owned.size() + (before < tenures.slices() % owned.size() ? 1 : 0);
    }

    private Mono<Tenure> take(Free free, Control control) {
        return takeover.of(free.slice(), free.lease(), control)
                .switchIfEmpty(Mono.fromRunnable(() -> pause = shorter(Duration.ofMillis(100))));
    }

    private Mono<Void> leave(Tenure tenure) {
        return tenure.leave(events).doFinally(end -> events.ended(tenure));
    }

    /** What others want to see replayed. */
    private Mono<Void> replays() {
        return Flux.fromIterable(tenures.all())
                .concatMap(tenure -> tenure.aside()
                        .refresh()
                        .doOnNext(stream -> events.replay(tenure, stream))
                        .onErrorResume(LeaseLostException.class, lost -> {
                            tenure.lose();
                            return Mono.empty();
                        }))
                .then();
    }
}
