package io.aett.reactive.testkit.proxy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a {@link FaultProxy} does wrong at the moment; every piece of bytes passes here before it goes on. */
final class ProxyFaults {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final Map<Direction, Long> bytesUntilCut = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> bytesBetweenCuts = new EnumMap<>(Direction.class);
    private final Map<Direction, Long> bytesPassed = new EnumMap<>(Direction.class);
    private final Set<Direction> swallowed = EnumSet.noneOf(Direction.class);
    private @Nullable String requestToLose;
    private @Nullable String requestWithoutAnswer;
    private @Nullable String requestToStall;
    private Duration delay = Duration.ZERO;
    private long bytesPerSecond;
    private int requestsBetweenLosses;
    private int requests;
    private boolean stalled;
    private boolean paused;
    private boolean closed;

    /** Waits while paused, then decides how much of a piece goes on, and whether the connection is cut after that. */
    synchronized Verdict admit(ProxyConnection connection, Direction direction, byte[] piece, int length)
            throws InterruptedException {
        if (direction == Direction.TO_SERVER && matches(requestToStall, piece, length)) {
            requestToStall = null;
            connection.stall();
            stalled = true;
        }
        while ((paused || (stalled && connection.isStalled())) && !closed) {
            wait();
        }
        Verdict verdict = closed ? Verdict.LOST : decide(connection, direction, piece, length);
        bytesPassed.merge(direction, (long) verdict.forwarded(), Long::sum);
        return verdict;
    }

    private Verdict decide(ProxyConnection connection, Direction direction, byte[] piece, int length) {
        if (direction == Direction.TO_CLIENT && connection.answerIsToBeLost()) {
            return Verdict.LOST;
        }
        if (direction == Direction.TO_SERVER && matches(requestToLose, piece, length)) {
            requestToLose = null;
            return Verdict.LOST;
        }
        if (direction == Direction.TO_SERVER && matches(requestWithoutAnswer, piece, length)) {
            requestWithoutAnswer = null;
            connection.loseAnswer();
        }
        if (direction == Direction.TO_SERVER && requestsBetweenLosses > 0 && ++requests % requestsBetweenLosses == 0) {
            connection.loseAnswer();
        }
        if (swallowed.contains(direction)) {
            return new Verdict(0, false);
        }
        Long left = bytesUntilCut.get(direction);
        if (left == null) {
            return new Verdict(length, false);
        }
        if (length < left) {
            bytesUntilCut.put(direction, left - length);
            return new Verdict(length, false);
        }
        Long next = bytesBetweenCuts.get(direction);
        if (next == null) {
            bytesUntilCut.remove(direction);
        } else {
            bytesUntilCut.put(direction, next);
        }
        return new Verdict(left.intValue(), true);
    }

    private static boolean matches(@Nullable String part, byte[] piece, int length) {
        return part != null && new String(piece, 0, length, StandardCharsets.ISO_8859_1).contains(part);
    }

    synchronized void cutAfter(Direction direction, long bytes) {
        bytesUntilCut.put(direction, bytes);
    }

    synchronized void cutEvery(Direction direction, long bytes) {
        bytesBetweenCuts.put(direction, bytes);
        cutAfter(direction, bytes);
    }

    synchronized void loseEveryAnswer(int requestsBetween) {
        requestsBetweenLosses = requestsBetween;
    }

    synchronized void stall() {
        stalled = true;
    }

    synchronized void slow(long bytes) {
        bytesPerSecond = bytes;
    }

    synchronized void swallow(Direction direction) {
        swallowed.add(direction);
    }

    synchronized void loseRequest(String part) {
        requestToLose = part;
    }

    synchronized void loseAnswer(String part) {
        requestWithoutAnswer = part;
    }

    synchronized void stallRequest(String part) {
        requestToStall = part;
    }

    synchronized void delay(Duration each) {
        delay = each;
    }

    /** For how long a piece of so many bytes is held. */
    synchronized Duration delay(int bytes) {
        return bytesPerSecond == 0 ? delay : delay.plusNanos(bytes * NANOS_PER_SECOND / bytesPerSecond);
    }

    synchronized void pause(boolean on) {
        paused = on;
        notifyAll();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    synchronized void heal() {
        bytesUntilCut.clear();
        bytesBetweenCuts.clear();
        requestsBetweenLosses = 0;
        bytesPerSecond = 0;
        stalled = false;
        swallowed.clear();
        requestToLose = null;
        requestWithoutAnswer = null;
        requestToStall = null;
        delay = Duration.ZERO;
        pause(false);
    }

    synchronized boolean isArmed() {
        return !bytesUntilCut.isEmpty()
                || requestToLose != null
                || requestWithoutAnswer != null
                || requestToStall != null;
    }

    synchronized long bytes(Direction direction) {
        return bytesPassed.getOrDefault(direction, 0L);
    }

    /** How many bytes go on, and whether the connection is cut after them. */
    record Verdict(int forwarded, boolean cut) {
        static final Verdict LOST = new Verdict(0, true);
    }
}
