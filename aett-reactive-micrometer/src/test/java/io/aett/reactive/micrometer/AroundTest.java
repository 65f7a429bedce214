package io.aett.reactive.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Around;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.RepositoryCall;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.micrometer.Shop.Order;
import io.aett.reactive.micrometer.Shop.Shipping;
import io.aett.reactive.process.CommandCall;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.subscription.HandlerCall;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** What goes around operations cannot do harm beyond them. */
class AroundTest {

    private final EventStore store = MemoryEventStore.create(
            MemoryOptions.builder().topicMap(Shop.TOPICS).build());
    private final List<String> said = new CopyOnWriteArrayList<>();

    /** Says what it goes around, and fails, the first time, as this does. */
    private <O> Around<O> failingOnce(Function<O, String> what, Runnable failure) {
        AtomicInteger calls = new AtomicInteger();
        return new Around<>() {
            @Override
            public <T> Mono<T> around(O operation, Mono<T> work) {
                said.add(what.apply(operation));
                if (calls.getAndIncrement() == 0) {
                    failure.run();
                }
                return work;
            }
        };
    }

    private static Runnable fatal() {
        return () -> {
            throw new NoClassDefFoundError("gone");
        };
    }

    @Test
    void one_that_throws_fails_an_update_that_was_not_begun_and_the_next_goes_on() {
        AggregateRepository orders = DefaultAggregateRepository.builder("t", store)
                .around(this.<RepositoryCall>failingOnce(call -> call.operation() + " " + call.streamId(), fatal()))
                .build();
        StepVerifier.create(orders.update(Order.class, "o", order -> order.place("x")))
                .verifyError(NoClassDefFoundError.class);
        Await.done(orders.update(Order.class, "o", order -> order.place("x")));
        assertThat(said).containsExactly("UPDATE o", "UPDATE o", "LOAD o");
        assertThat(Await.all(store.commits().get("t", "o"))).hasSize(1);
    }

    @Test
    void one_that_throws_around_the_load_of_a_round_fails_those_in_it_and_the_next_round_goes_on() {
        AtomicInteger loads = new AtomicInteger();
        AggregateRepository orders = DefaultAggregateRepository.builder("t", store)
                .around(new Around<RepositoryCall>() {
                    @Override
                    public <T> Mono<T> around(RepositoryCall call, Mono<T> work) {
                        if (call.operation() == RepositoryCall.Operation.LOAD && loads.getAndIncrement() == 0) {
                            throw new StackOverflowError("within a round");
                        }
                        return work;
                    }
                })
                .build();
        StepVerifier.create(orders.update(Order.class, "o", order -> order.place("x")))
                .verifyError(StackOverflowError.class);
        Await.done(orders.update(Order.class, "o", order -> order.place("x")));
        assertThat(loads).hasValue(2);
    }

    @Test
    void one_that_throws_around_a_handler_is_a_failure_of_that_attempt() {
        Await.done(DefaultAggregateRepository.create("t", store).update(Order.class, "o", order -> order.place("x")));
        AtomicInteger handled = new AtomicInteger();
        Subscription subscription = Subscription.builder("reader", store)
                .retry(2, Duration.ofMillis(1), Duration.ofMillis(1))
                .around(this.<HandlerCall>failingOnce(
                        call -> call.subscription() + call.commits().size(), fatal()))
                .onCommit(commit -> Mono.fromRunnable(handled::incrementAndGet))
                .build();
        Await.done(subscription.runUntil(Subscriptions.of(store).awaitHandled("reader", 1)));
        assertThat(handled).hasValue(1);
        assertThat(said).containsExactly("reader1", "reader1");
    }

    @Test
    void one_that_throws_around_a_command_is_a_failure_of_that_attempt() {
        Await.done(DefaultSagaRepository.create("t", store)
                .update(Shipping.class, "s", saga -> saga.transition(new Shop.Placed("p"))));
        AtomicInteger handled = new AtomicInteger();
        CommandRelay relay = CommandRelay.builder("relay", store)
                .around(this.<CommandCall>failingOnce(
                        call -> call.relay() + " " + call.command() + " of "
                                + call.commit().streamId(),
                        fatal()))
                .subscription(options -> options.retry(2, Duration.ofMillis(1), Duration.ofMillis(1)))
                .on(Shop.Ship.class, (command, context) -> Mono.fromRunnable(handled::incrementAndGet))
                .build();
        Disposable running = relay.run().subscribe();
        Await.untilReached(() -> "the command is handled", 1, handled::get);
        running.dispose();
        assertThat(said).containsExactly("relay Ship[order=p] of s", "relay Ship[order=p] of s");
    }

    @Test
    void the_first_that_is_given_is_the_outermost_and_context_goes_inwards() {
        AggregateRepository orders = DefaultAggregateRepository.builder("t", store)
                .around(naming("outer"))
                .around(naming("inner"))
                .build();
        Await.done(orders.get(Order.class, "o"));
        assertThat(said).containsExactly("outer within null", "inner within outer");
    }

    private Around<RepositoryCall> naming(String name) {
        return new Around<>() {
            @Override
            public <T> Mono<T> around(RepositoryCall call, Mono<T> work) {
                return Mono.deferContextual(context -> {
                    said.add(name + " within " + context.getOrDefault("name", null));
                    return work.contextWrite(inner -> inner.put("name", name));
                });
            }
        };
    }

    @Test
    void one_that_gives_nothing_back_is_named() {
        AggregateRepository orders = DefaultAggregateRepository.builder("t", store)
                .around(new Around<RepositoryCall>() {
                    @Override
                    public <T> Mono<T> around(RepositoryCall call, Mono<T> work) {
                        return null;
                    }
                })
                .build();
        StepVerifier.create(orders.get(Order.class, "o"))
                .verifyErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(NullPointerException.class)
                        .hasMessageContaining("returned null in the place of an operation"));
    }
}
