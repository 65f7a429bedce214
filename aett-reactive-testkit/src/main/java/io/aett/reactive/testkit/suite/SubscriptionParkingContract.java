package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.TopicMap;
import io.aett.reactive.UnknownTopicException;
import io.aett.reactive.subscription.AfterRetries;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.SubscriptionSignal.Parked;
import io.aett.reactive.subscription.SubscriptionSignal.Retrying;
import io.aett.reactive.subscription.TooManyParkedException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** U5 and U6 of the contract: what becomes of commits with which a handler does not succeed. */
public abstract class SubscriptionParkingContract extends SubscriptionSuite {

    private static final class Poison extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Poison(Commit commit) {
            super("poison at " + commit.checkpointToken());
        }
    }

    /** The commits that the handler fails with; changed by tests. */
    private final Set<Long> poison = ConcurrentHashMap.newKeySet();

    private final Deliveries deliveries = Deliveries.of(
            commit -> poison.contains(commit.checkpointToken()) ? Mono.error(new Poison(commit)) : Mono.empty());

    private void poison(Commit commit) {
        poison.add(commit.checkpointToken());
    }

    private long deliveriesOf(Commit commit) {
        return deliveries.begun().stream().filter(commit::equals).count();
    }

    /** U5: the number of attempts is that of all, the first one too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void a_commit_is_tried_as_often_as_was_asked_for_and_then_set_aside(int attempts) {
        List<Commit> stored = writeOne(STREAM, 1, 1);
        poison(stored.get(0));
        Running running = run(subscription()
                .retry(attempts, Duration.ofMillis(1), Duration.ofMillis(2))
                .onCommit(deliveries));

        awaitHandled(stored);
        assertThat(deliveriesOf(stored.get(0))).isEqualTo(attempts);
        ParkedCommit parked = parked().get(0);
        assertThat(running.signal(Parked.class).commit()).isEqualTo(parked);
        assertThat(running.signals(Retrying.class)).hasSize(attempts - 1);
        assertThat(parked.subscription()).isEqualTo(NAME);
        assertThat(parked.tenantId()).isEqualTo(TENANT);
        assertThat(parked.streamId()).isEqualTo(STREAM);
        assertThat(parked.commitSequence()).isEqualTo(1);
        assertThat(parked.checkpoint()).isEqualTo(stored.get(0).checkpointToken());
        assertThat(parked.attempts()).isEqualTo(attempts);
        assertThat(parked.error()).isEqualTo(Poison.class.getName());
        assertThat(parked.message()).isEqualTo("poison at " + parked.checkpoint());
        assertThat(status().parked()).isEqualTo(1);
        assertThat(status().lastError()).contains(Poison.class.getName(), "poison at");
    }

    /** U5: a failure that passes. */
    @Test
    void a_commit_that_succeeds_at_the_last_attempt_is_not_set_aside() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        AtomicInteger failures = new AtomicInteger();
        Deliveries flaky = Deliveries.of(
                commit -> failures.getAndIncrement() % 3 < 2 ? Mono.error(new Poison(commit)) : Mono.empty());
        run(subscription().onCommit(flaky));

        assertHandled(flaky, stored);
        assertThat(flaky.begun()).hasSize(9);
        assertThat(parked()).isEmpty();
        assertThat(status().lastError()).isNull();
    }

    /** U5: a pause between attempts is nobody else's. */
    @Test
    void other_lanes_go_on_while_one_waits_to_try_again() {
        List<Commit> stored = write(32, 1, 2);
        poison(stored.get(0));
        String sick = stored.get(0).streamId();
        run(subscription()
                .concurrency(64)
                .retry(2, Duration.ofHours(1), Duration.ofHours(1))
                .onCommit(deliveries));

        List<Commit> others = stored.stream()
                .filter(commit -> !commit.streamId().equals(sick))
                .toList();
        Await.until(deliveries::toString, () -> deliveries.handled().size() >= others.size() / 2);
        assertThat(status().checkpoint()).isLessThan(stored.get(0).checkpointToken());
        assertThat(deliveriesOf(stored.get(0))).isEqualTo(1);
    }

    /** U5: in order, and only of that stream. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void a_commit_that_fails_is_set_aside_with_all_later_ones_of_its_stream_and_the_others_go_on(int slices) {
        List<Commit> stored = new ArrayList<>(write(8, 1, 3));
        Commit sick = of("stream-3", stored).get(1);
        poison(sick);
        run(subscription().slices(slices).onCommit(deliveries));
        stored.addAll(write(8, 4, 5));

        awaitHandled(stored);
        deliveries.check();
        List<Commit> behind = of("stream-3", stored).subList(1, 5);
        assertThat(parked()).extracting(ParkedCommit::checkpoint).isEqualTo(checkpoints(behind));
        assertThat(parked().subList(1, 4)).allMatch(parked -> parked.error() == null && parked.attempts() == 0);
        List<Commit> others = new ArrayList<>(stored);
        others.removeAll(behind);
        assertThat(deliveries.checkpoints()).isEqualTo(checkpoints(others));
        assertThat(deliveriesOf(behind.get(1))).isZero();
        assertThat(status().checkpoint()).isEqualTo(last(stored).checkpointToken());
    }

    /** U5: also a run after it, and one in another process. */
    @Test
    void what_is_set_aside_outlives_the_run_and_is_not_set_aside_twice() {
        List<Commit> stored = new ArrayList<>(write(3, 1, 3));
        poison(of("stream-1", stored).get(0));
        Running first = run(
                subscription().checkpointEvery(1_000_000, Duration.ofHours(1)).onCommit(deliveries));
        first.signals(Parked.class, 3);
        first.stop();
        List<Long> before = parkedCheckpoints();
        assertThat(before).isEqualTo(checkpoints(of("stream-1", stored)));

        deliveries.newRun();
        run(subscription(second()).onCommit(deliveries));
        stored.addAll(write(3, 4, 4));
        awaitHandled(stored);
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(of("stream-1", stored)));
        assertThat(deliveries.checkpoints()).doesNotContainAnyElementsOf(parkedCheckpoints());
        deliveries.check();
    }

    /** U5: the handler's own error; nothing is lost, and the next run begins with that commit. */
    @Test
    void stop_ends_the_run_with_the_handlers_error_and_the_next_run_begins_with_that_commit() {
        List<Commit> stored = writeOne(STREAM, 1, 5);
        poison(stored.get(2));
        Running running = run(subscription().afterRetries(AfterRetries.STOP).onCommit(deliveries));

        assertThat(running.awaitError()).isInstanceOf(Poison.class);
        assertThat(deliveriesOf(stored.get(2))).isEqualTo(3);
        assertThat(deliveriesOf(stored.get(3))).isZero();
        assertThat(isBetween(status().checkpoint(), stored.get(1), stored.get(2)))
                .isTrue();
        assertThat(status().lastError()).contains("poison at " + stored.get(2).checkpointToken());
        assertThat(parked()).isEmpty();

        poison.clear();
        deliveries.newRun();
        run(subscription().afterRetries(AfterRetries.STOP).onCommit(deliveries));
        deliveries.awaitHandled(5);
        assertHandled(deliveries, stored);
        assertThat(deliveriesOf(stored.get(1))).isEqualTo(1);
    }

    /** U5: in order, and what comes later waits for them. */
    @Test
    void replay_hands_a_stream_over_again_in_order_and_lets_the_later_ones_wait() {
        List<Commit> stored = new ArrayList<>(write(4, 1, 4));
        poison(of("stream-2", stored).get(1));
        run(subscription().onCommit(deliveries));
        awaitHandled(stored);
        assertThat(parked()).hasSize(3);

        poison.clear();
        deliveries.newRun();
        Await.done(subscriptions().replay(parked().get(2)));
        stored.addAll(write(4, 5, 6));
        Await.until(() -> "nothing parked; " + parked(), () -> parked().isEmpty());
        Await.until(deliveries::toString, () -> deliveries.checkpoints().size() == stored.size());
        assertHandled(deliveries, stored);
    }

    /** U5: the first that fails again stays, with all behind it. */
    @Test
    void what_fails_again_in_a_replay_stays_set_aside_with_all_behind_it() {
        List<Commit> stored = new ArrayList<>(writeOne(STREAM, 1, 4));
        poison(stored.get(0));
        Running running = run(subscription().onCommit(deliveries));
        awaitHandled(stored);

        poison.clear();
        poison(stored.get(1));
        deliveries.newRun();
        Await.done(subscriptions().replay(parked().get(0)));
        running.signals(Parked.class, 5);
        stored.addAll(writeOne(STREAM, 5, 5));
        awaitHandled(stored);

        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(stored.subList(1, 5)));
        assertThat(deliveries.checkpoints()).containsExactly(stored.get(0).checkpointToken());
        assertThat(deliveriesOf(stored.get(1))).isEqualTo(3);
        assertThat(deliveriesOf(stored.get(2))).isZero();
        deliveries.check();
    }

    /** U5: given up, and the others of its stream are not. */
    @Test
    void discard_forgets_one_commit_and_the_rest_can_be_replayed() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        poison(stored.get(0));
        Set<Long> handled = ConcurrentHashMap.newKeySet();
        run(subscription().onCommit(commit -> {
            if (poison.contains(commit.checkpointToken())) {
                throw new Poison(commit);
            }
            handled.add(commit.checkpointToken());
            return Mono.empty();
        }));
        awaitHandled(stored);
        ParkedCommit first = parked().get(0);
        Await.done(subscriptions().discard(first));
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(stored.subList(1, 3)));
        Await.done(subscriptions().discard(first));
        Await.done(subscriptions().replay(first));

        Await.until(() -> "nothing parked; " + parked(), () -> parked().isEmpty());
        assertThat(handled).containsExactlyInAnyOrderElementsOf(checkpoints(stored.subList(1, 3)));
    }

    /** U5: the bound; nothing is lost. */
    @Test
    void one_more_than_may_be_set_aside_ends_the_run_and_nothing_is_lost() {
        List<Commit> stored = writeOne(STREAM, 1, 6);
        poison(stored.get(1));
        Running running = run(subscription().maxParked(3).onCommit(deliveries));

        assertThat(running.awaitError())
                .isInstanceOf(TooManyParkedException.class)
                .hasMessageContaining(NAME);
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(stored.subList(1, 4)));
        assertThat(status().checkpoint()).isLessThan(stored.get(4).checkpointToken());
        assertThat(status().lastError()).contains("TooManyParked");

        poison.clear();
        deliveries.newRun();
        Await.done(subscriptions().replay(parked().get(0)));
        run(subscription().onCommit(deliveries));
        Await.until(deliveries::toString, () -> deliveries.checkpoints().size() == stored.size());
        assertHandled(deliveries, stored);
        assertThat(parked()).isEmpty();
    }

    /** U5: the references of one stream are one state, and when that is full the run ends as if no more were allowed. */
    @Tag("long")
    @Test
    void more_of_one_stream_than_a_state_holds_ends_the_run_and_nothing_is_lost() {
        List<Commit> stored = writeOne(STREAM, 1, 1_000);
        poison(stored.get(0));
        Running running = run(subscription().maxParked(1_000_000).onCommit(deliveries));

        assertThat(running.awaitError()).isInstanceOf(TooManyParkedException.class);
        List<ParkedCommit> parked = parked();
        assertThat(parked).hasSizeBetween(300, 999);
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(stored.subList(0, parked.size())));
        assertThat(status().checkpoint()).isLessThan(stored.get(parked.size()).checkpointToken());

        poison.clear();
        deliveries.newRun();
        Await.done(subscriptions().replay(parked.get(0)));
        run(subscription().maxParked(1_000_000).onCommit(deliveries));
        Await.until(deliveries::toString, () -> deliveries.checkpoints().size() == stored.size());
        assertHandled(deliveries, stored);
    }

    /** U5: more than fits into one value, many streams at once. */
    @Test
    void many_are_set_aside_at_once_and_replayed_each_stream_in_order() {
        int streams = Math.max(12, Math.min(100, data().manyCommits() / 20));
        List<Commit> stored = write(streams, 1, 3);
        List<Commit> sick =
                stored.stream().filter(commit -> commit.commitSequence() == 2).toList();
        sick.forEach(this::poison);
        run(subscription()
                .retry(1, Duration.ZERO, Duration.ZERO)
                .slices(2)
                .concurrency(16)
                .onCommit(deliveries));
        awaitHandled(stored);
        assertThat(parked()).hasSize(streams * 2);

        poison.clear();
        deliveries.newRun();
        for (Commit commit : sick) {
            ParkedCommit one = parked().stream()
                    .filter(parked -> parked.checkpoint() == commit.checkpointToken())
                    .findFirst()
                    .orElseThrow();
            Await.done(subscriptions().replay(one));
        }
        Await.until(() -> "nothing parked; " + parked().size(), () -> parked().isEmpty());
        assertHandled(deliveries, stored);
    }

    /** U6: what cannot be decoded is never handed out, and nothing is tried twice. */
    @Test
    void a_damaged_commit_is_set_aside_at_once_with_the_stream_behind_it() {
        List<Commit> stored = new ArrayList<>(write(4, 1, 3));
        Commit damaged = of("stream-1", stored).get(1);
        byte[] payload = "{\"v\":1".getBytes(StandardCharsets.UTF_8);
        Await.done(raw().replaceCommit(TENANT, damaged.streamId(), damaged.commitSequence(), payload));
        Running running = run(subscription(second()).onCommit(deliveries));
        stored.addAll(write(4, 4, 4));

        awaitHandled(stored);
        assertThat(parkedCheckpoints())
                .isEqualTo(checkpoints(of("stream-1", stored).subList(1, 4)));
        assertThat(parked().get(0).attempts()).isEqualTo(1);
        assertThat(parked().get(0).error()).isEqualTo(MalformedDataException.class.getName());
        assertThat(running.signals(Retrying.class)).isEmpty();
        assertThat(status().lastError()).contains("MalformedDataException");
        assertThat(deliveries.checkpoints()).hasSize(stored.size() - 3);
        deliveries.check();
    }

    /** U6: the same choice. */
    @Test
    void a_damaged_commit_ends_the_run_where_that_is_wanted() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        Await.done(raw().replaceCommit(TENANT, STREAM, 2, "?".getBytes(StandardCharsets.UTF_8)));

        Running running =
                run(subscription(second()).afterRetries(AfterRetries.STOP).onCommit(deliveries));

        assertThat(running.awaitError()).isInstanceOf(MalformedDataException.class);
        assertThat(isBetween(status().checkpoint(), stored.get(0), stored.get(1)))
                .isTrue();
        assertThat(deliveries.checkpoints()).containsExactly(stored.get(0).checkpointToken());
    }

    /** U6: a program that learns the topic replays it. */
    @Test
    void a_topic_that_nobody_registered_is_set_aside_and_replayed_by_a_program_that_knows_it() {
        Commit one = commit(first(TestEvents.noted("a")));
        Commit two = commit(after(one, new Counted(2)));
        Commit three = commit(after(two, TestEvents.noted("c")));
        List<Commit> stored = List.of(one, two, three);
        FixtureOptions forgetful =
                FixtureOptions.defaults().withTopics(TopicMap.create().register(Noted.class));
        Running running = run(subscription(second(forgetful)).onCommit(deliveries));
        awaitHandled(stored);
        assertThat(parked().get(0).error()).isEqualTo(UnknownTopicException.class.getName());
        assertThat(parkedCheckpoints()).isEqualTo(checkpoints(stored.subList(1, 3)));
        running.stop();

        Await.done(subscriptions().replay(parked().get(0)));
        deliveries.newRun();
        run(subscription().onCommit(deliveries));
        Await.until(() -> "nothing parked; " + parked(), () -> parked().isEmpty());
        assertHandled(deliveries, stored);
    }

    /** U5: a tenant that was purged is not waited for. */
    @Test
    void what_was_purged_meanwhile_is_forgotten_by_a_replay() {
        List<Commit> stored = writeOne(STREAM, 1, 3);
        poison(stored.get(0));
        run(subscription().onCommit(deliveries));
        awaitHandled(stored);
        List<ParkedCommit> parked = parked();

        Await.done(store().management().purge(TENANT));
        poison.clear();
        Await.done(subscriptions().replay(parked.get(0)));
        Await.until(() -> "nothing parked; " + parked(), () -> parked().isEmpty());
        assertThat(deliveries.handled()).isEmpty();
    }
}
