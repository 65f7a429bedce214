package io.aett.reactive.testkit.simulation;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.testkit.check.ListedIds;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Adds its changes to a list that is kept as a state, each on the condition of what was there (T1, T2). */
final class ListerAtWork implements Station.Worker {

    static final String SPACE = "simulation";

    private static final long CALL = 2 * (Shape.COMMIT_TIMEOUT.toNanos() + Shape.READ_TIMEOUT.toNanos()) + 200_000_000;

    /** A change that was sent, and whose end is not known. */
    private record Sent(UUID id, long place, long since) {}

    private final String name;
    private final String list;
    private final Station station;
    private final History history;
    private final SimulatedWorld world;
    private @Nullable StateEntry known;
    private @Nullable Sent sent;
    private boolean done;

    ListerAtWork(String name, String list, Station station, History history) {
        this.name = name;
        this.list = list;
        this.station = station;
        this.history = history;
        this.world = history.world;
    }

    /** Whether it has changed the list since all became calm. */
    boolean isDone() {
        return done;
    }

    Station station() {
        return station;
    }

    @Override
    public void begin() {
        lost();
        pause();
    }

    private void lost() {
        Sent before = sent;
        sent = null;
        known = null;
        if (before != null) {
            history.judge.list(list).unknown(before.id(), before.place(), before.since(), world.nanos());
        }
    }

    private void pause() {
        station.later(world.between(0, 800_000_000), () -> {
            if (!done) {
                turn();
            }
        });
    }

    private void turn() {
        StateEntry entry = known;
        if (entry == null || world.happens(200)) {
            look();
        } else {
            change(entry);
        }
    }

    private StateStore states() {
        return station.store().states();
    }

    private void look() {
        long begun = world.nanos();
        Judge.Call call = station.call("get of a state", () -> CALL);
        states().get(SPACE, list)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .subscribe(
                        found -> {
                            history.judge.end(call);
                            byte[] value = found.map(StateEntry::value).orElse(new byte[0]);
                            world.tell(name, "finds", ListedIds.count(value));
                            history.judge.list(list).read(ListedIds.of(value), begun, world.nanos());
                            change(found.orElse(null));
                        },
                        failure -> {
                            history.judge.end(call);
                            history.unlessUnavailable(name, failure);
                            pause();
                        });
    }

    private void change(@Nullable StateEntry from) {
        UUID id = world.id();
        byte[] value = ListedIds.with(from == null ? new byte[0] : from.value(), id);
        boolean ending = history.isEnding();
        Sent now = new Sent(id, ListedIds.count(value), world.nanos());
        known = null;
        sent = now;
        world.tell(name, "adds to " + list, now.place());
        Judge.Call call = station.call("change of a state", () -> CALL);
        Mono<StateEntry> change = from == null ? states().create(SPACE, list, value) : states().replace(from, value);
        Disposable waiting = change.map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .subscribe(
                        changed -> {
                            history.judge.end(call);
                            answered(now, changed.orElse(null), ending);
                        },
                        failure -> {
                            history.judge.end(call);
                            failed(now, failure, ending);
                        });
        if (!ending && world.happens(50)) {
            station.later(world.between(0, 300_000_000), () -> {
                if (sent == now) {
                    waiting.dispose();
                    history.judge.end(call);
                    lost();
                    pause();
                }
            });
        }
    }

    private void answered(Sent now, @Nullable StateEntry changed, boolean ending) {
        sent = null;
        known = changed;
        world.tell(name, changed == null ? "came too late" : "has added", now.place());
        if (changed == null) {
            history.judge.list(list).refused(now.id(), now.place(), now.since(), world.nanos());
        } else {
            history.judge.changes++;
            history.judge.list(list).stored(now.id(), now.place(), now.since(), world.nanos());
            done = ending;
        }
        pause();
    }

    private void failed(Sent now, Throwable failure, boolean ending) {
        if (failure instanceof StateOutcomeUnknownException && !ending) {
            world.tell(name, "does not know", now.place());
            lost();
        } else {
            history.unlessUnavailable(name, failure, ending);
            sent = null;
            history.judge.list(list).refused(now.id(), now.place(), now.since(), world.nanos());
        }
        pause();
    }
}
