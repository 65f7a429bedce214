package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.EventStream;
import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.StrictSubscriber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Laziness, subscriptions, demand, and what they cost in requests: W8 and R7. */
public abstract class ReactiveContract extends ContractSuite<RequestCounting> {

    private static final int PAGE = 10;

    private EventStore paging() {
        return second(FixtureOptions.defaults().withPageSize(PAGE));
    }

    /** The ways to read all of {@link #TENANT}'s one stream. */
    private static Flux<Commit> reading(EventStore store, String way) {
        return switch (way) {
            case "stream" -> store.commits().get(TENANT, STREAM);
            case "time" -> store.commits().getTo(TENANT, STREAM, Instant.MAX);
            case "tenant" -> store.commits().getAllTo(TENANT, Instant.MAX);
            case "all" -> store.management().getFrom(0);
            case "follow" -> store.management().follow(0);
            default -> throw new IllegalArgumentException(way);
        };
    }

    private long cost(Runnable use) {
        data().resetRequests();
        use.run();
        return data().requests();
    }

    private List<Publisher<?>> everything(EventStore store, Commit next) {
        List<Publisher<?>> all = new ArrayList<>(ManagementContract.everything(store, next));
        all.add(store.management().initialize());
        all.add(store.management().drop());
        all.add(store.close());
        all.add(EventStream.open(store.commits(), TENANT, STREAM));
        return all;
    }

    /** W8: nothing is sent before subscription, by any operation. */
    @Test
    void assembling_sends_nothing() {
        Commit stored = commit(first(noted("a")));
        data().resetRequests();

        List<Publisher<?>> all = everything(store(), stored);

        assertThat(all).hasSizeGreaterThan(10);
        assertThat(data().requests()).isZero();
        assertThat(read()).containsExactly(stored);
        assertThat(data().requests()).isPositive();
    }

    /** W8: opening a store sends nothing either. */
    @Test
    void opening_a_store_sends_nothing() {
        Commit stored = commit(first(noted("a")));

        assertThat(cost(() -> data().open(FixtureOptions.defaults()))).isZero();

        assertThat(read(second(), TENANT, STREAM)).containsExactly(stored);
    }

    /** W8: at the call, before anything else. */
    @Test
    @SuppressWarnings("NullAway") // that is the point
    void null_arguments_throw_at_the_call() {
        Commit stored = commit(first(noted("a")));
        CommitStore commits = store().commits();
        SnapshotStore snapshots = store().snapshots();
        List<ThrowingCallable> calls = List.of(
                () -> commits.get(null, STREAM),
                () -> commits.get(TENANT, null),
                () -> commits.get(null, STREAM, 1, 2),
                () -> commits.get(TENANT, null, 1, 2),
                () -> commits.getTo(null, STREAM, STAMP),
                () -> commits.getTo(TENANT, null, STAMP),
                () -> commits.getTo(TENANT, STREAM, null),
                () -> commits.getAllTo(null, STAMP),
                () -> commits.getAllTo(TENANT, null),
                () -> commits.head(null, STREAM),
                () -> commits.head(TENANT, null),
                () -> commits.find(null, STREAM, stored.commitId()),
                () -> commits.find(TENANT, null, stored.commitId()),
                () -> commits.find(TENANT, STREAM, null),
                () -> commits.commit(null),
                () -> snapshots.get(null, STREAM),
                () -> snapshots.get(TENANT, null),
                () -> snapshots.get(null, STREAM, 1),
                () -> snapshots.get(TENANT, null, 1),
                () -> snapshots.add(null),
                () -> snapshots.trim(null, STREAM, 1),
                () -> snapshots.trim(TENANT, null, 1),
                () -> store().management().purge(null));

        for (ThrowingCallable call : calls) {
            assertThatNullPointerException().isThrownBy(call);
        }
        assertThat(read()).containsExactly(stored);
    }

    /** W8: each subscription is a read of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all"})
    void every_subscription_reads_anew(String way) {
        Flux<Commit> reading = reading(store(), way);
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            stored.add(commit(stored.isEmpty() ? first(noted("0")) : after(stored.get(i - 1), noted("n" + i))));
            assertThat(Await.all(reading)).isEqualTo(stored);
        }
        assertThat(Await.all(reading.concatWith(reading))).hasSize(6);
    }

    /** W8: the same for single values. */
    @Test
    void every_subscription_asks_anew() {
        var head = store().commits().head(TENANT, STREAM);
        var snapshot = store().snapshots().get(TENANT, STREAM);
        assertThat(Await.valueOrNull(head)).isNull();
        assertThat(Await.valueOrNull(snapshot)).isNull();
        Commit stored = commit(first(noted("a")));
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, 1, 1, new State("s", 1), Map.of())));

        assertThat(Await.value(head).headRevision()).isEqualTo(stored.streamRevision());
        assertThat(Await.value(snapshot).payload()).isEqualTo(new State("s", 1));
    }

    /** W8, W4: one attempt, subscribed to by many at once, is stored once. */
    @Test
    void one_attempt_with_many_subscribers_is_stored_once() {
        Mono<Commit> attempt = store().commits().commit(first(noted("a")));

        List<Outcome<Commit>> outcomes = Race.of(8, i -> attempt);

        assertThat(outcomes.stream().filter(Outcome::succeeded)).hasSize(1);
        assertThat(outcomes.stream().filter(outcome -> outcome.failedWith(DuplicateCommitException.class)))
                .hasSize(7);
        assertThat(read()).hasSize(1);
    }

    /** R7: as many as were asked for, in any steps. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all", "follow"})
    void a_reader_is_given_what_it_asks_for_and_no_more(String way) {
        List<Commit> stored = fill(TENANT, STREAM, 45);
        StrictSubscriber<Commit> reader = StrictSubscriber.to(reading(paging(), way));
        int asked = 0;
        for (int step : new int[] {1, 1, 2, 3, 5, 8, 13}) {
            reader.request(step);
            asked += step;
            assertThat(reader.await(asked)).isEqualTo(stored.subList(0, asked));
        }
        assertThat(reader.ended()).isFalse();
        reader.request(100);
        assertThat(reader.await(45)).isEqualTo(stored);
        if (way.equals("follow")) {
            reader.cancel();
        } else {
            assertThat(reader.awaitCompletion()).isEqualTo(stored);
        }
        reader.check();
    }

    /** R7: demand that is added from within the signals, which is how most operators ask. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "tenant", "all"})
    void a_reader_may_ask_one_by_one(String way) {
        List<Commit> stored = fill(TENANT, STREAM, 35);

        assertThat(Await.all(reading(paging(), way).limitRate(1))).isEqualTo(stored);
        assertThat(Await.all(reading(paging(), way).concatMap(Mono::just, 1))).isEqualTo(stored);
        assertThat(Await.all(reading(paging(), way).limitRate(PAGE))).isEqualTo(stored);
    }

    /** R7: the rules of Reactive Streams with unbounded demand. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all"})
    void signals_come_one_after_the_other_and_end_once(String way) {
        List<Commit> stored = fill(TENANT, STREAM, 35);
        StrictSubscriber<Commit> reader = StrictSubscriber.to(reading(paging(), way));
        assertThat(reader.values()).isEmpty();
        reader.request(Long.MAX_VALUE);

        assertThat(reader.awaitCompletion()).isEqualTo(stored);
        reader.request(5);
        reader.cancel();
        reader.check();
        assertThat(reader.values()).hasSize(35);
    }

    /** R7: without demand nothing is fetched. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all"})
    void without_demand_nothing_is_sent(String way) {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        EventStore store = paging();
        data().resetRequests();

        StrictSubscriber<Commit> reader = StrictSubscriber.to(reading(store, way));
        assertThat(data().requests()).isZero();

        reader.request(3);
        assertThat(reader.await(3)).isEqualTo(stored);
        assertThat(data().requests()).isPositive();
        reader.cancel();
        reader.check();
    }

    /** R7: what reading a stream that fills one page costs, at most. */
    @ParameterizedTest
    @ValueSource(strings = {"stream", "time", "tenant", "all"})
    void a_demand_of_one_costs_one_page(String way) {
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, PAGE));
        EventStore store = paging();
        long onePage = cost(() -> assertThat(Await.all(reading(store, way))).isEqualTo(stored));
        for (int i = 0; i < 9 * PAGE; i++) {
            stored.add(commit(after(stored.get(stored.size() - 1), noted("n" + i))));
        }
        long all = cost(() -> assertThat(Await.all(reading(store, way))).isEqualTo(stored));

        List<StrictSubscriber<Commit>> readers = new ArrayList<>();
        long one = cost(() -> {
            readers.add(StrictSubscriber.to(reading(store, way)));
            readers.get(0).request(1);
            assertThat(readers.get(0).await(1)).isEqualTo(stored.subList(0, 1));
        });

        assertThat(one).isPositive().isLessThanOrEqualTo(onePage);
        assertThat(all).isGreaterThan(2 * one);
        readers.get(0).cancel();
        readers.get(0).check();
    }

    /** R7: at most one page ahead of a reader that takes its time. */
    @ParameterizedTest
    @CsvSource({"stream,11", "stream,20", "tenant,15", "all,15"})
    void a_slow_reader_is_at_most_one_page_behind_the_store(String way, int taken) {
        List<Commit> stored = fill(TENANT, STREAM, 10 * PAGE);
        EventStore store = paging();
        long all = cost(() -> assertThat(Await.all(reading(store, way))).hasSize(10 * PAGE));
        List<StrictSubscriber<Commit>> readers = new ArrayList<>();

        long some = cost(() -> {
            readers.add(StrictSubscriber.to(reading(store, way)));
            for (int i = 1; i <= taken; i++) {
                readers.get(0).request(1);
                readers.get(0).await(i);
            }
        });

        assertThat(readers.get(0).values()).isEqualTo(stored.subList(0, taken));
        assertThat(some).as("of %d requests for all", all).isLessThanOrEqualTo(1 + all * 4 / 10);
        readers.get(0).cancel();
        readers.get(0).check();
    }

    /** No extra request on the way that is taken most: it costs the same each time, however long the stream. */
    @Test
    void every_commit_of_a_stream_costs_the_same() {
        Commit last = fill(TENANT, STREAM, 3).get(2);
        List<Long> costs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Commit next = after(last, noted("n" + i));
            List<Commit> stored = new ArrayList<>();
            costs.add(cost(() -> stored.add(commit(next))));
            last = stored.get(0);
        }

        assertThat(costs).allSatisfy(cost -> assertThat(cost).isPositive().isLessThanOrEqualTo(costs.get(0)));
        assertThat(read()).hasSize(11);
    }

    /** Commits that arrive together share requests, or cost at least no more than each on its own. */
    @Test
    void commits_at_once_cost_no_more_than_one_by_one() {
        commit(firstOf(TENANT, "warm", noted("up")));
        long one = cost(() -> commit(firstOf(TENANT, "single", noted("a"))));

        long together = cost(() -> scatter(64));

        assertThat(one).isPositive();
        assertThat(together).isPositive().isLessThanOrEqualTo(64 * one);
        assertThat(readAll()).hasSize(66);
    }

    /** A head is looked up, not read. */
    @Test
    void a_head_is_found_without_reading_the_stream() {
        fill(TENANT, STREAM, 2);
        long early = cost(() -> Await.value(store().commits().head(TENANT, STREAM)));
        fill(TENANT, "long", 100);

        long late = cost(() -> assertThat(
                        Await.value(store().commits().head(TENANT, "long")).headSequence())
                .isEqualTo(100));

        assertThat(early).isPositive();
        assertThat(late).isPositive().isLessThanOrEqualTo(early + 10);
    }

    /** R9: a commit is looked up by its id, not searched for. */
    @Test
    void a_commit_is_found_by_its_id_without_reading_the_stream() {
        UUID id = fill(TENANT, STREAM, 2).get(0).commitId();
        long early = cost(() -> Await.value(store().commits().find(TENANT, STREAM, id)));
        List<Commit> stream = fill(TENANT, "long", 100);

        long late = cost(() -> assertThat(Await.value(
                        store().commits().find(TENANT, "long", stream.get(1).commitId())))
                .isEqualTo(stream.get(1)));

        assertThat(early).isPositive();
        assertThat(late).isPositive().isLessThanOrEqualTo(early + 2);
    }

    /** G7: the head of the order is one look. */
    @Test
    void the_head_of_the_order_costs_no_more_with_a_thousand_commits() {
        long early =
                cost(() -> assertThat(Await.value(store().management().head())).isZero());
        scatter(1000);

        long late =
                cost(() -> assertThat(Await.value(store().management().head())).isGreaterThanOrEqualTo(1000));

        assertThat(late).isPositive().isLessThanOrEqualTo(early + 4);
    }

    /** An error is a signal, whatever it is about. */
    @Test
    void errors_are_signals_and_come_on_subscription_only() {
        Commit stored = commit(first(noted("a")));
        Mono<Commit> gap = store().commits().commit(numbered(TENANT, STREAM, 9, 9, noted("gap")));
        Mono<Commit> empty = store().commits().commit(numbered(TENANT, STREAM, 2, 1));
        Flux<Commit> badId = store().commits().get("", STREAM);

        assertThat(Await.error(io.aett.reactive.InvalidCommitException.class, gap))
                .isNotNull();
        assertThat(Await.error(io.aett.reactive.InvalidCommitException.class, gap))
                .isNotNull();
        assertThat(Await.error(io.aett.reactive.InvalidCommitException.class, empty))
                .isNotNull();
        assertThat(Await.error(IllegalArgumentException.class, badId)).isNotNull();
        assertThat(read()).containsExactly(stored);
    }
}
