package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.process.SagaStreamException;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.SubscriptionSignal.Parked;
import io.aett.reactive.subscription.SubscriptionSignal.Retrying;
import io.aett.reactive.testkit.domain.Errand;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Told;
import io.aett.reactive.testkit.domain.Errand.Untimed;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.FailingStore.Way;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import reactor.core.publisher.Sinks;

/** P1 of the contract: an event reaches its saga once. */
public abstract class SagaRunnerContract extends SagaSuite {

    /** P1: the saga's commit has an id that follows from the event. */
    @Test
    void an_event_reaches_its_saga_once_however_often_it_is_delivered() {
        tell(Asked.of("a", 1), Asked.of("a", 2));
        tell(Asked.of("b", 3));
        AtomicInteger asked = new AtomicInteger();
        run(errands(RUNNER, store()).on(Told.class, told -> {
            asked.incrementAndGet();
            return told.errand();
        }));
        settle(RUNNER);
        List<Commit> once = readAll();
        assertThat(taken("a")).containsExactly(Asked.of("a", 1), Asked.of("a", 2));
        assertThat(taken("b")).containsExactly(Asked.of("b", 3));

        reset(RUNNER);
        Await.until(() -> asked + " deliveries", () -> asked.get() >= 6);
        settle(RUNNER);

        assertThat(readAll()).isEqualTo(once);
        assertThat(parked(RUNNER)).isEmpty();
    }

    /** P1, U2: also when all of a process is at work for one saga. */
    @Test
    void the_events_of_one_stream_arrive_in_their_order_and_those_of_one_commit_too() {
        List<Object> told = new ArrayList<>();
        for (int i = 0; i < 12; i += 3) {
            Told[] events = {Asked.of("a", i), Asked.of("a", i + 1), Asked.of("a", i + 2)};
            tell(events);
            told.addAll(List.of(events));
        }
        run(runner(RUNNER, store()));
        settle(RUNNER);

        assertThat(taken(saga(RUNNER, "a"))).isEqualTo(told);
        assertThat(read(store(), TENANT, saga(RUNNER, "a")))
                .hasSize(told.size())
                .allSatisfy(commit -> assertThat(commit.headers()).containsEntry("SagaType", "Errand"));
    }

    /** P1: one event, one saga; each with what it dispatches. */
    @Test
    void each_event_of_a_commit_goes_to_its_own_saga_and_one_that_belongs_to_none_passes() {
        tell(Asked.of("a", 1), Asked.of("none", 2), Asked.of("b", 3), Asked.of("a", 4));
        run(errands(RUNNER, store()).on(Told.class, SagaRunnerContract::unlessNone));
        settle(RUNNER);

        assertThat(taken("a")).containsExactly(Asked.of("a", 1), Asked.of("a", 4));
        assertThat(taken("b")).containsExactly(Asked.of("b", 3));
        assertThat(readAll()).hasSize(4);
        assertThat(parked(RUNNER)).isEmpty();
    }

    private static @Nullable String unlessNone(Told told) {
        return told.errand().equals("none") ? null : told.errand();
    }

    /** P1. */
    @Test
    void the_most_specific_class_says_which_saga_it_is() {
        tell(Asked.of("a", 1), new Untimed("a", "timer"));
        run(errands(RUNNER, store())
                .on(Told.class, told -> "told-" + told.errand())
                .on(Asked.class, asked -> "asked-" + asked.errand()));
        settle(RUNNER);

        assertThat(taken("asked-a")).containsExactly(Asked.of("a", 1));
        assertThat(taken("told-a")).containsExactly(new Untimed("a", "timer"));
    }

    /** P1: a saga's stream holds the events it was given, and they are seen again there, by all runners. */
    @Test
    void what_a_saga_took_in_is_no_news_to_any_runner() {
        tell(Asked.of("a", 1));
        tell(Asked.of("a", 2));
        Queue<Told> asked = new ConcurrentLinkedQueue<>();
        List<String> names = List.of("one", "two");
        names.forEach(name -> run(errands(name, store()).on(Told.class, told -> {
            asked.add(told);
            return saga(name, told.errand());
        })));
        names.forEach(this::settle);
        names.forEach(this::settle);

        names.forEach(name -> {
            assertThat(taken(saga(name, "a"))).containsExactly(Asked.of("a", 1), Asked.of("a", 2));
            assertThat(parked(name)).isEmpty();
        });
        assertThat(asked).hasSize(4);
    }

    /** P1: another attempt does not help, and other events go on. */
    @Test
    void an_event_in_its_sagas_own_stream_is_set_aside_at_once() {
        Commit sick = tell(Asked.of("a", 1));
        tell(Asked.of("b", 2));
        Running running = run(errands(RUNNER, store())
                .on(Told.class, told -> told.errand().equals("a") ? "source-a" : told.errand()));
        settle(RUNNER);

        assertThat(parked(RUNNER)).singleElement().satisfies(parked -> {
            assertThat(parked.checkpoint()).isEqualTo(sick.checkpointToken());
            assertThat(parked.attempts()).isEqualTo(1);
            assertThat(parked.error()).isEqualTo(SagaStreamException.class.getName());
            assertThat(parked.message()).contains(RUNNER, "source-a", Errand.class.getName());
        });
        assertThat(running.signals(Retrying.class)).isEmpty();
        assertThat(taken("b")).hasSize(1);
    }

    /** P1, U5: with what comes later in its stream behind it, and in order when it is replayed. */
    @Test
    void an_event_that_its_saga_refuses_is_tried_again_and_set_aside_and_replayed() {
        AtomicBoolean refusing = new AtomicBoolean(true);
        tell(Asked.of("a", 1));
        tell(Asked.of("a", 2));
        tell(Asked.of("b", 3));
        Running running = run(runner(RUNNER, store())
                .repository(options -> options.sagaFactory((type, id) -> new Errand(id, event -> {
                    if (refusing.get() && event.equals(Asked.of("a", 1))) {
                        throw new IllegalStateException("refused");
                    }
                }))));
        settle(RUNNER);
        assertThat(parked(RUNNER)).extracting(ParkedCommit::attempts).containsExactly(3, 0);
        assertThat(running.signals(Retrying.class)).hasSize(2);
        assertThat(taken(saga(RUNNER, "a"))).isEmpty();
        assertThat(taken(saga(RUNNER, "b"))).containsExactly(Asked.of("b", 3));

        refusing.set(false);
        replay(RUNNER);
        Await.until(
                () -> "nothing set aside; " + parked(RUNNER),
                () -> parked(RUNNER).isEmpty());
        assertThat(taken(saga(RUNNER, "a"))).containsExactly(Asked.of("a", 1), Asked.of("a", 2));
    }

    /** P1, U11: the saga's id is asked for on whatever thread the event before it left. */
    @Test
    void an_error_of_the_virtual_machine_in_what_names_the_saga_is_a_failure_like_any_other() {
        tell(Asked.of("a", 1), Asked.of("b", 2));
        AtomicInteger failures = new AtomicInteger();
        run(errands(RUNNER, store()).on(Told.class, told -> {
            if (told.errand().equals("b") && failures.incrementAndGet() <= 2) {
                throw new NoClassDefFoundError("io/aett/Missing");
            }
            return told.errand();
        }));
        settle(RUNNER);

        assertThat(failures).hasValue(3);
        assertThat(taken("a")).hasSize(1);
        assertThat(taken("b")).hasSize(1);
        assertThat(parked(RUNNER)).isEmpty();
    }

    /** P1: more often than an event is tried. */
    @ParameterizedTest
    @EnumSource(value = Way.class, names = "NONE", mode = Mode.EXCLUDE)
    void a_store_that_takes_no_commit_is_waited_for_and_nothing_is_set_aside(Way way) {
        tell(Asked.of("a", 1), Asked.of("a", 2));
        FailingStore failing = new FailingStore(store());
        failing.fail(way, "commit", "");
        Running running = run(runner(RUNNER, failing.store()).repository(options -> options.maxAttempts(1)));
        Await.until(
                () -> failing.failures() + " failures; " + running,
                () -> failing.failures() >= (way == Way.UNKNOWN ? 1 : 4));
        failing.heal();
        settle(RUNNER);

        assertThat(taken(saga(RUNNER, "a"))).containsExactly(Asked.of("a", 1), Asked.of("a", 2));
        assertThat(running.signals(Parked.class)).isEmpty();
        assertThat(running.signals(Retrying.class)).isEmpty();
    }

    /** P1: of one name in two processes, and of another name for the same sagas. */
    @Test
    void runners_that_bring_the_same_events_at_once_bring_each_once() {
        int sources = 6;
        for (int n = 1; n <= 4; n++) {
            for (int source = 0; source < sources; source++) {
                tell(new Told[] {Asked.of("s" + source, n)});
            }
        }
        List<SagaRunner.Builder> runners =
                List.of(errands("one", store()), errands("one", second()), errands("two", second()));
        for (SagaRunner.Builder runner : runners) {
            run(runner.on(Told.class, told -> "saga-" + told.errand().charAt(1) % 2)
                    .subscription(options ->
                            quick(options).slices(2).retry(20, Duration.ofMillis(1), Duration.ofMillis(20))));
        }
        settle("one");
        settle("two");

        for (int saga = 0; saga < 2; saga++) {
            List<Object> taken = taken("saga-" + saga);
            assertThat(taken).hasSize(sources / 2 * 4).doesNotHaveDuplicates();
            for (int source = 0; source < sources; source++) {
                String errand = "s" + source;
                List<Object> own = taken.stream()
                        .filter(told -> ((Told) told).errand().equals(errand))
                        .toList();
                List<Object> expected = new ArrayList<>();
                for (int n = 1; n <= 4 && errand.charAt(1) % 2 == saga; n++) {
                    expected.add(Asked.of(errand, n));
                }
                assertThat(own).isEqualTo(expected);
            }
        }
        assertThat(parked("one")).isEmpty();
        assertThat(parked("two")).isEmpty();
    }

    /** P1: its own tenant's only, and in good order. */
    @Test
    void a_runner_runs_until_it_is_told_and_passes_over_other_tenants() {
        tell(Asked.of("a", 1));
        commit(firstOf("other", "source-x", Asked.of("x", 9)));
        Sinks.Empty<Void> end = Sinks.empty();
        Recorder<Void> run = Recorder.of(runner(RUNNER, store()).build().runUntil(end.asMono()));
        settle(RUNNER);
        end.tryEmitEmpty();
        run.awaitCompletion();

        assertThat(taken(saga(RUNNER, "a"))).hasSize(1);
        assertThat(readAll()).hasSize(3);
        assertThat(Await.value(subscriptions().status(RUNNER)).slices()).allMatch(slice -> slice.owner() == null);
    }
}
