package io.aett.reactive.domain;

import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One at a time for each key, first come first served, without blocking a thread.
 *
 * <p><b>How.</b> Each subscription posts its turn twice into the mailbox of its key's line: when it comes and, exactly once, when
 * it leaves, for whatever reason. The mailbox is worked off by one thread at a time, whoever finds it idle; only that thread
 * touches who is waiting and whose turn it is. Hence:
 *
 * <ul>
 *   <li>at most one turn of a line is granted and has not left;
 *   <li>a leaving turn is taken out wherever it is, so a cancelled waiter is gone and a cancelled holder passes the turn on;
 *   <li>work that ends within the call that grants it only posts: the loop that granted it goes on, and the stack does not
 *       grow with the number of turns.
 * </ul>
 *
 * <p>A line exists while somebody is in it. The count of members is changed within the map's atomic {@code compute}; a line is
 * dropped when its last member has left, so the next line of that key cannot overlap with it.
 *
 * <p>This saves work that would be lost in races within the process; nothing depends on it for correctness.
 */
final class Turnstile {

    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();

    /**
     * Subscribes to the work when all earlier subscriptions for the key have ended, on the thread that ended the last of them, or
     * at once. The turn ends after the work's ending was passed on, or with cancelling.
     */
    <T> Mono<T> inTurn(String key, Mono<T> work) {
        return Mono.defer(() -> {
            Line line = enter(key);
            Turn turn = new Turn();
            line.post(turn);
            return turn.granted.asMono().then(work).doFinally(ending -> {
                turn.left = true;
                exit(key);
                line.post(turn);
            });
        });
    }

    /** The number of keys that somebody waits for or works on. */
    int size() {
        return lines.size();
    }

    private Line enter(String key) {
        return lines.compute(key, (same, line) -> {
            Line joined = line == null ? new Line() : line;
            joined.members++;
            return joined;
        });
    }

    private void exit(String key) {
        lines.computeIfPresent(key, (same, line) -> --line.members == 0 ? null : line);
    }

    private static final class Turn {

        final Sinks.Empty<Void> granted = Sinks.empty();
        volatile boolean left;
    }

    private static final class Line {

        /** Guarded by the map's compute. */
        int members;

        private final Queue<Turn> mailbox = new ConcurrentLinkedQueue<>();
        private final AtomicInteger posts = new AtomicInteger();

        /** Only touched by the thread that works the mailbox off, like {@link #current}. */
        private final Set<Turn> waiting = new LinkedHashSet<>();

        private @Nullable Turn current;

        void post(Turn turn) {
            mailbox.add(turn);
            if (posts.getAndIncrement() != 0) {
                return;
            }
            int seen = 1;
            do {
                read();
                grant();
                seen = posts.addAndGet(-seen);
            } while (seen != 0);
        }

        private void read() {
            for (Turn turn = mailbox.poll(); turn != null; turn = mailbox.poll()) {
                if (!turn.left) {
                    waiting.add(turn);
                } else if (turn == current) {
                    current = null;
                } else {
                    waiting.remove(turn);
                }
            }
        }

        private void grant() {
            if (current != null || waiting.isEmpty()) {
                return;
            }
            Turn next = waiting.iterator().next();
            waiting.remove(next);
            current = next;
            next.granted.tryEmitEmpty();
        }
    }
}
