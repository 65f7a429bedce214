package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.NewerVersionException;
import io.aett.reactive.subscription.EventContext;
import io.aett.reactive.subscription.EventHandlers;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal.CaughtUp;
import io.aett.reactive.subscription.SubscriptionSignal.FellBehind;
import io.aett.reactive.subscription.SubscriptionSignal.Started;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.Guests;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.Renamed;
import io.aett.reactive.testkit.events.TestEvents.Shape;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.FailingStore;
import io.aett.reactive.testkit.subscription.FrozenStore;
import io.aett.reactive.testkit.subscription.Gate;
import io.aett.reactive.testkit.subscription.GeneratedLog;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

/** U1, U2, U5, U6, U10 and U12 of the contract: the forms of handlers, where a subscription begins, what it passes over, what it tells, and what it costs. */
public abstract class SubscriptionFormContract extends SubscriptionSuite {

    /** The most specific handler, in the order of the events; those without one pass. */
    @Test
    void events_go_to_the_most_specific_handler_in_order_and_those_without_one_pass() {
        Commit one = commit(first(new Counted(1), TestEvents.noted("a"), new Renamed("b", "c"), new Counted(2)));
        Commit two = commit(after(one, new Shape("passes", List.of())));
        Commit three = commit(after(two, TestEvents.noted("d")));
        Queue<String> handled = new ConcurrentLinkedQueue<>();
        Queue<EventContext> contexts = new ConcurrentLinkedQueue<>();
        run(subscription()
                .onEvents(EventHandlers.builder()
                        .on(Record.class, event -> told(handled, "any"))
                        .on(Noted.class, (event, context) -> {
                            contexts.add(context);
                            return told(handled, "noted");
                        })
                        .on(Counted.class, event -> told(handled, "counted " + event.number()))
                        .build()));

        awaitHandled(List.of(one, two, three));
        assertThat(handled).containsExactly("counted 1", "noted", "any", "counted 2", "any", "noted");
        EventContext context = contexts.remove();
        assertThat(context.commit()).isEqualTo(one);
        assertThat(context.index()).isEqualTo(1);
        assertThat(context.revision()).isEqualTo(2);
        assertThat(context.checkpoint()).isEqualTo(one.checkpointToken());
        assertThat(contexts.remove().revision()).isEqualTo(three.streamRevision());
    }

    private static Mono<Void> told(Queue<String> handled, String what) {
        return Mono.fromRunnable(() -> handled.add(what));
    }

    /** U5: a commit is repeated and set aside whole; events nobody wants pass. */
    @Test
    void an_event_without_one_most_specific_handler_is_a_failure_of_its_commit() {
        Commit one = commit(first(new Counted(1)));
        Commit two = commit(firstOf(TENANT, "other", new Counted(1), new Renamed("a", "b")));
        Commit three = commit(firstOf(TENANT, "third", TestEvents.noted("passes")));
        Queue<String> handled = new ConcurrentLinkedQueue<>();
        run(subscription()
                .onEvents(EventHandlers.builder()
                        .on(Counted.class, event -> told(handled, "counted"))
                        .on(Either.class, event -> told(handled, "either"))
                        .on(Renamed.class, event -> Mono.error(new IllegalStateException("no")))
                        .build()));

        awaitHandled(List.of(one, two, three));
        assertThat(parked()).extracting(ParkedCommit::checkpoint).containsExactly(two.checkpointToken());
        assertThat(handled).hasSize(1 + 3).containsOnly("counted");
    }

    /** Of no event. */
    private interface Either extends Serializable {}

    /** U2: batches up to the size, each stream in order; what comes in time shares one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void batches_are_not_larger_than_was_asked_for_and_each_stream_is_in_order(int max) {
        List<Commit> stored = write(8, 1, 5);
        Queue<List<Commit>> batches = new ConcurrentLinkedQueue<>();
        run(subscription().concurrency(2).onBatch(max, Duration.ofMillis(5), batch -> {
            batches.add(List.copyOf(batch));
            return Mono.empty();
        }));

        awaitHandled(stored);
        List<Commit> handled = new ArrayList<>();
        batches.forEach(handled::addAll);
        assertThat(batches).allMatch(batch -> !batch.isEmpty() && batch.size() <= max);
        assertThat(handled).hasSameSizeAs(stored);
        for (int stream = 0; stream < 8; stream++) {
            assertThat(of("stream-" + stream, handled)).isEqualTo(of("stream-" + stream, stored));
        }
    }

    /** U6, V2, V3: what an older program cannot read waits for the newer one, which is given everything in its own form. */
    @Test
    void a_commit_of_a_newer_version_is_set_aside_and_replayed_by_the_newer_program() {
        EventStore older = second(FixtureOptions.defaults().withSerializer(Guests.first()));
        EventStore newer = second(FixtureOptions.defaults().withSerializer(Guests.second()));
        Commit one = commit(older, first(new Guests.First("Ann A")));
        Commit two = commit(newer, after(one, new Guests.Second("Bob", "B")));
        Running old = run(subscription(older).onCommit(commit -> Mono.empty()));
        awaitHandled(List.of(one, two));
        assertThat(parked())
                .singleElement()
                .satisfies(parked -> assertThat(parked.error()).isEqualTo(NewerVersionException.class.getName()));
        old.cancel();
        old.awaitStopped();

        Commit three = commit(older, after(two, new Guests.First("Cy C")));
        Queue<Object> handled = new ConcurrentLinkedQueue<>();
        run(subscription(newer)
                .onCommit(commit -> Mono.fromRunnable(
                        () -> handled.add(commit.events().get(0).body()))));
        awaitHandled(List.of(three));
        assertThat(parked()).hasSize(2);
        Await.done(subscriptions().replay(parked().get(0)));

        Await.until(() -> "nothing parked; " + parked(), () -> parked().isEmpty());
        assertThat(handled).containsExactly(new Guests.Second("Bob", "B"), new Guests.Second("Cy", "C"));
    }

    /** What waits long enough is handed over though it is few. */
    @Test
    void a_batch_that_is_not_full_is_handed_over_in_time_and_a_full_one_at_once() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        run(subscription().onBatch(1000, Duration.ofMillis(30), batch -> size(sizes, batch)));
        awaitHandled(stored);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(3);

        Queue<Integer> full = new ConcurrentLinkedQueue<>();
        run(Subscription.builder("full", store())
                .checkpointEvery(1, Duration.ofMillis(5))
                .onBatch(3, Duration.ofHours(1), batch -> size(full, batch)));
        Await.until(() -> "a full batch", () -> full.size() == 1);
        assertThat(full).containsExactly(3);
    }

    private static Mono<Void> size(Queue<Integer> sizes, List<Commit> batch) {
        return Mono.fromRunnable(() -> sizes.add(batch.size()));
    }

    /** U5: only what fails by itself is set aside. */
    @Test
    void a_batch_that_fails_is_handed_over_one_by_one() {
        List<Commit> stored = write(6, 1, 3);
        Commit sick = of("stream-2", stored).get(1);
        Queue<List<Commit>> succeeded = new ConcurrentLinkedQueue<>();
        run(subscription().concurrency(1).onBatch(50, Duration.ofMillis(20), batch -> {
            if (batch.contains(sick)) {
                return Mono.error(new IllegalStateException("sick"));
            }
            succeeded.add(List.copyOf(batch));
            return Mono.empty();
        }));

        awaitHandled(stored);
        List<Commit> behind = of("stream-2", stored).subList(1, 3);
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(behind));
        List<Commit> handled = new ArrayList<>();
        succeeded.forEach(handled::addAll);
        List<Commit> others = new ArrayList<>(stored);
        others.removeAll(behind);
        assertThat(inOrder(handled)).isEqualTo(others);
    }

    /** The others pass, and the checkpoint with them. */
    @Test
    void only_the_tenants_and_events_that_are_wanted_are_handed_out_and_the_others_pass() {
        List<Commit> wanted = new ArrayList<>();
        List<Commit> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            wanted.add(commit(firstOf("mine", "s" + i, TestEvents.noted("n"), new Counted(i))));
            all.add(commit(firstOf("mine", "t" + i, TestEvents.noted("n"))));
            all.add(commit(firstOf("theirs", "s" + i, new Counted(i))));
        }
        Deliveries deliveries = Deliveries.empty();
        run(subscription()
                .slices(3)
                .tenants("mine", "nobody")
                .events(Counted.class, Renamed.class)
                .onCommit(deliveries));

        awaitHandled(all);
        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(wanted));
        status(status -> status.checkpoint() == last(all).checkpointToken());
    }

    /** Where it begins is decided by its first run ever. */
    @Test
    void the_first_run_decides_where_it_begins() {
        List<Commit> stored = new ArrayList<>(writeOne(STREAM, 1, 4));
        Deliveries deliveries = Deliveries.shared(commit -> Mono.empty());
        Queue<Long> begun = new ConcurrentLinkedQueue<>();
        Running first = run(subscription()
                .startFrom(StartFrom.checkpoint(stored.get(1).checkpointToken()))
                .onCommit(commit -> Mono.fromRunnable(() -> begun.add(commit.checkpointToken()))));
        awaitHandled(stored);
        first.stop();
        assertThat(begun).containsExactlyElementsOf(checkpoints(stored.subList(2, 4)));

        Running next = run(subscription().startFrom(StartFrom.beginning()).onCommit(commit -> Mono.empty()));
        assertThat(next.signal(Started.class).checkpoint())
                .isEqualTo(stored.get(3).checkpointToken());
        assertThat(deliveries.begun()).isEmpty();
    }

    /** Behind the last commit that was acknowledged before. */
    @Test
    void a_subscription_that_begins_at_the_end_is_handed_what_comes_later() {
        writeOne(STREAM, 1, 3);
        Queue<Commit> handled = new ConcurrentLinkedQueue<>();
        Running running = run(subscription()
                .startFrom(StartFrom.end())
                .onCommit(commit -> Mono.fromRunnable(() -> handled.add(commit))));
        running.signal(Started.class);
        List<Commit> later = writeOne("later", 1, 2);

        awaitHandled(later);
        assertThat(handled).containsExactlyElementsOf(later);
    }

    /** The first commit, in the global order, whose stamp is not before it. */
    @Test
    void a_subscription_that_begins_at_a_time_begins_with_the_first_commit_that_is_not_older() {
        List<Commit> stored = history();
        for (Instant instant : List.of(Instant.MIN, STAMP.plusSeconds(2), STAMP.plusMillis(2500), Instant.MAX)) {
            Queue<Commit> handled = new ConcurrentLinkedQueue<>();
            String name = "from " + instant;
            run(Subscription.builder(name, store())
                            .startFrom(StartFrom.instant(instant))
                            .onCommit(commit -> Mono.fromRunnable(() -> handled.add(commit))))
                    .signal(CaughtUp.class);
            List<Commit> wanted = stored.stream()
                    .filter(commit -> !commit.commitStamp().isBefore(instant))
                    .toList();
            assertThat(handled).as(name).containsExactlyElementsOf(wanted);
        }
    }

    /** What a run tells: that it has caught up, and that it falls behind again. */
    @Test
    void a_run_tells_when_it_has_caught_up_and_when_it_falls_behind() {
        List<Commit> stored = write(3, 1, 2);
        Gate gate = Gate.holding(last(stored));
        Running running = run(subscription().onCommit(gate));
        running.signal(Started.class);
        assertThat(running.signals(CaughtUp.class)).isEmpty();
        gate.open();
        assertThat(running.signal(CaughtUp.class).checkpoint())
                .isGreaterThanOrEqualTo(last(stored).checkpointToken());
        assertThat(running.signals(FellBehind.class)).isEmpty();
        running.stop();

        GeneratedLog log = new GeneratedLog(store(), 10, 2);
        Gate closed = Gate.holding(commit -> commit.checkpointToken() == 12);
        Running slow =
                run(Subscription.builder("slow", log).stopTimeout(Duration.ZERO).onCommit(closed));
        slow.signal(CaughtUp.class);
        log.grow(20_000);
        slow.signal(FellBehind.class);
        closed.open();
        slow.signals(CaughtUp.class, 2);
    }

    /** U10: what an idle run asks for in a minute: two operations a look, one a renewal, and one reading for all slices. */
    @Test
    void an_idle_run_asks_the_store_as_often_as_its_lease_says() {
        List<Commit> stored = write(4, 1, 2);
        FailingStore watched = new FailingStore(store());
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        Running running = run(subscription(watched.store())
                .slices(4)
                .leaseTime(Duration.ofSeconds(15))
                .scheduler(time)
                .onCommit(Deliveries.empty()));
        running.signals(Started.class, 4);
        Await.until(() -> "the end of it", () -> {
            pass(time, watched);
            return status().checkpoint() >= last(stored).checkpointToken()
                    && !running.signals(CaughtUp.class).isEmpty();
        });
        assertThat(watched.followers()).isEqualTo(1);

        int before = watched.counted();
        for (int i = 0; i < 120; i++) {
            pass(time, watched);
        }
        assertThat(watched.counted() - before).isBetween(1, 4 * 13 + 2 * 17 + 8);
        assertThat(watched.followers()).isEqualTo(1);
    }

    /** Half a second. */
    private static void pass(VirtualTimeScheduler time, FailingStore watched) {
        Await.until(() -> "answers", () -> watched.underWay() == 0);
        time.advanceTimeBy(Duration.ofMillis(500));
        Await.until(() -> "answers", () -> watched.underWay() == 0);
    }

    /** U12: between a commit that comes and its handler nothing is asked of the store. */
    @Test
    void a_commit_is_handed_out_without_a_question_to_the_store() {
        FrozenStore frozen = new FrozenStore(store());
        GeneratedLog log = new GeneratedLog(frozen.store(), 10, 5);
        Deliveries deliveries = Deliveries.empty();
        Running running = run(subscription(log).stopTimeout(Duration.ZERO).onCommit(deliveries));
        running.signal(CaughtUp.class);

        frozen.freeze();
        log.grow(500);
        deliveries.awaitHandled(500);
        frozen.thaw();
        status(status -> status.slices().get(0).checkpoint() == 500);
    }
}
