package io.aett.reactive.cli.check;

import io.aett.reactive.EventStore;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.check.LogCheck.Seen;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Whether a store is sound: its log in one pass, or in as many as its memory takes, and the states of its subscriptions. Reads only.
 *
 * <p>An error signal means that it could not be found out.
 */
public final class StoreCheck {

    private final EventStore store;
    private final long commitsPerPass;
    private final Function<Object, @Nullable String> content;
    private final AtomicLong found = new AtomicLong();

    /**
     * Of this store.
     *
     * @param commitsPerPass the most commits that a pass remembers ids of, at about 90 bytes each
     * @param content what is wrong with the body of an event; {@code null} if nothing is
     */
    public StoreCheck(EventStore store, long commitsPerPass, Function<Object, @Nullable String> content) {
        this.store = store;
        this.commitsPerPass = commitsPerPass;
        this.content = content;
    }

    /** What was looked at, and how many faults were found. */
    public record Result(long commits, long events, long streams, long subscriptions, long faults) {}

    /**
     * Looks at everything.
     *
     * @param faults is told of each fault, on one line
     * @param progress is told how far it is, of {@link #length}
     */
    public Mono<Result> run(Consumer<String> faults, LongConsumer progress) {
        Consumer<String> counted = fault -> {
            found.incrementAndGet();
            faults.accept(fault);
        };
        return store.management()
                .head()
                .flatMap(head -> log(head, counted, progress))
                .flatMap(seen -> subscriptions(counted)
                        .map(count -> new Result(seen.commits(), seen.events(), seen.streams(), count, found.get())));
    }

    /** How many checkpoints all passes go over. */
    public Mono<Long> length() {
        return store.management().head().map(head -> head * passes(head));
    }

    /** There are no more commits than checkpoints. */
    private int passes(long head) {
        return Math.toIntExact(1 + head / commitsPerPass);
    }

    private Mono<Seen> log(long head, Consumer<String> faults, LongConsumer progress) {
        int passes = passes(head);
        return Flux.range(0, passes)
                .concatMap(
                        pass -> new LogCheck(store, pass, passes, content, faults)
                                .run(at -> progress.accept(pass * head + at)),
                        1)
                .reduce(new Seen(0, 0, 0), Seen::plus);
    }

    private Mono<Long> subscriptions(Consumer<String> faults) {
        Subscriptions subscriptions = Subscriptions.of(store);
        return subscriptions
                .names()
                .concatMap(
                        name -> subscriptions
                                .status(name)
                                .doOnNext(status -> check(status, faults))
                                .then(subscriptions.parked(name).then())
                                .onErrorResume(SubscriptionNotFoundException.class, removed -> Mono.empty())
                                .onErrorResume(StoreCheck::isFault, unreadable -> {
                                    faults.accept("subscription " + name + ": " + unreadable.getMessage());
                                    return Mono.empty();
                                })
                                .thenReturn(name),
                        1)
                .count();
    }

    /** What an answer says, and not that there was none. */
    private static boolean isFault(Throwable failure) {
        return failure instanceof EventStoreException && !(failure instanceof StorageUnavailableException);
    }

    private static void check(SubscriptionStatus status, Consumer<String> faults) {
        if (status.checkpoint() > status.head()) {
            faults.accept("subscription " + status.name() + ": its checkpoint " + status.checkpoint()
                    + " lies beyond the head of the store, which is " + status.head()
                    + "; it is of a state of the store that is gone (restored from a backup?)");
        }
    }
}
