package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionNotFoundException;
import io.aett.reactive.subscription.SubscriptionSignal.Started;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.SubscriptionStatus.State;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.Gate;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** U8 of the contract: what is done to a subscription from another process, and what it tells. */
public abstract class SubscriptionControlContract extends SubscriptionSuite {

    /** As of a process that runs nothing. */
    private Subscriptions elsewhere() {
        return Subscriptions.of(second());
    }

    /** U8: nothing is handed out while it is paused, by no run, and then it goes on where it was. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void pause_stops_the_handing_out_and_resume_goes_on_where_it_was(int slices) {
        List<Commit> stored = new ArrayList<>(write(6, 1, 2));
        Deliveries deliveries = Deliveries.empty();
        Running running = run(subscription().slices(slices).onCommit(deliveries));
        awaitHandled(stored);
        Subscriptions elsewhere = elsewhere();

        Await.done(elsewhere.pause(NAME));
        status(status ->
                status.state() == State.PAUSED && status.slices().stream().allMatch(slice -> slice.owner() == null));
        List<Commit> more = write(6, 3, 4);
        running.stop();
        Running paused = run(subscription().slices(slices).onCommit(deliveries));
        Await.until(() -> "the head", () -> status().head() >= last(more).checkpointToken());
        assertThat(deliveries.handled()).hasSize(stored.size());
        assertThat(status().state()).isEqualTo(State.PAUSED);
        assertThat(paused.signals(Started.class)).isEmpty();

        deliveries.newRun();
        Await.done(elsewhere.resume(NAME));
        stored.addAll(more);
        assertHandled(deliveries, stored);
        assertThat(deliveries.begun()).hasSameSizeAs(stored);
        assertThat(status().state()).isEqualTo(State.RUNNING);
    }

    /** U8: who is at work ends, and what he did counts. */
    @Test
    void pause_waits_for_the_handlers_at_work() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        Gate gate = Gate.holding(stored.get(1));
        Deliveries deliveries = Deliveries.of(gate);
        // So that nothing but the end of a term stores how far it came.
        run(subscription().slices(8).checkpointEvery(1_000, Duration.ofHours(1)).onCommit(deliveries));
        deliveries.awaitBegun(2);

        Await.done(elsewhere().pause(NAME));
        // They are left in their order, so that this says that all are closed.
        status(status -> status.slices().get(7).owner() == null);
        assertThat(status().slices()).anyMatch(slice -> slice.owner() != null);
        gate.open();
        status(status -> status.slices().stream().allMatch(slice -> slice.owner() == null));
        assertThat(deliveries.begun()).hasSize(2);

        Await.done(elsewhere().resume(NAME));
        deliveries.awaitHandled(3);
        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(stored));
        assertThat(deliveries.begun()).hasSize(3);
    }

    /** U8: a run that is under way begins again, from the beginning and from any checkpoint. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 12})
    void reset_to_a_checkpoint_hands_everything_behind_it_out_again(int from) {
        List<Commit> stored = new ArrayList<>(write(4, 1, 3));
        Deliveries deliveries = Deliveries.empty();
        Running running = run(subscription().slices(2).onCommit(deliveries));
        awaitHandled(stored);
        deliveries.newRun();

        Await.done(elsewhere()
                .reset(
                        NAME,
                        from == 0
                                ? StartFrom.beginning()
                                : StartFrom.checkpoint(stored.get(from - 1).checkpointToken())));
        running.signals(Started.class, 4);
        deliveries.awaitHandled(stored.size() * 2 - from);
        List<Commit> again = stored.subList(from, stored.size());
        assertThat(deliveries.begun().subList(stored.size(), stored.size() + again.size()))
                .containsExactlyInAnyOrderElementsOf(again);

        stored.addAll(write(4, 4, 4));
        assertHandled(deliveries, stored);
        assertThat(deliveries.begun()).hasSize(stored.size() * 2 - from - 4);
    }

    /** U8: while it is at work, at any moment. */
    @Test
    void reset_at_work_repeats_and_skips_nothing() {
        List<Commit> stored = writeMany();
        Deliveries deliveries = Deliveries.empty();
        Running running = run(subscription().slices(3).onCommit(deliveries));
        deliveries.awaitHandled(stored.size() / 3);
        // In one run by one object, but of new epochs: what is repeated may begin anywhere.
        Await.done(elsewhere().reset(NAME, StartFrom.beginning()));
        running.signals(Started.class, 6);
        awaitHandled(stored);

        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(stored));
        assertThat(status().slices()).allMatch(slice -> slice.epoch() == 2);
        assertThat(deliveries.begun().stream().filter(stored.get(0)::equals)).hasSize(2);
    }

    /** U8: to the end, which passes what is not handled yet. */
    @Test
    void reset_to_the_end_passes_what_is_there() {
        List<Commit> stored = new ArrayList<>(write(3, 1, 2));
        Deliveries deliveries = Deliveries.empty();
        Running first = run(subscription().onCommit(deliveries));
        first.signals(Started.class, 1);
        first.stop();
        stored.addAll(write(3, 3, 4));
        Await.done(elsewhere().reset(NAME, StartFrom.end()));
        assertThat(status().checkpoint()).isGreaterThanOrEqualTo(last(stored).checkpointToken());

        int before = deliveries.begun().size();
        run(subscription().onCommit(commit -> {
            assertThat(commit.streamId()).isEqualTo("later");
            return deliveries.apply(commit);
        }));
        List<Commit> later = writeOne("later", 1, 2);
        awaitHandled(later);
        assertThat(deliveries.begun().subList(before, before + 2)).isEqualTo(later);
    }

    /** U8: to a time. */
    @Test
    void reset_to_a_time_begins_with_the_first_commit_that_is_not_older() {
        List<Commit> stored = history();
        List<Commit> handled = new ArrayList<>();
        run(subscription().onCommit(commit -> Mono.fromRunnable(() -> add(handled, commit))));
        awaitHandled(stored);

        Await.done(elsewhere().reset(NAME, StartFrom.instant(STAMP.plusSeconds(4))));
        Await.until(handled::toString, () -> copy(handled).size() == 8);
        assertThat(copy(handled).subList(6, 8)).isEqualTo(stored.subList(4, 6));
        Await.done(elsewhere().reset(NAME, StartFrom.instant(Instant.MAX)));
        status(status -> status.checkpoint() >= last(stored).checkpointToken());
        Await.done(elsewhere().reset(NAME, StartFrom.instant(Instant.MIN)));
        Await.until(handled::toString, () -> copy(handled).size() == 14);
    }

    /** U8: what was set aside behind the place will be handed out again, and is forgotten; the rest stays. */
    @Test
    void reset_forgets_what_is_set_aside_behind_the_place() {
        List<Commit> one = writeOne("one", 1, 1);
        List<Commit> two = writeOne("two", 1, 1);
        run(subscription().onCommit(commit -> Mono.error(new IllegalStateException("always"))));
        awaitHandled(two);
        assertThat(parked()).hasSize(2);
        Await.done(elsewhere().pause(NAME));
        status(status -> status.slices().get(0).owner() == null);

        Await.done(elsewhere().reset(NAME, StartFrom.checkpoint(one.get(0).checkpointToken())));
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(one));
        Await.done(elsewhere().resume(NAME));
        awaitHandled(two);
        Await.until(() -> parked().toString(), () -> parked().size() == 2);
    }

    /** U8: a run that is under way ends, and the next one begins anew. */
    @Test
    void remove_ends_the_run_and_the_next_one_begins_anew() {
        List<Commit> stored = write(3, 1, 2);
        Deliveries deliveries = Deliveries.empty();
        Running running = run(subscription().slices(2).onCommit(deliveries));
        awaitHandled(stored);

        Await.done(elsewhere().remove(NAME));
        assertThat(running.awaitError())
                .isInstanceOf(SubscriptionNotFoundException.class)
                .hasMessageContaining(NAME);
        Await.error(SubscriptionNotFoundException.class, subscriptions().status(NAME));
        assertThat(Await.all(subscriptions().list())).isEmpty();

        deliveries.newRun();
        run(subscription().slices(5).onCommit(deliveries));
        deliveries.awaitHandled(stored.size() * 2);
        assertHandled(deliveries, stored);
        assertThat(status().slices()).hasSize(5);
    }

    /** Nothing is known of what never ran. */
    @Test
    void a_name_that_never_ran_is_not_found() {
        writeOne(STREAM, 1, 1);
        Subscriptions subscriptions = elsewhere();
        assertThat(Await.all(subscriptions.list())).isEmpty();
        for (Mono<?> call : List.of(
                subscriptions.status(NAME),
                subscriptions.pause(NAME),
                subscriptions.resume(NAME),
                subscriptions.reset(NAME, StartFrom.end()),
                subscriptions.remove(NAME),
                subscriptions.parked(NAME).then(),
                subscriptions.awaitHandled(NAME, 1))) {
            assertThat(Await.error(SubscriptionNotFoundException.class, call)).hasMessageContaining(NAME);
        }
    }

    /** U8: in words and numbers. */
    @Test
    void status_tells_how_it_is() {
        List<Commit> stored = write(6, 1, 2);
        Commit held = stored.get(8);
        Gate gate = Gate.holding(held);
        Running running = run(subscription().concurrency(64).slices(2).onCommit(gate));

        SubscriptionStatus behind = status(status -> status.checkpoint() == held.checkpointToken() - 1
                && status.slices().stream()
                        .anyMatch(slice -> slice.checkpoint() >= last(stored).checkpointToken()));
        assertThat(behind.name()).isEqualTo(NAME);
        assertThat(behind.state()).isEqualTo(State.RUNNING);
        assertThat(behind.head()).isGreaterThanOrEqualTo(last(stored).checkpointToken());
        assertThat(behind.lag()).isGreaterThan(Duration.ofDays(300));
        assertThat(behind.parked()).isZero();
        assertThat(behind.lastError()).isNull();
        assertThat(behind.slices()).hasSize(2).allMatch(slice -> slice.owner() != null && slice.epoch() == 1);

        gate.open();
        awaitHandled(stored);
        assertThat(status(status -> status.lag().isZero()).checkpoint())
                .isGreaterThanOrEqualTo(last(stored).checkpointToken());
        running.stop();
        SubscriptionStatus stopped = Await.value(elsewhere().status(NAME));
        assertThat(stopped.state()).isEqualTo(State.STOPPED);
        assertThat(stopped.slices()).hasSize(2).allMatch(slice -> slice.owner() == null);
    }

    /** U7: who waits for the end knows that all is stored. */
    @Test
    void a_run_until_something_completes_when_it_has_ended_in_good_order() {
        List<Commit> commits = write(4, 1, 3);
        Deliveries deliveries = Deliveries.empty();

        Await.done(subscription()
                .onCommit(deliveries)
                .build()
                .runUntil(subscriptions().awaitHandled(NAME, last(commits).checkpointToken())));

        deliveries.check();
        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(commits));
        assertThat(status().slices()).allSatisfy(slice -> {
            assertThat(slice.owner()).isNull();
            assertThat(slice.checkpoint()).isEqualTo(last(commits).checkpointToken());
        });
    }

    /** Whoever hears the end may run it again. */
    @Test
    void a_run_that_has_ended_can_begin_again_at_once() {
        Subscription again = subscription().onCommit(Deliveries.empty()).build();

        Await.done(again.runUntil(Mono.empty()).repeat(20).then());

        assertThat(status().state()).isEqualTo(State.STOPPED);
    }

    /** U7: also when a handler says that it is enough, wherever it runs. */
    @Test
    void a_handler_that_ends_the_run_is_given_nothing_more() {
        List<Commit> commits = writeOne("one", 1, 6);
        List<Long> handled = new CopyOnWriteArrayList<>();
        Sinks.Empty<Void> enough = Sinks.empty();

        Await.done(subscription()
                .concurrency(1)
                .onCommit(commit -> Mono.fromRunnable(() -> {
                    handled.add(commit.checkpointToken());
                    if (handled.size() == 2) {
                        enough.tryEmitEmpty();
                    }
                }))
                .build()
                .runUntil(enough.asMono()));

        assertThat(handled).isEqualTo(checkpoints(commits).subList(0, 2));
        assertThat(status().checkpoint())
                .isGreaterThanOrEqualTo(commits.get(1).checkpointToken())
                .isLessThan(commits.get(2).checkpointToken());
    }

    @Test
    void what_ends_a_run_with_an_error_is_its_error() {
        IllegalStateException met = new IllegalStateException("enough");

        assertThat(Await.error(
                        IllegalStateException.class,
                        subscription().onCommit(Deliveries.empty()).build().runUntil(Mono.error(met))))
                .isSameAs(met);
    }

    /** U8: all of them, by name. */
    @Test
    void list_gives_every_subscription_by_name() {
        List<Commit> stored = writeOne(STREAM, 1, 2);
        for (String name : List.of("b", "a/1", "ä", "a")) {
            run(Subscription.builder(name, store())
                    .checkpointEvery(1, Duration.ofMillis(5))
                    .onCommit(commit -> Mono.empty()));
            Await.until(
                    () -> "the start of " + name,
                    () -> Await.all(subscriptions().list()).stream()
                            .anyMatch(status -> status.name().equals(name)));
            Await.done(subscriptions().awaitHandled(name, last(stored).checkpointToken()));
        }
        assertThat(Await.all(elsewhere().list()))
                .extracting(SubscriptionStatus::name)
                .containsExactly("a", "a/1", "b", "ä");
        Await.done(elsewhere().pause("a"));
        assertThat(Await.value(elsewhere().status("a/1")).state()).isEqualTo(State.RUNNING);
        assertThat(Await.value(elsewhere().status("a")).state()).isEqualTo(State.PAUSED);
    }

    /** Read your writes: while others write, and what was purged is not waited for. */
    @Test
    void await_handled_completes_when_all_up_to_the_checkpoint_was_handled_also_at_a_purged_end() {
        writeMany();
        Deliveries deliveries = Deliveries.empty();
        run(subscription().onCommit(deliveries));
        status();
        for (int i = 1; i <= 5; i++) {
            Commit mine = writeOne("mine-" + i, 1, 1).get(0);
            Await.done(elsewhere().awaitHandled(NAME, mine.checkpointToken()));
            assertThat(deliveries.checkpoints()).contains(mine.checkpointToken());
        }
        Commit tail = commit(firstOf("purged", STREAM, TestEvents.noted("tail")));
        Await.done(elsewhere().pause(NAME));
        Commit later = commit(firstOf("purged", "later", TestEvents.noted("tail")));
        Await.done(store().management().purge("purged"));
        Await.done(elsewhere().resume(NAME));
        Await.done(elsewhere().awaitHandled(NAME, tail.checkpointToken()));
        Await.done(elsewhere().awaitHandled(NAME, later.checkpointToken()));
    }

    private static void add(List<Commit> handled, Commit commit) {
        synchronized (handled) {
            handled.add(commit);
        }
    }

    private static List<Commit> copy(List<Commit> handled) {
        synchronized (handled) {
            return List.copyOf(handled);
        }
    }
}
