package io.aett.reactive.testkit.simulation;

import io.aett.reactive.Commit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.SignalType;

/** Takes a few commits at a time, with pauses, and now and then no more. While it waits for one, that has to come in time. */
abstract class Pull extends BaseSubscriber<Commit> {

    private final Station station;
    private final SimulatedWorld world;
    private final Judge judge;
    private final String what;
    private final long bound;
    private final boolean unbounded;
    final List<Commit> got = new ArrayList<>();
    private long wanted;
    private Judge.@Nullable Call call;

    /** @param bound how long each signal may take; 0 for those that may take forever */
    Pull(Station station, History history, String what, long bound) {
        this.station = station;
        this.world = history.world;
        this.judge = history.judge;
        this.what = what;
        this.bound = bound;
        this.unbounded = world.random().nextInt(4) == 0;
    }

    /** Completed, failed or cancelled. */
    abstract void ended(boolean completed, @Nullable Throwable failure);

    /** Each commit as it comes. */
    void came(Commit commit) {}

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        ask();
    }

    private void ask() {
        if (isDisposed()) {
            return;
        }
        long more = unbounded ? Long.MAX_VALUE : world.between(1, 4);
        wanted = more;
        await();
        request(more);
    }

    private void await() {
        forget();
        if (bound > 0) {
            call = station.call(what, () -> bound);
        }
    }

    private void forget() {
        Judge.Call before = call;
        if (before != null) {
            judge.end(before);
            call = null;
        }
    }

    @Override
    protected void hookOnNext(Commit commit) {
        got.add(commit);
        if (wanted <= 0) {
            world.violated(what + " was given more than it had asked for");
        }
        came(commit);
        if (!unbounded) {
            wanted--;
        }
        if (wanted > 0) {
            await();
        } else {
            forget();
            if (world.happens(20)) {
                cancel();
            } else if (world.random().nextInt(3) == 0) {
                ask();
            } else {
                station.later(world.between(0, 30_000_000), this::ask);
            }
        }
    }

    @Override
    protected void hookFinally(SignalType type) {
        forget();
        if (type == SignalType.ON_COMPLETE) {
            ended(true, null);
        } else if (type == SignalType.CANCEL) {
            ended(false, null);
        }
    }

    @Override
    protected void hookOnError(Throwable failure) {
        forget();
        ended(false, failure);
    }
}
