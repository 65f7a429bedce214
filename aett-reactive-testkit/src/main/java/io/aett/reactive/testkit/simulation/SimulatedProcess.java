package io.aett.reactive.testkit.simulation;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import reactor.core.scheduler.Scheduler;

/**
 * A process: all that it does is a step, which waits while the process is stopped and is dropped when it is dead. It has two clocks, which
 * nobody sets right: one for timers, which never goes back, and one of the time of day.
 */
public final class SimulatedProcess {

    private static final Instant BIRTH = Instant.parse("2020-01-01T00:00:00Z");

    private final String name;
    private final SimulatedWorld world;
    private final SimulatedScheduler scheduler;
    private final Clock clock = new TimeOfDay();
    private final List<Runnable> inbox = new ArrayList<>();
    private boolean stopped;
    private boolean dead;
    private long wallOffset;
    private long frozenAt = -1;
    private long jumped;
    private long stoppedFor;
    private long stoppedAt;

    /** A new process, whose clock runs as true time does. */
    public SimulatedProcess(String name, SimulatedWorld world) {
        this.name = name;
        this.world = world;
        this.scheduler = new SimulatedScheduler(this, world);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Where it is. */
    public SimulatedWorld world() {
        return world;
    }

    /** Where its timers run: for {@code EngineOptions} and subscriptions. */
    public Scheduler scheduler() {
        return scheduler;
    }

    /** What it takes for the time of day. */
    public Clock clock() {
        return clock;
    }

    /** Something comes to this process: an answer, a timer, a caller. */
    public void step(Runnable action) {
        if (dead) {
            return;
        }
        if (stopped) {
            inbox.add(action);
        } else {
            action.run();
        }
    }

    /** It stands still, as one that is suspended, or that collects garbage. */
    public void stop() {
        if (!stopped && !dead) {
            world.tell(name, "is stopped", 0);
            stopped = true;
            stoppedAt = scheduler.nanos();
        }
    }

    /** It goes on; what has come meanwhile comes at once, in any order. */
    public void goOn() {
        if (stopped && !dead) {
            world.tell(name, "goes on", inbox.size());
            stopped = false;
            stoppedFor += scheduler.nanos() - stoppedAt;
            List<Runnable> come = new ArrayList<>(inbox);
            inbox.clear();
            come.forEach(action -> world.after(world.between(0, 5_000), () -> step(action)));
        }
    }

    /** It ends, with all that it was about to do; what it has sent is under way nevertheless. */
    public void kill() {
        world.tell(name, "is dead", 0);
        dead = true;
        inbox.clear();
    }

    /** Whether it was killed. */
    public boolean isDead() {
        return dead;
    }

    /** Whether it stands still. */
    public boolean isStopped() {
        return stopped;
    }

    /** The clock of its timers jumps ahead so far, and runs at this rate from now on: 1 is right. */
    public void moveTimers(long nanos, double rate) {
        world.tell(name, "has another clock", nanos);
        jumped += Math.max(0, nanos);
        scheduler.jump(Math.max(0, nanos), rate);
    }

    /** Its time of day jumps, ahead or back. */
    public void moveTimeOfDay(long nanos) {
        world.tell(name, "has another time of day", nanos);
        wallOffset += nanos;
        frozenAt = -1;
    }

    /** Its time of day stands still until it is moved. */
    public void freezeTimeOfDay() {
        world.tell(name, "has a clock that stands still", 0);
        frozenAt = world.nanos();
    }

    /** How long its timers have run while it did, without their jumps: what a time-out within it is to be measured by. */
    public long lived() {
        long standing = stopped ? scheduler.nanos() - stoppedAt : 0;
        return scheduler.nanos() - jumped - stoppedFor - standing;
    }

    private final class TimeOfDay extends Clock {

        @Override
        public Instant instant() {
            return BIRTH.plusNanos((frozenAt >= 0 ? frozenAt : world.nanos()) + wallOffset);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
