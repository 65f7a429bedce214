package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The table: made, found, refused, left alone. */
class DynamoTableTest extends DynamoSuite {

    private TableDescription described() {
        return Await.value(Mono.fromFuture(
                        () -> DynamoFixture.rawClient().describeTable(describe -> describe.tableName(data().table))))
                .table();
    }

    private void createByHand(String partition, String sort) {
        Await.done(Mono.fromFuture(() -> DynamoFixture.rawClient()
                .createTable(create -> create.tableName(data().table)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .keySchema(
                                DynamoDbManagement.key(partition, KeyType.HASH),
                                DynamoDbManagement.key(sort, KeyType.RANGE))
                        .attributeDefinitions(DynamoDbManagement.text(partition), DynamoDbManagement.text(sort)))));
    }

    @Test
    void the_table_is_paid_by_request_and_has_no_index() {
        store();

        assertThat(described().billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
        assertThat(described().globalSecondaryIndexes()).isEmpty();
        assertThat(described().localSecondaryIndexes()).isEmpty();
    }

    @Test
    void a_table_with_another_key_schema_is_refused_with_both_and_left_alone() {
        createByHand("id", "sk");
        EventStore store = data().open(FixtureOptions.defaults());

        StorageException refused =
                Await.error(StorageException.class, store.management().initialize());

        assertThat(refused.getMessage())
                .contains(data().table)
                .contains("id (S) HASH, sk (S) RANGE")
                .contains("pk (S) HASH, sk (S) RANGE");
        assertThat(Await.all(items().items())).isEmpty();
    }

    @Test
    void a_table_that_was_there_is_used_and_stays_after_drop_without_its_items() {
        createByHand("pk", "sk");
        Commit stored = commit(first(noted("a")));
        assertThat(read()).containsExactly(stored);

        Await.done(store().management().drop());

        assertThat(described().tableStatus()).isEqualTo(TableStatus.ACTIVE);
        assertThat(Await.all(items().items())).isEmpty();
        StorageException refused =
                Await.error(StorageException.class, store().commits().commit(first(noted("b"))));
        assertThat(refused.getMessage()).contains("initialize");
        Await.done(store().management().initialize());
        assertThat(commit(first(noted("c"))).checkpointToken()).isEqualTo(1);
    }

    @Test
    void drop_before_initialize_and_drop_again_do_nothing() {
        EventStore store = data().open(FixtureOptions.defaults());
        Await.done(store.management().drop());
        Await.done(store.management().initialize());
        Await.done(store.management().drop());
        Await.done(store.management().drop());
    }

    @Test
    void initialize_waits_until_the_table_is_active() {
        Slow slow = new Slow(TableStatus.CREATING, 3);
        EventStore store = data().openThrough(FixtureOptions.defaults(), slow);

        Await.done(store.management().initialize());

        assertThat(slow.asked).hasValueGreaterThan(3);
        assertThat(data().requests.count(UpdateItemRequest.class::isInstance)).isPositive();
    }

    @Test
    void initialize_waits_for_a_table_that_is_on_its_way_out() {
        createByHand("pk", "sk");
        Slow slow = new Slow(TableStatus.DELETING, 3);
        EventStore store = data().openThrough(FixtureOptions.defaults(), slow);

        Await.done(store.management().initialize());

        assertThat(slow.asked).hasValueGreaterThan(3);
    }

    /** Answers for a while that the table is in this state. */
    private static final class Slow implements ExecutionInterceptor {

        private final TableStatus status;
        private final int times;
        private final AtomicInteger asked = new AtomicInteger();

        Slow(TableStatus status, int times) {
            this.status = status;
            this.times = times;
        }

        @Override
        public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
            if (context.response() instanceof DescribeTableResponse response && asked.incrementAndGet() <= times) {
                return response.toBuilder()
                        .table(response.table().toBuilder().tableStatus(status).build())
                        .build();
            }
            return context.response();
        }
    }

    /** M1: what an initialize that was interrupted after creating the table left. */
    @Test
    void initialize_repairs_a_table_without_a_counter() {
        createByHand("pk", "sk");
        EventStore store = data().open(FixtureOptions.defaults());
        Await.error(StorageException.class, store.commits().commit(first(noted("a"))));

        Await.done(store.management().initialize());

        assertThat(commit(store, first(noted("a"))).checkpointToken()).isEqualTo(1);
    }

    /** M2: streams that have snapshots only are found too, and large snapshots go whole. */
    @Test
    void purge_removes_large_snapshots_of_streams_without_commits() {
        String text = RandomText.of(900_000);
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, 7, 1, new State(text, 1), Map.of())));
        assertThat(Await.value(second().snapshots().get(TENANT, STREAM)).payload())
                .isEqualTo(new State(text, 1));

        Await.done(store().management().purge(TENANT));

        assertThat(Await.all(items().items('s'))).isEmpty();
        Await.done(store().management().purge(TENANT));
        assertThat(Await.all(items().items('d'))).isEmpty();
    }

    /** S2: the last one wins, also where it has fewer or more parts. */
    @Test
    void a_snapshot_takes_the_place_of_one_with_more_parts() {
        for (int length : List.of(900_000, 10, 500_000, 1_300_000, 450_000)) {
            State state = new State(RandomText.of(length), length);
            Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, 7, 1, state, Map.of())));
            assertThat(Await.value(second().snapshots().get(TENANT, STREAM)).payload())
                    .isEqualTo(state);
        }
    }

    @Test
    void a_store_with_an_order_is_not_opened_without_one_and_the_other_way_round() {
        store();
        StorageException refused = Await.error(
                StorageException.class,
                data().open(FixtureOptions.defaults(), builder -> builder.globalOrder(false))
                        .management()
                        .initialize());
        assertThat(refused.getMessage()).contains("globalOrder(true)").contains("globalOrder(false)");
    }

    /** M3: keys that look much like those of the store. */
    private static final List<Map<String, AttributeValue>> FOREIGN = Stream.of(
                    "customer#1/profile",
                    "m/1",
                    "c/0",
                    "cart-7/0",
                    "g/0",
                    "gold/0",
                    "i0:1/0",
                    "l9/0",
                    "s3/1",
                    "x0123456789:a/b")
            .map(key -> key.split("/"))
            .map(key -> Keys.key(key[0], key[1]))
            .toList();

    private void putForeign() {
        FOREIGN.forEach(item -> Await.done(items().put(item)));
    }

    @Test
    void drop_removes_what_is_the_stores_and_nothing_else_of_a_table_that_was_there() {
        createByHand("pk", "sk");
        putForeign();
        Commit stored = commit(first(noted("a")));
        commit(after(stored, noted(RandomText.of(500_000))));
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, 1, 1, new State("s", 1), Map.of())));
        Await.done(store().snapshots()
                .add(new Snapshot(TENANT, STREAM, 2, 2, new State(RandomText.of(900_000), 1), Map.of())));
        Await.value(store().states().create("space", "key", new byte[] {1}));

        Await.done(store().management().drop());

        assertThat(Await.all(items().items())).containsExactlyInAnyOrderElementsOf(FOREIGN);
    }

    @Test
    void a_table_that_is_no_store_is_not_dropped() {
        createByHand("pk", "sk");
        putForeign();
        EventStore store = data().open(FixtureOptions.defaults());

        StorageException refused =
                Await.error(StorageException.class, store.management().drop());

        assertThat(refused.getMessage()).contains(data().table).contains("nothing was removed");
        assertThat(Await.all(items().items())).containsExactlyInAnyOrderElementsOf(FOREIGN);
    }

    @Test
    void a_drop_that_was_interrupted_goes_on_when_it_is_repeated() {
        createByHand("pk", "sk");
        commit(first(noted("a")));
        Faults faults = new Faults();
        EventStore store = data().openThrough(FixtureOptions.defaults(), faults);
        faults.fail(BatchWriteItemRequest.class, Faults.ALWAYS, Faults::denied);
        Await.error(StorageException.class, store.management().drop());
        assertThat(Await.error(StorageException.class, store.commits().commit(firstOf(TENANT, "other", noted("b")))))
                .hasMessageContaining("initialize");
        faults.heal();

        Await.done(store.management().drop());

        assertThat(Await.all(items().items())).isEmpty();
    }

    /** M4: also where the table is there. */
    @Test
    void use_of_a_table_that_is_no_store_yet_is_an_error_that_names_the_cure_and_writes_nothing() {
        createByHand("pk", "sk");
        for (EventStore store : List.of(data().open(FixtureOptions.defaults()), data().openUnordered())) {
            List.of(
                            store.commits().get(TENANT, STREAM),
                            store.commits().head(TENANT, STREAM).flux(),
                            store.commits().commit(first(noted("x"))).flux(),
                            store.snapshots().get(TENANT, STREAM).flux(),
                            store.snapshots()
                                    .add(new Snapshot(TENANT, STREAM, 1, 1, new State("s", 1), Map.of()))
                                    .flux(),
                            store.states().get("space", "key").flux(),
                            store.states().scan("space", ""),
                            store.states().create("space", "key", new byte[0]).flux(),
                            store.management().purge(TENANT).flux())
                    .forEach(use ->
                            assertThat(Await.error(StorageException.class, use)).hasMessageContaining("initialize"));
        }
        assertThat(Await.all(items().items())).isEmpty();
    }

    @Test
    void initialize_completes_a_drop_that_was_interrupted_first() {
        createByHand("pk", "sk");
        commit(first(noted("a")));
        Faults faults = new Faults();
        EventStore store = data().openThrough(FixtureOptions.defaults(), faults);
        faults.fail(BatchWriteItemRequest.class, Faults.ALWAYS, Faults::denied);
        Await.error(StorageException.class, store.management().drop());
        faults.heal();

        Await.done(store.management().initialize());

        assertThat(read(store, TENANT, STREAM)).isEmpty();
        assertThat(commit(store, first(noted("c"))).checkpointToken()).isEqualTo(1);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
    }
}
