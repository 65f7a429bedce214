package io.aett.reactive.domain;

import io.aett.reactive.EventStoreException;
import io.aett.reactive.internal.Trampoline;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * One round at a time for each key, first come first served, without blocking a thread. Those who wait when a round begins go in
 * together, up to a bound; nobody waits for company, so who comes to an empty line goes in alone and at once.
 *
 * <p><b>How.</b> Each guest is posted twice into the mailbox of his key's line: when he comes and, exactly once, when he leaves,
 * because he was told or because he cancelled. The mailbox is worked off by one thread at a time, whoever finds it idle; only that
 * thread touches who is waiting and who is inside, and it begins the next round when it has let go ({@link Trampoline}). Hence:
 *
 * <ul>
 *   <li>at most one round of a line has guests who have not left;
 *   <li>a leaving guest is taken out wherever he is: a cancelled waiter is gone, and a round whose last guest left is cancelled;
 *   <li>a round that ends within the call that begins it only posts: the loop that began it goes on, and the stack does not
 *       grow with the number of rounds;
 *   <li>whatever a round throws, its guests get an error and have left.
 * </ul>
 *
 * <p>A line exists while somebody is in it. The count of members is changed within the map's atomic {@code compute}; a line is
 * dropped when its last member has left, so the next line of that key cannot overlap with it.
 *
 * <p>This saves work that would be lost in races within the process; nothing depends on it for correctness.
 */
final class Turnstile<G extends Guest<?>> {

    private final ConcurrentHashMap<String, Line> lines = new ConcurrentHashMap<>();
    private final int most;
    private final BiPredicate<G, G> together;
    private final Function<List<G>, Mono<Void>> rounds;

    /**
     * @param most how many go in together, at least 1
     * @param together whether a guest goes in with the first one of a round
     * @param rounds tells each of these guests in the end; is subscribed to once
     */
    Turnstile(int most, BiPredicate<G, G> together, Function<List<G>, Mono<Void>> rounds) {
        this.most = most;
        this.together = together;
        this.rounds = rounds;
    }

    /**
     * What a round tells the guest. The round begins when the one before it has ended, on the thread that ended it, or at once. Cancelling
     * leaves.
     */
    <V> Mono<V> enter(String key, Function<MonoSink<V>, ? extends G> guests) {
        return Mono.create(sink -> {
            G guest = guests.apply(sink);
            Line line = lines.compute(key, (same, existing) -> {
                Line joined = existing == null ? new Line() : existing;
                joined.members++;
                return joined;
            });
            guest.leaveBy(() -> {
                exit(key);
                line.post(guest);
            });
            sink.onCancel(guest::leave);
            line.post(guest);
        });
    }

    /** The number of keys that somebody waits for or works on. */
    int size() {
        return lines.size();
    }

    private void exit(String key) {
        lines.computeIfPresent(key, (same, line) -> --line.members == 0 ? null : line);
    }

    private final class Line {

        /** Guarded by the map's compute. */
        int members;

        private final Queue<Object> mailbox = new ConcurrentLinkedQueue<>();
        private final Trampoline trampoline = new Trampoline(this::read, null);

        /** Only touched by the thread that works the mailbox off, like {@link #current}. */
        private final Set<G> waiting = new LinkedHashSet<>();

        private @Nullable Party current;

        void post(Object guestOrParty) {
            mailbox.add(guestOrParty);
            trampoline.run();
        }

        private void read(Consumer<Runnable> tellings) {
            for (Object next = mailbox.poll(); next != null; next = mailbox.poll()) {
                if (next instanceof Guest<?> guest) {
                    met(guest);
                } else if (next == current) {
                    current = null;
                }
            }
            Party inside = current;
            if (inside != null && inside.remaining.isEmpty()) {
                tellings.accept(inside::cancel);
                current = null;
            }
            if (current == null && !waiting.isEmpty()) {
                Party next = new Party(this, takeTogether());
                current = next;
                tellings.accept(next);
            }
        }

        @SuppressWarnings("unchecked") // only guests of this turnstile are posted
        private void met(Guest<?> guest) {
            if (!guest.hasLeft()) {
                waiting.add((G) guest);
            } else if (!waiting.remove(guest) && current != null) {
                current.remaining.remove(guest);
            }
        }

        private List<G> takeTogether() {
            List<G> taken = new ArrayList<>();
            for (Iterator<G> each = waiting.iterator(); each.hasNext() && taken.size() < most; ) {
                G next = each.next();
                if (!taken.isEmpty() && !together.test(taken.get(0), next)) {
                    break;
                }
                taken.add(next);
                each.remove();
            }
            return taken;
        }
    }

    /** Those who went in together. Run when they go in. */
    private final class Party extends Operators.DeferredSubscription implements CoreSubscriber<Void>, Runnable {

        private final Line line;
        private final List<G> guests;

        /** Only touched by the thread that works the mailbox off. */
        final Set<Guest<?>> remaining = Collections.newSetFromMap(new IdentityHashMap<>());

        Party(Line line, List<G> guests) {
            this.line = line;
            this.guests = guests;
            remaining.addAll(guests);
        }

        /** What is done for one alone has his context; what is done for several has none. */
        @Override
        public Context currentContext() {
            return guests.size() == 1 ? Context.of(guests.get(0).context()) : Context.empty();
        }

        @Override
        public void run() {
            try {
                rounds.apply(guests).subscribe(this);
            } catch (Throwable e) {
                super.cancel();
                onError(e);
            }
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            if (set(subscription)) {
                subscription.request(Long.MAX_VALUE);
            }
        }

        @Override
        public void onNext(Void none) {}

        /** Somebody threw what Reactor holds for fatal, and signals to nobody. */
        @Override
        public void onError(Throwable error) {
            guests.forEach(
                    guest -> guest.fail(new EventStoreException("a round of the turnstile threw " + error, error)));
            line.post(this);
        }

        @Override
        public void onComplete() {
            line.post(this);
        }
    }
}
