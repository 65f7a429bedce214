package io.aett.reactive.sealedlog;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Virtual time in microseconds, one seed, one thread: the same seed is the same history. */
final class World {

    final SplittableRandom random;
    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long time;
    private long count;

    private record Event(long time, long number, Runnable action) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    World(long seed) {
        random = new SplittableRandom(seed);
    }

    long time() {
        return time;
    }

    void after(long micros, Runnable action) {
        events.add(new Event(time + micros, count++, action));
    }

    /** True about {@code perMille} times in a thousand. */
    boolean happens(int perMille) {
        return perMille > 0 && random.nextInt(1000) < perMille;
    }

    long between(long least, long most) {
        return least == most ? least : random.nextLong(least, most + 1);
    }

    /** Lets everything happen, in order, until nothing is left to happen, or the time is over. */
    void run(long until) {
        for (Event next = events.poll(); next != null && next.time <= until; next = events.poll()) {
            time = next.time;
            next.action.run();
        }
    }

    long nanos() {
        return TimeUnit.MICROSECONDS.toNanos(time);
    }
}
