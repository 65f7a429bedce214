package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.test.scheduler.VirtualTimeScheduler;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
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
    void a_commit_is_five_requests_and_four_units() {
        commit(firstOf(TENANT, "other", noted("of the tenant")));
        EventStore store = counted();

        Commit first = commit(store, first(noted("a")));
        assertThat(sent()).containsExactly("GetItem", "PutItem", "PutItem", "PutItem", "UpdateItem", "UpdateItem");
        assertThat(capacity.writes()).isEqualTo(5);
        assertThat(capacity.reads()).isEqualTo(1);

        reset();
        commit(store, after(first, noted("b")));
        assertThat(sent()).containsExactly("GetItem", "PutItem", "PutItem", "UpdateItem", "UpdateItem");
        assertThat(capacity.writes()).isEqualTo(4);
        assertThat(capacity.reads()).isEqualTo(1);
    }

    /** Nobody who has read the stream, or written to it, has to look where it ends. */
    @Test
    void a_commit_to_a_stream_that_was_never_looked_at_is_a_look_more() {
        Commit first = commit(first(noted("a")));
        EventStore store = counted();

        commit(store, after(first, noted("b")));

        assertThat(sent()).containsExactly("GetItem", "PutItem", "PutItem", "Query", "UpdateItem", "UpdateItem");
        assertThat(capacity.writes()).isEqualTo(4);
        assertThat(capacity.reads()).isEqualTo(2);
        EventStore reader = counted();
        List<Commit> stored = read(reader, TENANT, STREAM);
        reset();
        commit(reader, after(stored.get(1), noted("c")));
        assertThat(sent()).doesNotContain("Query");
    }

    /** Its generation is written before that, once. */
    @Test
    void a_tenants_first_commit_is_one_round_trip_more() {
        EventStore store = counted();

        commit(store, first(noted("a")));

        assertThat(sent())
                .containsExactly("GetItem", "PutItem", "PutItem", "PutItem", "UpdateItem", "UpdateItem", "UpdateItem");
        assertThat(capacity.writes()).isEqualTo(6);
    }

    /** The counter and the generation are asked once for all, and up to 8 positions are announced at once. */
    @ParameterizedTest
    @CsvSource({"16, 2.25", "64, 2.16"})
    void a_batch_costs_little_more_than_two_units_a_commit(int commits, double units) {
        store();
        CommitLog log = data().log(true, capacity);
        assertThat(Await.value(log.append(DynamoFixture.batch(TENANT, commits, 1))))
                .hasSize(commits);
        reset();

        assertThat(Await.value(log.append(DynamoFixture.batch(TENANT, commits, 2))))
                .hasSize(commits)
                .allMatch(AppendResult.Appended.class::isInstance);

        assertThat(capacity.writes() / commits).isLessThanOrEqualTo(units);
        assertThat(capacity.reads()).isEqualTo(1);
        int blocks = commits / Keys.BLOCK + 1;
        assertThat(data().requests()).isEqualTo(2 + blocks + 2 * commits);
        assertThat(capacity.writes()).isEqualTo(1 + blocks + 2 * commits);
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

    /** What is not the newest is asked for at half the price; a block of announcements is read once for all its positions. */
    @Test
    void replaying_everything_costs_little_more_than_half_a_unit_a_commit() {
        List<Commit> stored = together(store(), TENANT, 240);
        reset();
        EventStore store = data().openThrough(FixtureOptions.defaults().withPageSize(100), capacity);

        assertThat(all(store)).isEqualTo(stored);

        assertThat(capacity.writes()).isZero();
        assertThat(commitsAskedFor(false)).isEqualTo(200);
        assertThat(commitsAskedFor(true)).isLessThanOrEqualTo(40);
    }

    /** The server counts batches by their bytes; the service counts each item. */
    private long commitsAskedFor(boolean consistent) {
        return data().requests.sent().stream()
                .filter(BatchGetItemRequest.class::isInstance)
                .flatMap(request -> ((BatchGetItemRequest) request).requestItems().values().stream())
                .filter(batch -> batch.consistentRead() == consistent)
                .flatMap(batch -> batch.keys().stream())
                .filter(key -> Keys.partition(key).charAt(0) == 'c')
                .count();
    }

    @Test
    void the_newest_snapshot_and_the_head_are_two_requests() {
        Commit stored = commit(first(noted("a")));
        EventStore store = counted();

        assertThat(Await.valueOrNull(store.snapshots().get(TENANT, STREAM))).isNull();
        assertThat(sent()).containsExactly("GetItem", "Query");

        reset();
        assertThat(Await.value(store.commits().head(TENANT, STREAM)).headRevision())
                .isEqualTo(stored.streamRevision());
        assertThat(sent()).containsExactly("GetItem", "GetItem", "Query", "Query");
    }

    /** Whoever has to look where the stream ends sees it there; whoever thought that he knew loses where the commit is put. */
    @Test
    void a_lost_race_costs_a_look_more_and_a_duplicate_too() {
        Commit stored = commit(first(noted("a")));
        EventStore store = counted();

        Await.error(
                io.aett.reactive.NonConflictingCommitException.class,
                store.commits().commit(first(noted("b"))));
        assertThat(sent())
                .containsExactly(
                        "GetItem", "GetItem", "PutItem", "PutItem", "PutItem", "Query", "UpdateItem", "UpdateItem");

        reset();
        Await.error(
                io.aett.reactive.NonConflictingCommitException.class,
                store.commits().commit(first(noted("c"))));
        assertThat(sent()).containsExactly("GetItem", "GetItem", "Query", "UpdateItem");

        reset();
        Await.error(
                io.aett.reactive.DuplicateCommitException.class,
                store.commits()
                        .commit(builder(TENANT, STREAM, 1, 1, noted("c"))
                                .commitId(stored.commitId())
                                .build()));
        assertThat(sent()).containsExactly("GetItem", "GetItem", "GetItem", "Query", "UpdateItem", "UpdateItem");
    }

    /** Deflated, so that eleven kilobytes of text are the units of one. */
    @Test
    void a_large_commit_costs_by_its_deflated_size() {
        commit(firstOf(TENANT, "other", noted("of the tenant")));
        EventStore store = counted();

        commit(store, first(new Noted("word ".repeat(2_200))));

        assertThat(capacity.writes()).isEqualTo(5);
    }

    @Test
    void a_change_of_a_state_is_a_look_and_then_one_item_and_two_units() {
        EventStore store = counted();

        StateEntry created = Await.value(store.states().create("space", "key", new byte[] {1}));
        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems");
        assertThat(transactions()).containsExactly(1);
        assertThat(capacity.writes()).isEqualTo(2);
        assertThat(capacity.reads()).isEqualTo(1);

        reset();
        StateEntry replaced = Await.value(store.states().replace(created, new byte[1_500]));
        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems");
        assertThat(capacity.writes()).isEqualTo(4);

        reset();
        assertThat(Await.value(store.states().remove(replaced))).isTrue();
        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems");
        assertThat(capacity.reads()).isEqualTo(1);
    }

    @Test
    void a_state_is_two_requests_and_a_page_of_states_too() {
        Await.value(store().states().create("space", "key", new byte[] {1}));
        EventStore store = counted();

        assertThat(Await.value(store.states().get("space", "key")).value()).containsExactly(1);
        assertThat(sent()).containsExactly("GetItem", "GetItem");
        assertThat(capacity.reads()).isEqualTo(2);

        reset();
        assertThat(Await.all(store.states().scan("space", ""))).hasSize(1);
        assertThat(sent()).containsExactly("GetItem", "Query");
        assertThat(capacity.reads()).isEqualTo(2);
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
    void without_an_order_a_commit_is_one_round_trip_two_items_and_four_units() {
        EventStore store = data().openUnordered(capacity);
        Await.done(store.management().initialize());
        Commit first = commit(store, first(noted("a")));
        reset();

        commit(store, after(first, noted("b")));

        assertThat(sent()).containsExactly("GetItem", "TransactWriteItems");
        assertThat(transactions()).containsExactly(2);
        assertThat(capacity.writes()).isEqualTo(4);
        assertThat(capacity.reads()).isEqualTo(1);
    }
}
