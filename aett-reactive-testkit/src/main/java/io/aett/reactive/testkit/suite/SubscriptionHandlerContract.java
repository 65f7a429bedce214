package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.StateStore;
import io.aett.reactive.Transactions;
import io.aett.reactive.subscription.EventHandlers;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** U11 of the contract: a handler may be anything, and no commit is lost for it. */
public abstract class SubscriptionHandlerContract extends SubscriptionSuite {

    /** How a handler fails. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Failing {
        THROWS(IllegalStateException.class, commit -> {
            throw new IllegalStateException("thrown");
        }),
        ASSERTS(AssertionError.class, commit -> {
            throw new AssertionError("asserted");
        }),
        OVERFLOWS(StackOverflowError.class, commit -> {
            throw new StackOverflowError("too deep");
        }),
        LINKS(NoClassDefFoundError.class, commit -> {
            throw new NoClassDefFoundError("io/aett/Missing");
        }),
        RETURNS_NULL(NullPointerException.class, commit -> nothing()),
        ERROR(IllegalStateException.class, commit -> Mono.error(new IllegalStateException("signalled"))),
        ERROR_ELSEWHERE(
                IllegalStateException.class,
                commit -> Mono.error(new IllegalStateException("later")).subscribeOn(Schedulers.parallel())),
        ERROR_AFTER_VALUES(
                IllegalStateException.class,
                commit -> Flux.range(0, 10).concatWith(Mono.error(new IllegalStateException("at last")))),
        THROWS_IN_SUBSCRIBE(IllegalArgumentException.class, commit -> subscriber -> {
            throw new IllegalArgumentException("in subscribe");
        }),
        THROWS_WITHIN(
                LinkageError.class,
                commit -> Mono.fromRunnable(() -> {
                    throw new LinkageError("within");
                }));

        private final Class<? extends Throwable> error;
        private final Function<Commit, Publisher<?>> handler;

        Failing(Class<? extends Throwable> error, Function<Commit, Publisher<?>> handler) {
            this.error = error;
            this.handler = handler;
        }
    }

    @SuppressWarnings("NullAway") // What a handler in a language without null checks does.
    private static Publisher<?> nothing() {
        return null;
    }

    /** U11: its handler is called on whatever thread the event before it left. */
    @ParameterizedTest
    @EnumSource(names = {"OVERFLOWS", "LINKS", "THROWS_WITHIN"})
    void an_error_of_the_virtual_machine_behind_another_event_is_a_failure_of_its_commit(Failing failing) {
        Commit stored = commit(first(TestEvents.noted("a"), TestEvents.noted("b")));
        Commit next = commit(firstOf(TENANT, "other", TestEvents.noted("c")));
        Map<Integer, Integer> calls = new ConcurrentHashMap<>();
        run(subscription()
                .onEvents(EventHandlers.builder()
                        .on(TestEvents.Noted.class, (event, context) -> {
                            calls.merge(context.index(), 1, Integer::sum);
                            return context.index() == 1
                                    ? failing.handler.apply(context.commit())
                                    : Mono.just(1).subscribeOn(Schedulers.parallel());
                        })
                        .build()));

        awaitHandled(List.of(stored, next));
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(List.of(stored)));
        assertThat(parked().get(0).error()).isEqualTo(failing.error.getName());
        assertThat(calls).isEqualTo(Map.of(0, 4, 1, 3));
    }

    /** U9, U11: the same where it writes in a transaction; one that undoes nothing is enough for that. */
    @ParameterizedTest
    @EnumSource(names = {"OVERFLOWS", "LINKS", "THROWS_WITHIN"})
    void an_error_of_the_virtual_machine_in_a_transaction_is_a_failure_of_its_commit(Failing failing) {
        List<Commit> stored = write(2, 1, 2);
        Commit sick = of("stream-1", stored).get(1);
        Transactions<StateStore> transactions = new Transactions<>() {
            @Override
            public <R> Mono<R> within(BiFunction<? super StateStore, ? super StateStore, ? extends Mono<R>> work) {
                return Mono.defer(() -> work.apply(store().states(), store().states()));
            }
        };
        run(subscription()
                .inTransaction(
                        transactions,
                        (commit, states) -> commit.equals(sick)
                                ? failing.handler.apply(commit)
                                : Mono.just(1).subscribeOn(Schedulers.parallel())));

        awaitHandled(stored);
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(List.of(sick)));
        assertThat(parked().get(0).error()).isEqualTo(failing.error.getName());
    }

    /** How a handler succeeds. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Succeeding {
        EMPTY(commit -> Mono.empty()),
        VALUE(commit -> Mono.just(commit)),
        MANY(commit -> Flux.range(0, 10_000)),
        ELSEWHERE(commit -> Mono.just(1).subscribeOn(Schedulers.parallel())),
        PUBLISHED(commit -> Flux.range(0, 600).publishOn(Schedulers.parallel())),
        FUTURE(commit -> Mono.fromFuture(CompletableFuture.completedFuture("done"))),
        RAW(commit -> Succeeding::twice);

        private final Function<Commit, Publisher<?>> handler;

        Succeeding(Function<Commit, Publisher<?>> handler) {
            this.handler = handler;
        }

        /** Ends twice, and does not mind demand or cancellation. */
        private static void twice(Subscriber<? super Object> subscriber) {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            subscriber.onNext("one");
            subscriber.onComplete();
            subscriber.onComplete();
        }
    }

    /** U11: each is one failure of that commit. */
    @ParameterizedTest
    @EnumSource
    void whatever_a_handler_fails_by_counts_as_a_failure_of_that_commit_and_of_no_other(Failing failing) {
        List<Commit> stored = write(4, 1, 2);
        Commit sick = of("stream-1", stored).get(0);
        Commit flaky = of("stream-2", stored).get(0);
        Map<Long, Integer> attempts = new ConcurrentHashMap<>();
        Running running = run(subscription().onCommit(commit -> {
            int attempt = attempts.merge(commit.checkpointToken(), 1, Integer::sum);
            boolean fails = commit.equals(sick) || (commit.equals(flaky) && attempt < 3);
            return fails ? failing.handler.apply(commit) : Mono.empty();
        }));

        awaitHandled(stored);
        assertThat(running.failure()).isNull();
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(of("stream-1", stored)));
        assertThat(parked().get(0).error()).isEqualTo(failing.error.getName());
        assertThat(attempts).hasSize(stored.size() - 1);
        assertThat(attempts.get(sick.checkpointToken())).isEqualTo(3);
        assertThat(attempts.get(flaky.checkpointToken())).isEqualTo(3);
    }

    /** U11: what counts is the end. */
    @ParameterizedTest
    @EnumSource
    void whatever_a_handler_completes_by_is_one_success(Succeeding succeeding) {
        List<Commit> stored = write(4, 1, 3);
        AtomicInteger calls = new AtomicInteger();
        Running running = run(subscription().onCommit(commit -> {
            calls.incrementAndGet();
            return succeeding.handler.apply(commit);
        }));

        awaitHandled(stored);
        assertThat(running.failure()).isNull();
        assertThat(calls).hasValue(stored.size());
        assertThat(parked()).isEmpty();
    }

    /** U11: one that never ends is its lane's matter. */
    @Test
    void a_handler_that_never_ends_holds_its_lane_and_no_other() {
        List<Commit> stored = write(32, 1, 2);
        Commit endless = stored.get(0);
        AtomicInteger others = new AtomicInteger();
        run(subscription()
                .concurrency(64)
                .stopTimeout(Duration.ZERO)
                .onCommit(
                        commit -> commit.equals(endless) ? Mono.never() : Mono.fromRunnable(others::incrementAndGet)));

        Await.until(() -> "others, " + others, () -> others.get() >= stored.size() / 2);
        assertThat(status().checkpoint()).isLessThan(endless.checkpointToken());
    }

    /** U11: in the same store, where what it writes is not handed to it again. */
    @Test
    void a_handler_may_write_to_the_store_and_ask_for_its_subscription() {
        List<Commit> stored = write(6, 1, 3);
        Deliveries deliveries = Deliveries.of(commit -> store().commits()
                .commit(firstOf("copies", commit.streamId() + "-" + commit.commitSequence(), TestEvents.noted("copy")))
                .then(subscriptions().status(NAME)));
        run(subscription().tenants(TENANT).onCommit(deliveries));

        assertHandled(deliveries, stored);
        assertThat(deliveries.begun()).hasSameSizeAs(stored);
        assertThat(Await.value(raw().commits("copies"))).isEqualTo(stored.size());
    }

    /** U7, U11: a publisher that does not mind being cancelled. */
    @Test
    void what_a_handler_emits_after_the_run_is_over_reaches_nobody() {
        List<Commit> stored = writeOne(STREAM, 1, 2);
        AtomicReference<Subscriber<? super Object>> kept = new AtomicReference<>();
        Running running = run(subscription().stopTimeout(Duration.ofMillis(50)).onCommit(commit -> subscriber -> {
            subscriber.onSubscribe(new Subscription() {
                @Override
                public void request(long n) {}

                @Override
                public void cancel() {}
            });
            kept.set(subscriber);
        }));
        Await.until(() -> "the handler", () -> kept.get() != null);
        running.stop();

        Subscriber<? super Object> late = Objects.requireNonNull(kept.get());
        late.onNext("late");
        late.onComplete();
        assertThat(status().checkpoint()).isLessThan(stored.get(0).checkpointToken());
        assertThat(status().slices()).allMatch(slice -> slice.owner() == null);
    }

    /** U11: no stack grows with them, whatever the way in which each ends. */
    @Test
    void many_failures_in_a_row_that_come_at_once_are_no_matter() {
        List<Commit> stored = writeOne(STREAM, 1, Math.min(200, data().manyCommits()));
        AtomicInteger calls = new AtomicInteger();
        run(subscription().retry(20, Duration.ZERO, Duration.ZERO).onCommit(commit -> {
            if (calls.incrementAndGet() % 20 != 0) {
                throw new IllegalStateException("not yet");
            }
            return Mono.empty();
        }));

        awaitHandled(stored);
        assertThat(calls).hasValue(stored.size() * 20);
        assertThat(parked()).isEmpty();
    }
}
