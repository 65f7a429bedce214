package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.process.CommandContext;
import io.aett.reactive.process.NoCommandHandlerException;
import io.aett.reactive.subscription.AfterRetries;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.Retrying;
import io.aett.reactive.testkit.domain.Errand.Add;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Subtract;
import io.aett.reactive.testkit.domain.Errand.Task;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.subscription.Handovers.Handover;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/** P2 and P4 of the contract: commands are handed over at least once, in their saga's order, and never lost. */
public abstract class CommandRelayContract extends SagaSuite {

    private Subscription.Builder sliced(Subscription.Builder options) {
        return quick(options).slices(2);
    }

    /** P2: the name of a command is the same whoever hands it over. */
    @Test
    void commands_are_handed_over_in_their_order_with_what_names_them() {
        List<Commit> stored = new ArrayList<>();
        stored.add(tellSaga("saga", Asked.of("a", 1, 2)));
        stored.add(tellSaga("saga", Asked.of("a"), Asked.of("a", 3)));
        stored.add(tellSaga("saga", Asked.of("a", 4)));
        Handovers one = Handovers.empty();
        Handovers two = Handovers.empty();
        run(relay("one", store(), one));
        run(relay("two", second(), two));
        settle("one");
        settle("two");

        assertThat(one.amounts("a")).containsExactly(1, 2, 3, 4);
        assertThat(one.ids("a")).doesNotHaveDuplicates().isEqualTo(two.ids("a"));
        List<Commit> commits = List.of(stored.get(0), stored.get(0), stored.get(1), stored.get(2));
        for (int i = 0; i < 4; i++) {
            CommandContext context = one.begun().get(i).context();
            assertThat(context.tenantId()).isEqualTo(TENANT);
            assertThat(context.sagaId()).isEqualTo("saga");
            assertThat(context.attempt()).isEqualTo(1);
            assertThat(context.due()).isEqualTo(commits.get(i).commitStamp());
        }
    }

    /** P2. */
    @Test
    void a_handler_that_gives_on_the_commands_id_has_its_effect_once_however_often_it_is_called() {
        tellSaga("saga", Asked.of("a", 1, 2));
        tellSaga("saga", Asked.of("a", 3));
        Handovers handovers = adding();
        run(relay(RELAY, store(), handovers));
        settle(RELAY);
        reset(RELAY);
        handovers.await(6);
        settle(RELAY);

        assertThat(handovers.amounts("a")).containsExactly(1, 2, 3, 1, 2, 3);
        awaitAdded("a", 1, 2, 3);
    }

    /** P2, U4: of one name in two processes, and of another name. */
    @Test
    void relays_that_are_at_work_at_once_have_each_effect_once_and_in_order() {
        for (int n = 1; n <= 3; n++) {
            for (int saga = 0; saga < 6; saga++) {
                tellSaga("saga-" + saga, Asked.of("s" + saga, 10 * n, 10 * n + 1));
            }
        }
        run(relay("one", store(), adding()).subscription(this::sliced));
        run(relay("one", second(), adding()).subscription(this::sliced));
        run(relay("two", second(), adding()));
        settle("one");
        settle("two");

        for (int saga = 0; saga < 6; saga++) {
            awaitAdded("s" + saga, 10, 11, 20, 21, 30, 31);
        }
        assertThat(parked("one")).isEmpty();
        assertThat(parked("two")).isEmpty();
    }

    /** P4: at once, with what its saga says later behind it; the other sagas go on. */
    @Test
    void a_command_without_a_handler_is_set_aside_and_delivered_by_a_relay_that_has_one() {
        Commit sick = tellSaga("sick", Asked.of("a", 1, -2, 3));
        tellSaga("sick", Asked.of("a", 4));
        tellSaga("well", Asked.of("b", 5));
        Running running = run(tasks(RELAY, store()).on(Add.class, this::add));
        settle(RELAY);

        assertThat(parked(RELAY)).extracting(ParkedCommit::attempts).containsExactly(1, 0);
        assertThat(parked(RELAY).get(0)).satisfies(parked -> {
            assertThat(parked.checkpoint()).isEqualTo(sick.checkpointToken());
            assertThat(parked.error()).isEqualTo(NoCommandHandlerException.class.getName());
            assertThat(parked.message()).contains(RELAY, Subtract.class.getName(), "ignoring");
        });
        assertThat(running.signals(Retrying.class)).isEmpty();
        awaitAdded("a", 1);
        awaitAdded("b", 5);
        running.stop();

        run(relay(RELAY, store(), adding()));
        replay(RELAY);
        awaitAdded("a", 1, -2, 3, 4);
        Await.until(
                () -> "nothing set aside; " + parked(RELAY), () -> parked(RELAY).isEmpty());
    }

    /** P4: two relays share the commands. */
    @Test
    void what_a_relay_ignores_passes() {
        tellSaga("saga", Asked.of("a", 1, -2, 3));
        run(tasks("adds", store()).on(Add.class, this::add).ignoring(Subtract.class));
        settle("adds");
        awaitAdded("a", 1, 3);
        run(tasks("subtracts", store()).on(Subtract.class, this::add).ignoring(Task.class));
        settle("subtracts");

        awaitAdded("a", 1, 3, -2);
        assertThat(parked("adds")).isEmpty();
        assertThat(parked("subtracts")).isEmpty();
    }

    /** P2. */
    @Test
    void the_handler_of_the_most_specific_class_is_called() {
        tellSaga("saga", Asked.of("a", 1, -2, 3));
        Handovers tasks = Handovers.empty();
        Handovers subtracts = Handovers.empty();
        run(relay(RELAY, store(), tasks).on(Subtract.class, subtracts::handOver));
        settle(RELAY);

        assertThat(tasks.amounts("a")).containsExactly(1, 3);
        assertThat(subtracts.amounts("a")).containsExactly(-2);
    }

    /** How a handler fails. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Failing {
        THROWS(IllegalStateException.class, () -> {
            throw new IllegalStateException("thrown");
        }),
        ASSERTS(AssertionError.class, () -> {
            throw new AssertionError("asserted");
        }),
        OVERFLOWS(StackOverflowError.class, () -> {
            throw new StackOverflowError("too deep");
        }),
        LINKS(NoClassDefFoundError.class, () -> {
            throw new NoClassDefFoundError("io/aett/Missing");
        }),
        RETURNS_NULL(NullPointerException.class, () -> null),
        ERROR(IllegalStateException.class, () -> Mono.error(new IllegalStateException("signalled"))),
        ERROR_AFTER_VALUES(
                IllegalStateException.class,
                () -> Flux.range(0, 10).concatWith(Mono.error(new IllegalStateException("at last")))),
        THROWS_IN_SUBSCRIBE(IllegalArgumentException.class, () -> subscriber -> {
            throw new IllegalArgumentException("in subscribe");
        }),
        LINKS_WITHIN(
                LinkageError.class,
                () -> Mono.fromRunnable(() -> {
                    throw new LinkageError("within");
                }));

        private final Class<? extends Throwable> error;
        private final Supplier<@Nullable Publisher<?>> handler;

        Failing(Class<? extends Throwable> error, Supplier<@Nullable Publisher<?>> handler) {
            this.error = error;
            this.handler = handler;
        }
    }

    /** P4, U11: behind a command that ended on another thread; attempts are counted, and what is repeated is the whole commit. */
    @ParameterizedTest
    @EnumSource
    void whatever_a_handler_fails_by_is_tried_again_and_set_aside(Failing failing) {
        tellSaga("flaky", Asked.of("flaky", 1, 2));
        tellSaga("sick", Asked.of("sick", 1, 2));
        Handovers handovers = Handovers.of((task, context) -> {
            boolean fails = task.amount() == 2 && (task.errand().equals("sick") || context.attempt() < 3);
            return fails ? failing.handler.get() : Mono.just(1).subscribeOn(Schedulers.parallel());
        });
        Running running = run(relay(RELAY, store(), handovers));
        settle(RELAY);

        assertThat(running.failure()).isNull();
        for (String errand : List.of("flaky", "sick")) {
            assertThat(handovers.amounts(errand)).containsExactly(1, 2, 1, 2, 1, 2);
            assertThat(handovers.of(errand))
                    .extracting(handover -> handover.context().attempt())
                    .containsExactly(1, 1, 2, 2, 3, 3);
        }
        assertThat(parked(RELAY)).singleElement().satisfies(parked -> {
            assertThat(parked.error()).isEqualTo(failing.error.getName());
            assertThat(parked.attempts()).isEqualTo(3);
            assertThat(parked.streamId()).isEqualTo("sick");
        });
    }

    /** P4, U5: in order. */
    @Test
    void a_command_that_fails_is_set_aside_with_what_its_saga_says_later_and_replayed() {
        AtomicBoolean sick = new AtomicBoolean(true);
        tellSaga("saga", Asked.of("a", 1));
        tellSaga("saga", Asked.of("a", 2));
        tellSaga("saga", Asked.of("a", 3));
        tellSaga("other", Asked.of("b", 4));
        run(relay(
                RELAY,
                store(),
                Handovers.of((task, context) -> sick.get() && task.amount() == 2
                        ? Mono.error(new IllegalStateException("sick"))
                        : add(task, context))));
        settle(RELAY);
        awaitAdded("a", 1);
        awaitAdded("b", 4);
        assertThat(parked(RELAY)).hasSize(2);

        sick.set(false);
        replay(RELAY);
        awaitAdded("a", 1, 2, 3);
        Await.until(
                () -> "nothing set aside; " + parked(RELAY), () -> parked(RELAY).isEmpty());
    }

    /** P2: one after the other, each when the one before has ended. */
    @Test
    void a_command_waits_for_the_one_before_it_and_for_no_other_sagas() {
        tellSaga("slow", Asked.of("slow", 1, 2));
        tellSaga("quick", Asked.of("quick", 1, 2));
        Sinks.Empty<Void> gate = Sinks.empty();
        Map<UUID, Boolean> atWork = new ConcurrentHashMap<>();
        Handovers handovers = Handovers.of((task, context) -> Mono.defer(() -> {
                    assertThat(task.errand().equals("slow") && !atWork.isEmpty())
                            .isFalse();
                    if (task.errand().equals("quick")) {
                        return Mono.empty();
                    }
                    atWork.put(context.commandId(), true);
                    return gate.asMono();
                })
                .doOnTerminate(() -> atWork.remove(context.commandId())));
        run(relay(RELAY, store(), handovers));
        Await.until(handovers::toString, () -> handovers.of("quick").size() == 2);
        assertThat(handovers.amounts("slow").size()).isLessThan(2);
        gate.tryEmitEmpty();
        settle(RELAY);

        assertThat(handovers.amounts("slow")).containsExactly(1, 2);
        assertThat(handovers.begun()).extracting(Handover::context).allMatch(context -> context.attempt() == 1);
    }

    /** U7: both of its subscriptions, when everything at work has ended. */
    @Test
    void a_relay_runs_until_it_is_told_and_ends_in_good_order() {
        tellSaga("saga", Asked.of("a", 1));
        Sinks.Empty<Void> gate = Sinks.empty();
        Handovers handovers = Handovers.of((task, context) -> gate.asMono());
        Sinks.Empty<Void> end = Sinks.empty();
        Recorder<Void> run = Recorder.of(relay(RELAY, store(), handovers)
                .subscription(options -> quick(options).stopTimeout(Duration.ofSeconds(50)))
                .build()
                .runUntil(end.asMono()));
        handovers.await(1);
        end.tryEmitEmpty();
        assertThat(run.completed()).isFalse();
        gate.tryEmitEmpty();
        run.awaitCompletion();

        for (String name : List.of(RELAY, RELAY + TIMERS)) {
            assertThat(Await.value(subscriptions().status(name)).slices()).allMatch(slice -> slice.owner() == null);
        }
        settle(RELAY);
        assertThat(handovers.begun()).hasSize(1);
    }

    /** U7: its end is the end of all of it. */
    @Test
    void a_relay_one_of_whose_subscriptions_cannot_go_on_ends_in_its_error() {
        tellSaga("saga", Asked.of("a", -1));
        Running running = run(tasks(RELAY, store())
                .on(Add.class, this::add)
                .subscription(options -> quick(options).afterRetries(AfterRetries.STOP)));

        assertThat(running.awaitError()).isInstanceOf(NoCommandHandlerException.class);
    }
}
