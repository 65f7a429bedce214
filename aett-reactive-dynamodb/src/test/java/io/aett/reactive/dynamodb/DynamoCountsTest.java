package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;

/** What operations cost, in requests, items and capacity units. The documentation states these numbers. */
class DynamoCountsTest extends DynamoSuite {

    private final Capacity capacity = new Capacity();

    private EventStore counted() {
        store();
        EventStore store = data().openThrough(FixtureOptions.defaults(), capacity);
        Await.done(store.management().initialize());
        reset();
        return store;
    }

    private void reset() {
        data().resetRequests();
        capacity.reset();
    }

    private List<String> sent() {
        return data().requests.names();
    }

    /** The number of items in each transaction that was sent. */
    private List<Integer> transactions() {
        List<Integer> sizes = new ArrayList<>();
        data().requests.sent().forEach(request -> {
            if (request instanceof TransactWriteItemsRequest transaction) {
                sizes.add(transaction.transactItems().size());
            }
        });
        return sizes;
    }

    @Test
    void a_commit_is_two_round_trips_of_three_requests_four_items_and_nine_units() {
        commit(firstOf(TENANT, "other", noted("of the tenant")));
        EventStore store = counted();

        Commit first = commit(store, first(noted("a")));
        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems", "UpdateItem");
        assertThat(transactions()).containsExactly(5);
        assertThat(capacity.writes()).isEqualTo(11);

        reset();
        commit(store, after(first, noted("b")));
        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems", "UpdateItem");
        assertThat(transactions()).containsExactly(4);
        assertThat(capacity.writes()).isEqualTo(9);
        assertThat(capacity.reads()).isEqualTo(1);
    }

    /** Its generation is written before that, once. */
    @Test
    void a_tenants_first_commit_is_one_round_trip_more() {
        EventStore store = counted();

        commit(store, first(noted("a")));

        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems", "UpdateItem", "UpdateItem");
        assertThat(capacity.writes()).isEqualTo(12);
    }

    /** 25 commits fill a transaction; the counter and the generation are asked once for all. */
    @Test
    void a_batch_of_64_is_five_requests_in_two_round_trips_and_eight_units_a_commit() {
        store();
        CommitLog log = data().log(true, capacity);
        assertThat(Await.value(log.append(DynamoFixture.batch(TENANT, 64, 1)))).hasSize(64);
        reset();

        assertThat(Await.value(log.append(DynamoFixture.batch(TENANT, 64, 2))))
                .hasSize(64)
                .allMatch(AppendResult.Appended.class::isInstance);

        assertThat(sent())
                .containsExactly(
                        "GetItem", "TransactWriteItems", "TransactWriteItems", "TransactWriteItems", "UpdateItem");
        assertThat(transactions()).containsExactlyInAnyOrder(100, 100, 56);
        assertThat(capacity.writes()).isEqualTo(8 * 64 + 1);
    }

    @Test
    void a_page_of_a_stream_is_one_query_and_the_generation_after_it() {
        List<Commit> stored = fill(TENANT, STREAM, 20);
        EventStore store = counted();

        assertThat(read(store, TENANT, STREAM)).isEqualTo(stored);

        assertThat(sent()).containsExactly("GetItem", "Query");
        assertThat(capacity.reads()).isLessThanOrEqualTo(3);
    }

    @Test
    void a_page_of_the_order_is_the_head_the_lanes_and_the_commits() {
        List<Commit> stored = together(store(), TENANT, 60);
        EventStore store = counted();

        assertThat(all(store)).isEqualTo(stored);

        assertThat(sent()).containsExactly("BatchGetItem", "GetItem", "Query", "Query");
    }

    @Test
    void the_newest_snapshot_and_the_head_are_two_requests_side_by_side() {
        Commit stored = commit(first(noted("a")));
        EventStore store = counted();

        assertThat(Await.valueOrNull(store.snapshots().get(TENANT, STREAM))).isNull();
        assertThat(sent()).containsExactly("GetItem", "Query");

        reset();
        assertThat(Await.value(store.commits().head(TENANT, STREAM)).headRevision())
                .isEqualTo(stored.streamRevision());
        assertThat(sent()).containsExactly("GetItem", "GetItem", "GetItem", "Query");
    }

    @Test
    void a_lost_race_and_a_duplicate_bring_what_was_in_the_way() {
        Commit stored = commit(first(noted("a")));
        EventStore store = counted();

        Await.error(
                io.aett.reactive.NonConflictingCommitException.class,
                store.commits().commit(first(noted("b"))));
        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems", "UpdateItem");

        reset();
        Await.error(
                io.aett.reactive.DuplicateCommitException.class,
                store.commits()
                        .commit(builder(TENANT, STREAM, 1, 1, noted("c"))
                                .commitId(stored.commitId())
                                .build()));
        assertThat(data().requests.count(TransactWriteItemsRequest.class::isInstance))
                .isEqualTo(1);
    }

    /** Deflated, so that eleven kilobytes of text are the units of one. */
    @Test
    void a_large_commit_costs_by_its_deflated_size() {
        commit(firstOf(TENANT, "other", noted("of the tenant")));
        EventStore store = counted();

        commit(store, first(new Noted("word ".repeat(2_200))));

        assertThat(capacity.writes()).isEqualTo(11);
    }

    /** The clock of pauses stands still but for the test; so these are requests of so many seconds, on any machine. */
    @Test
    void an_idle_follower_asks_once_a_second() {
        Commit stored = commit(first(noted("a")));
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        EventStore store = data().open(
                        FixtureOptions.defaults().withTimeouts(Duration.ofDays(1)), builder -> builder.scheduler(time));
        Recorder<Commit> follower = Recorder.of(store.management().follow(0));
        assertThat(follower.await(1)).containsExactly(stored);
        untilRequests(time, 10);
        data().resetRequests();

        long tenths = untilRequests(time, 60);

        assertThat(sent()).containsOnly("GetItem");
        assertThat(tenths).isGreaterThanOrEqualTo(590);
        follower.dispose();
    }

    /** Advances time until so many requests more were answered; returns the tenths of seconds that it took. */
    private long untilRequests(VirtualTimeScheduler time, int requests) {
        AtomicLong tenths = new AtomicLong();
        long enough = data().requests() + requests;
        Await.until(() -> requests + " requests", () -> {
            if (data().openResources() == 0) {
                time.advanceTimeBy(Duration.ofMillis(100));
                tenths.incrementAndGet();
            }
            return data().requests() >= enough;
        });
        return tenths.get();
    }

    @Test
    void without_an_order_a_commit_is_one_round_trip_three_items_and_six_units() {
        EventStore store = data().openUnordered(capacity);
        Await.done(store.management().initialize());
        Commit first = commit(store, first(noted("a")));
        reset();

        commit(store, after(first, noted("b")));

        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems");
        assertThat(transactions()).containsExactly(3);
        assertThat(capacity.writes()).isEqualTo(6);
        assertThat(capacity.reads()).isEqualTo(1);
    }
}
