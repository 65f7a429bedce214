package io.aett.reactive.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/**
 * All that happens, in virtual time, on one thread: what is next, how long it takes and what goes wrong is decided by the seed. The same
 * seed, and the same program, are the same history; {@link #trace()} is a number that says so.
 *
 * <p>Not for use by several threads. Nothing within may wait for real time.
 */
public final class SimulatedWorld {

    private record Event(long time, int tie, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            int byTie = byTime != 0 ? byTime : Integer.compare(tie, other.tie);
            return byTie != 0 ? byTie : Long.compare(number, other.number);
        }
    }

    private final SplittableRandom random;
    private final boolean telling;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final StringBuilder story = new StringBuilder();
    private final List<String> violations = new ArrayList<>();
    private long time;
    private long count;
    private long trace;
    private boolean calm;

    private SimulatedWorld(long seed, boolean telling) {
        this.random = new SplittableRandom(seed);
        this.telling = telling;
    }

    /** The world of this seed. */
    public static SimulatedWorld of(long seed) {
        return new SimulatedWorld(seed, false);
    }

    /** The same world, which also writes down its {@link #story()}. */
    public static SimulatedWorld telling(long seed) {
        return new SimulatedWorld(seed, true);
    }

    // ---- time ----

    /** True time in nanoseconds, from 0 on. No process knows it. */
    public long nanos() {
        return time;
    }

    /** Has this happen so much later. Which of several is first at one moment is drawn. */
    public void after(long nanos, Runnable action) {
        events.add(new Event(time + Math.max(0, nanos), random.nextInt(), count++, action));
    }

    /** Lets everything happen that does until then, or until there was a violation. */
    public void runUntil(long nanos) {
        runUntil(() -> false, nanos);
    }

    /** The same, until this holds; whether it does. */
    public boolean runUntil(BooleanSupplier enough, long nanos) {
        while (violations.isEmpty()) {
            if (enough.getAsBoolean()) {
                return true;
            }
            Event next = events.peek();
            if (next == null || next.time > nanos) {
                time = Math.max(time, nanos);
                return enough.getAsBoolean();
            }
            events.remove();
            time = next.time;
            run(next.action);
        }
        return false;
    }

    private void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | StackOverflowError | AssertionError e) {
            violated("thrown out of a step: " + e);
        }
    }

    // ---- chance ----

    /** All chance comes from here. */
    public RandomGenerator random() {
        return random;
    }

    /** True about {@code perMille} times in a thousand, and never when all has become calm. */
    public boolean happens(int perMille) {
        return !calm && perMille > 0 && random.nextInt(1000) < perMille;
    }

    /** A number between these, both included. */
    public long between(long least, long most) {
        return least >= most ? least : random.nextLong(least, most + 1);
    }

    /** One of these. */
    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** An id that nobody else has. */
    public UUID id() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    /** Nothing goes wrong any more, from now on. */
    public void becomeCalm() {
        calm = true;
        tell("world", "becomes calm", 0);
    }

    /** Whether nothing goes wrong any more. */
    public boolean isCalm() {
        return calm;
    }

    // ---- what happened ----

    /** Who did what: part of the trace. Nothing that differs from run to run may be told, such as ids that were not drawn here. */
    public void tell(String who, String what, long number) {
        trace = (trace ^ time) * 0x9E3779B97F4A7C15L;
        trace = (Long.rotateLeft(trace, 23) ^ who.hashCode()) * 0xBF58476D1CE4E5B9L;
        trace = (Long.rotateLeft(trace, 31) ^ what.hashCode() ^ number << 32) * 0x94D049BB133111EBL;
        if (telling) {
            story.append(String.format("%12.3f %-10s %s %d%n", time / 1e6, who, what, number));
        }
    }

    /** The number of this history so far; another one wherever anything is different. */
    public long trace() {
        return trace;
    }

    /** All that was told, a line each, with the time in milliseconds; empty unless this world tells. */
    public String story() {
        return story.toString();
    }

    /** Something happened that must not. The world stands still from here on. */
    public void violated(String how) {
        tell("VIOLATION", how, 0);
        violations.add(how);
    }

    /** What happened that must not. */
    public List<String> violations() {
        return List.copyOf(violations);
    }
}
