package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.process.NoCommandHandlerException;
import io.aett.reactive.process.PendingTimer;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.testkit.domain.Errand;
import io.aett.reactive.testkit.domain.Errand.Add;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Timed;
import io.aett.reactive.testkit.domain.Errand.Told;
import io.aett.reactive.testkit.domain.Errand.Untimed;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** P3 of the contract: a timer is durable when the saga's commit is, and is handed over when it is due. */
public abstract class TimerContract extends TimerSuite {

    private final Handovers handovers = Handovers.empty();

    private Running runRelay() {
        return run(clocked(RELAY, store(), handovers));
    }

    /** P3: to the nanosecond, and not again when the clock goes back. */
    @Test
    void a_timer_is_handed_over_when_it_is_due_by_the_relays_clock_and_not_before() {
        Commit set = tellSaga("saga", timed("a", "t", 10, 1));
        runRelay();
        awaitPending(RELAY, 1);
        moveTo(at(10).minusNanos(1), RELAY, handovers);
        moveTo(at(1), RELAY, handovers);
        assertThat(handovers.of("a")).isEmpty();
        assertThat(pending(RELAY)).containsExactly(new PendingTimer(TENANT, "saga", "t", at(10), set.commitId(), 1));

        moveTo(at(10), RELAY, handovers);
        moveTo(at(0), RELAY, handovers);
        moveTo(at(10), RELAY, handovers);

        assertThat(handovers.of("a")).singleElement().satisfies(handover -> {
            assertThat(handover.task()).isEqualTo(new Add("a", 1));
            assertThat(handover.context().sagaId()).isEqualTo("saga");
            assertThat(handover.context().tenantId()).isEqualTo(TENANT);
            assertThat(handover.context().due()).isEqualTo(at(10));
            assertThat(handover.context().attempt()).isEqualTo(1);
        });
        assertThat(fired("a")).singleElement().satisfies(commit -> {
            assertThat(commit.commitId()).isEqualTo(handovers.ids("a").get(0));
            assertThat(commit.commitStamp()).isEqualTo(at(10));
        });
        assertOver(RELAY);
    }

    /** P3: noted before, and not. */
    @Test
    void a_timer_that_fell_due_while_no_relay_ran_is_handed_over_when_one_does() {
        tellSaga("saga", timed("a", "noted", 10, 1));
        Running first = runRelay();
        awaitPending(RELAY, 1);
        first.stop();
        tellSaga("saga", timed("a", "not noted", 11, 2));
        clock.moveTo(at(20));
        assertThat(handovers.begun()).isEmpty();

        runRelay();
        handovers.await(2);
        assertThat(handovers.amounts("a")).containsExactlyInAnyOrder(1, 2);
        settle(RELAY);
        assertOver(RELAY);
    }

    /** P3: to a later time, to an earlier one, to the same. */
    @Test
    void a_timer_that_is_set_again_is_handed_over_as_it_was_set_last() {
        tellSaga("saga", timed("a", "later", 10, 1), timed("a", "sooner", 30, 2), timed("a", "same", 12, 3));
        runRelay();
        awaitPending(RELAY, 3);
        tellSaga("saga", timed("a", "later", 20, 10), timed("a", "sooner", 5, 20), timed("a", "same", 12, 30));
        tellSaga("saga", Asked.of("a", 99));
        awaitPending(RELAY, timers -> timers.stream().allMatch(timer -> timer.revision() == 4) && timers.size() == 3);

        moveTo(at(5), RELAY, handovers);
        assertThat(handovers.amounts("a")).containsExactly(99, 20);
        moveTo(at(12), RELAY, handovers);
        assertThat(handovers.amounts("a")).containsExactly(99, 20, 30);
        moveTo(at(20), RELAY, handovers);
        moveTo(at(40), RELAY, handovers);
        assertThat(handovers.amounts("a")).containsExactly(99, 20, 30, 10);
        assertOver(RELAY);
    }

    /** P3: the reminder is there, and what its saga says is not noted yet. */
    @Test
    void a_timer_that_was_set_again_or_taken_back_is_not_handed_over_although_it_is_due_and_noted() {
        tellSaga("saga", timed("a", "again", 10, 1), timed("a", "back", 10, 2), timed("a", "stays", 10, 3));
        runRelay();
        awaitPending(RELAY, 3);
        Await.done(subscriptions().pause(RELAY + TIMERS));
        Await.until(
                () -> "a pause",
                () -> Await.value(subscriptions().status(RELAY + TIMERS)).slices().stream()
                        .allMatch(slice -> slice.owner() == null));
        tellSaga("saga", timed("a", "again", 20, 10), new Untimed("a", "back"));
        clock.moveTo(at(10));
        Await.until(() -> "no timers; " + pending(RELAY), () -> pending(RELAY).isEmpty());
        settle(RELAY);
        assertThat(handovers.amounts("a")).containsExactly(3);

        Await.done(subscriptions().resume(RELAY + TIMERS));
        awaitPending(RELAY, 1);
        moveTo(at(20), RELAY, handovers);
        assertThat(handovers.amounts("a")).containsExactly(3, 10);
        assertOver(RELAY);
    }

    /** P3: its reminder goes with it; one that is not there does no harm. */
    @Test
    void a_timer_that_is_taken_back_is_never_handed_over_unless_it_is_set_again() {
        tellSaga("saga", timed("a", "t", 10, 1), timed("a", "u", 10, 2), new Untimed("a", "never set"));
        runRelay();
        awaitPending(RELAY, 2);
        tellSaga("saga", new Untimed("a", "t"), new Untimed("a", "u"), timed("a", "u", 15, 3));
        tellSaga("saga", timed("a", "v", 10, 4), new Untimed("a", "v"));
        awaitPending(
                RELAY, timers -> timers.stream().map(PendingTimer::due).toList().equals(List.of(at(15))));

        moveTo(at(20), RELAY, handovers);
        assertThat(handovers.amounts("a")).containsExactly(3);
        assertOver(RELAY);
    }

    /** P3: what a saga of every day does costs the same every day. */
    @Test
    void to_set_a_timer_again_costs_the_same_however_often_it_was_set_before() {
        int times = 20;
        for (int n = 1; n <= times; n++) {
            tellSaga("saga", timed("a", "t", 10 + n, n));
        }
        FailingStore counting = new FailingStore(store());
        run(clocked(RELAY, counting.store(), handovers));
        awaitPending(RELAY, 1);

        assertThat(counting.asked("create", "8000")).isEqualTo(times);
        assertThat(counting.asked("get", "8000")).isLessThan(2 * times);
        assertThat(counting.asked("remove", "8000")).isEqualTo(times - 1);
    }

    /** P3: the handler makes the saga set the next one, in a commit that the command names. */
    @Test
    void a_timer_that_is_set_anew_by_its_own_effect_has_each_effect_once() {
        int periods = 5;
        DefaultSagaRepository sagas = DefaultSagaRepository.create(TENANT, store());
        Handovers periodic = Handovers.of((task, context) -> task.errand().equals("a") && task.amount() < periods
                ? sagas.update(
                                Errand.class,
                                context.sagaId(),
                                context.commandId(),
                                saga -> saga.transition(new Timed(
                                        "a", "t", context.due().plus(Duration.ofSeconds(10)), task.amount() + 1)))
                        .then(Mono.from(add(task, context)))
                : add(task, context));
        tellSaga("saga", timed("a", "t", 10, 1));
        run(clocked(RELAY, store(), periodic));
        run(clocked("two", second(), periodic));
        awaitPending(RELAY, 1);
        moveTo(at(20), RELAY, periodic);
        awaitAdded("a", 1, 2);
        moveTo(at(1000), RELAY, periodic);
        awaitAdded("a", 1, 2, 3, 4, 5);

        settle(RELAY);
        settle("two");
        assertThat(fired("a")).hasSize(periods);
        assertThat(taken("saga")).hasSize(periods);
        awaitAdded("a", 1, 2, 3, 4, 5);
        assertOver(RELAY, "two");
    }

    /** P3: and nothing comes back into the tenant. */
    @Test
    void a_timer_whose_tenant_was_purged_is_dropped_in_silence_and_the_others_are_not() {
        tellSaga("purged", "saga", timed("a", "t", 10, 1), timed("a", "u", 10, 2));
        tellSaga("saga", timed("b", "t", 10, 3));
        runRelay();
        awaitPending(RELAY, 3);
        Await.done(store().management().purge("purged"));
        moveTo(at(10), RELAY, handovers);

        assertThat(handovers.of("a")).isEmpty();
        assertThat(handovers.amounts("b")).containsExactly(3);
        assertOver(RELAY);
        assertThat(Await.value(raw().commits("purged"))).isZero();
    }

    /** P3: more than a page. */
    @Test
    void many_timers_that_are_due_at_once_are_each_handed_over() {
        int sagas = Math.min(50, data().manyCommits() / 10);
        int each = 20;
        Await.all(Flux.range(0, sagas)
                .flatMap(
                        saga -> DefaultSagaRepository.create(TENANT, store())
                                .update(Errand.class, "saga-" + saga, errand -> {
                                    for (int n = 0; n < each; n++) {
                                        errand.transition(timed("a", "t" + n, 10, saga * each + n));
                                    }
                                }),
                        16));
        runRelay();
        awaitPending(RELAY, sagas * each);
        clock.moveTo(at(10));
        handovers.await(sagas * each);
        settle(RELAY);

        assertThat(handovers.amounts("a")).hasSize(sagas * each).doesNotHaveDuplicates();
        assertOver(RELAY);
    }

    /** P3, P4: the timer beside it too. */
    @Test
    void a_timer_whose_handler_fails_is_tried_again_and_set_aside_and_replayed() {
        AtomicBoolean sick = new AtomicBoolean(true);
        Handovers flaky = Handovers.of((task, context) ->
                sick.get() && task.amount() == 1 ? Mono.error(new IllegalStateException("sick")) : add(task, context));
        tellSaga("saga", timed("a", "t", 10, 1), timed("a", "u", 11, 2));
        run(clocked(RELAY, store(), flaky));
        awaitPending(RELAY, 2);
        moveTo(at(20), RELAY, flaky);
        awaitAdded("a", 2);
        assertThat(parked(RELAY)).extracting(ParkedCommit::attempts).containsExactly(3);
        assertThat(flaky.of("a"))
                .filteredOn(handover -> handover.task().amount() == 1)
                .extracting(handover -> handover.context().attempt())
                .containsExactly(1, 2, 3);

        sick.set(false);
        replay(RELAY);
        awaitAdded("a", 2, 1);
        Await.until(
                () -> "nothing set aside; " + parked(RELAY), () -> parked(RELAY).isEmpty());
        assertOver(RELAY);
    }

    /** P3, P4: what is set aside is a command of that saga, and its stream stands still. */
    @Test
    void a_timer_is_handed_over_although_an_earlier_command_of_its_saga_is_set_aside() {
        tellSaga("saga", Asked.of("a", -1));
        tellSaga("saga", timed("a", "t", 10, 2), timed("a", "u", 10, -3));
        run(tasks(RELAY, store()).on(Add.class, handovers::handOver).clock(clock));
        settle(RELAY);
        assertThat(parked(RELAY)).hasSize(2);
        awaitPending(RELAY, 2);
        moveTo(at(10), RELAY, handovers);

        assertThat(handovers.amounts("a")).containsExactly(2);
        assertThat(pending(RELAY)).isEmpty();
        assertThat(parked(RELAY)).hasSize(3);
        assertThat(parked(RELAY).get(2).error()).isEqualTo(NoCommandHandlerException.class.getName());
    }

    /** P3: of one name they share the work, of two names each does it; what is stored of it is one commit. */
    @Test
    void relays_that_are_at_work_at_once_write_down_once_that_a_timer_was_due() {
        Handovers two = adding();
        for (int saga = 0; saga < 8; saga++) {
            tellSaga("saga-" + saga, timed("a" + saga, "t", 10, saga));
        }
        Handovers one = adding();
        run(clocked("one", store(), one).subscription(options -> quick(options).slices(2)));
        run(clocked("one", second(), one).subscription(options -> quick(options).slices(2)));
        run(clocked("two", second(), two));
        awaitPending("one", 8);
        awaitPending("two", 8);
        clock.moveTo(at(10));
        one.await(8);
        two.await(8);
        settle("one");
        settle("two");

        for (int saga = 0; saga < 8; saga++) {
            awaitAdded("a" + saga, saga);
            assertThat(fired("a" + saga)).hasSize(1);
            // A handler that meets the other relay's write may be tried again: at least once, under the one id.
            assertThat(one.ids("a" + saga))
                    .isNotEmpty()
                    .containsOnly(fired("a" + saga).get(0).commitId());
            assertThat(two.ids("a" + saga))
                    .isNotEmpty()
                    .containsOnly(fired("a" + saga).get(0).commitId());
        }
        assertOver("one", "two");
    }

    /** P3: as far away as can be said, and as long ago. */
    @Test
    void those_that_wait_are_told_in_the_order_in_which_they_are_due() {
        List<Instant> moments = List.of(
                Instant.MIN,
                Instant.parse("-0044-03-15T12:00:00Z"),
                Instant.EPOCH.minusNanos(1),
                Instant.EPOCH,
                at(10),
                at(10).plusNanos(1),
                Instant.parse("+12024-01-01T00:00:00Z"),
                Instant.MAX);
        List<Told> told = new ArrayList<>();
        for (int i = moments.size() - 1; i >= 0; i--) {
            told.add(new Timed("a", "t" + i, moments.get(i), i));
        }
        clock.moveTo(Instant.EPOCH.minusSeconds(1));
        tellSaga("saga", told.toArray(Told[]::new));
        runRelay();
        handovers.await(2);
        awaitPending(RELAY, 6);
        assertThat(pending(RELAY)).extracting(PendingTimer::due).isEqualTo(moments.subList(2, 8));
        moveTo(at(10), RELAY, handovers);

        assertThat(handovers.amounts("a")).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        assertThat(handovers.of("a"))
                .allSatisfy(handover -> assertThat(handover.context().due())
                        .isEqualTo(moments.get(handover.task().amount())));
        awaitPending(RELAY, 3);
        assertThat(pending(RELAY)).extracting(PendingTimer::due).isEqualTo(moments.subList(5, 8));
    }

    /** P3: it was noted, handed over and done; nothing comes of it again. */
    @Test
    void what_is_noted_again_from_the_beginning_is_not_handed_over_again() {
        tellSaga("saga", timed("a", "t", 10, 1), timed("a", "u", 10, 2));
        tellSaga("saga", timed("a", "t", 20, 3), new Untimed("a", "u"));
        clock.moveTo(at(30));
        FailingStore counting = new FailingStore(store());
        run(clocked(RELAY, counting.store(), handovers));
        handovers.await(1);
        assertOver(RELAY);
        long created = counting.asked("create", "8000");
        reset(RELAY + TIMERS);
        Await.until(() -> "to be noted again", () -> counting.asked("create", "8000") >= 2 * created);
        settle(RELAY + TIMERS);
        moveTo(at(31), RELAY, handovers);

        assertThat(handovers.amounts("a")).containsExactly(3);
        assertThat(fired("a")).hasSize(1);
        assertOver(RELAY);
    }

    /** P3: a name is any text. */
    @Test
    void timers_of_any_name_are_handed_over() {
        List<String> names = List.of(" ", ".", "/", "a/b", "\u0000", "\ud83d\ude00", "x".repeat(200), "A", "a");
        for (int i = 0; i < names.size(); i++) {
            tellSaga("saga", timed("a", names.get(i), 10, i));
        }
        runRelay();
        awaitPending(RELAY, names.size());
        assertThat(pending(RELAY)).extracting(PendingTimer::name).containsExactlyInAnyOrderElementsOf(names);
        moveTo(at(10), RELAY, handovers);

        assertThat(handovers.amounts("a")).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertOver(RELAY);
    }

    /** P3: those that come after it too; it is tried again at every look. */
    @Test
    void a_reminder_or_a_saga_that_cannot_be_read_is_nothing_to_the_timers_of_others() {
        tellSaga("sick", timed("a", "t", 10, 1));
        tellSaga("sick", Asked.of("c", 3));
        tellSaga("well", timed("b", "t", 11, 2));
        Await.done(raw().replaceCommit(TENANT, "sick", 2, "?".getBytes(StandardCharsets.UTF_8)));
        run(clocked(RELAY, second(), handovers));
        awaitPending(RELAY, 2);
        Await.value(store().states().create("aett.timers/" + RELAY, "0", new byte[] {'?'}));
        clock.moveTo(at(20));
        handovers.await(1);

        settle(RELAY);
        assertThat(handovers.amounts("b")).containsExactly(2);
        assertThat(handovers.begun()).hasSize(1);
    }
}
