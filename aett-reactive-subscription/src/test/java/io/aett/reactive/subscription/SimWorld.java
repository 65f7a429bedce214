package io.aett.reactive.subscription;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** True time in microseconds, one seed, one thread: the same seed is the same history. */
final class SimWorld {

    private record Event(long time, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private final StringBuilder story = new StringBuilder();
    private final boolean telling;
    private long time;
    private long count;
    private boolean calm;
    private @Nullable String violation;

    SimWorld(long seed, boolean telling) {
        this.random = new SplittableRandom(seed);
        this.telling = telling;
    }

    long time() {
        return time;
    }

    void after(long micros, Runnable action) {
        events.add(new Event(time + micros, count++, action));
    }

    /** True about {@code perMille} times in a thousand, and never when all has become calm. */
    boolean happens(int perMille) {
        return !calm && random.nextInt(1000) < perMille;
    }

    long between(long least, long most) {
        return least == most ? least : random.nextLong(least, most + 1);
    }

    /** How long something takes on the way: mostly little, sometimes longer than a lease. */
    long way() {
        if (happens(40)) {
            return between(0, 6_000_000);
        }
        return happens(200) ? between(0, 400_000) : between(0, 3_000);
    }

    /** No more disturbances. */
    void becomeCalm() {
        calm = true;
    }

    boolean isCalm() {
        return calm;
    }

    void violated(String how) {
        tell("VIOLATION", how);
        if (violation == null) {
            violation = how;
        }
    }

    @Nullable
    String violation() {
        return violation;
    }

    /** Lets everything happen, in order, until this time or the first violation. */
    void run(long until) {
        while (violation == null) {
            Event next = events.peek();
            if (next == null || next.time > until) {
                time = Math.max(time, until);
                return;
            }
            events.remove();
            time = next.time;
            next.action.run();
        }
    }

    void tell(Object who, Object what) {
        if (telling) {
            story.append(String.format("%10.3f %-9s %s%n", time / 1000.0, who, what));
        }
    }

    String story() {
        return story.toString();
    }
}
