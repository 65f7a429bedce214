package io.aett.reactive.dynamodb;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What a purge removes is gone for ever, whole, for whoever reads at that moment too. */
class DynamoPurgeTest extends DynamoSuite {

    private final Gate gate = new Gate();
    private final Faults faults = new Faults();

    private EventStore faulty() {
        store();
        return data().openThrough(FixtureOptions.defaults(), faults);
    }

    private Recorder<Commit> heldUp(Flux<Commit> reading) {
        Recorder<Commit> reader = Recorder.of(reading);
        Await.until(() -> "a request at the gate", () -> gate.waiting() > 0 && data().openResources() == 0);
        return reader;
    }

    /** It takes effect, and is interrupted when it comes to the commits. */
    private void purgeUntilTheCommits() {
        EventStore store = faulty();
        faults.fail(DynamoPurgeTest::writesCommits, Faults.ALWAYS, Faults::denied);
        Await.error(StorageException.class, store.management().purge(TENANT));
        faults.heal();
    }

    private static boolean writesCommits(SdkRequest request) {
        return request instanceof BatchWriteItemRequest batch
                && batch.requestItems().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(write -> write.deleteRequest() != null
                                && Keys.partition(write.deleteRequest().key()).charAt(0) == 'c');
    }

    private void delete(Predicate<Map<String, AttributeValue>> which) {
        Await.done(items().items('c')
                .filter(which)
                .concatMap(item -> items().delete(Keys.keyOf(item)))
                .then());
    }

    /** R5: what is left of it is never taken for the stream. */
    @Test
    void a_read_beside_a_purge_gives_nothing_and_not_what_is_left() {
        fill(TENANT, STREAM, 6);
        EventStore reading = data().openThrough(FixtureOptions.defaults(), gate);
        gate.closeFor("query");
        Recorder<Commit> reader = heldUp(reading.commits().get(TENANT, STREAM));
        purgeUntilTheCommits();
        delete(item -> Items.number(item, "n") <= 3);

        gate.open();

        assertThat(reader.awaitCompletion()).isEmpty();
    }

    @Test
    void a_large_commit_that_is_being_purged_is_not_malformed() {
        commit(first(noted(RandomText.of(900_000))));
        EventStore reading = data().openThrough(FixtureOptions.defaults(), gate);
        gate.closeFor("query");
        Recorder<Commit> reader = heldUp(reading.commits().get(TENANT, STREAM));
        purgeUntilTheCommits();
        delete(item -> Keys.isChunk(Keys.sort(item)));

        gate.open();

        assertThat(reader.awaitCompletion()).isEmpty();
    }

    @Test
    void a_page_of_the_order_has_all_of_a_purged_tenant_or_nothing() {
        Commit other = commit(firstOf("tenant-2", STREAM, noted("other")));
        commit(first(noted("small")));
        commit(firstOf(TENANT, "large", noted(RandomText.of(900_000))));
        EventStore reading = data().openThrough(FixtureOptions.defaults(), gate);
        gate.closeFor("batchGetItem", DynamoPurgeTest::readsChunks);
        Recorder<Commit> all = heldUp(reading.management().getFrom(0));
        Recorder<Commit> ofTenant = heldUp(reading.commits().getAllTo(TENANT, STAMP));
        Await.until(() -> "two requests at the gate", () -> gate.waiting() == 2);
        Await.done(store().management().purge(TENANT));

        gate.open();

        assertThat(all.awaitCompletion()).containsExactly(other);
        assertThat(ofTenant.awaitCompletion()).isEmpty();
    }

    private static boolean readsChunks(Object request) {
        return request instanceof BatchGetItemRequest batch
                && batch.requestItems().values().stream()
                        .flatMap(keys -> keys.keys().stream())
                        .anyMatch(key -> Keys.isChunk(Keys.sort(key)));
    }

    /** M3: as after a purge. */
    @Test
    void a_read_does_not_go_on_with_the_store_that_is_made_after_a_drop() {
        List<Commit> stored = fill(TENANT, STREAM, 6);
        EventStore reading = data().open(FixtureOptions.defaults().withPageSize(2));
        Recorder<Commit> stream = Recorder.of(reading.commits().get(TENANT, STREAM), 1);
        Recorder<Commit> tenant = Recorder.of(reading.commits().getAllTo(TENANT, STAMP.plusSeconds(60)), 1);
        stream.await(1);
        tenant.await(1);
        Await.until(() -> "the pages", () -> data().openResources() == 0);
        Await.done(store().management().drop());
        Await.done(store().management().initialize());
        fill(TENANT, STREAM, 6);

        stream.request(100);
        tenant.request(100);

        assertThat(stream.awaitError()).isInstanceOf(StorageUnavailableException.class);
        assertThat(tenant.awaitError()).isInstanceOf(StorageUnavailableException.class);
        assertThat(stored).startsWith(stream.values().toArray(Commit[]::new));
    }

    /** What a client gave up, or sent again, may reach the server when others have written on. */
    @Test
    void a_try_of_a_purge_that_arrives_late_does_nothing() {
        EventStore store = faulty();
        fill(TENANT, STREAM, 2);
        List<UpdateItemRequest> tries = new CopyOnWriteArrayList<>();
        faults.fail(
                request -> request instanceof UpdateItemRequest update
                        && Keys.partition(update.key()).charAt(0) == 'g',
                1,
                request -> {
                    tries.add((UpdateItemRequest) request);
                    return Faults.serverError(request);
                });
        Await.done(store.management().purge(TENANT));
        Commit fresh = commit(first(noted("fresh")));

        assertThat(tries).hasSize(1);
        Await.done(Mono.fromFuture(() -> DynamoFixture.rawClient().updateItem(tries.get(0)))
                .onErrorComplete()
                .then());

        assertThat(read()).containsExactly(fresh);
        assertThat(read(second(), TENANT, STREAM)).containsExactly(fresh);
    }

    /** Nothing is remembered of a purge that was not carried out, and nothing comes of it later. */
    @Test
    void a_purge_that_failed_before_it_took_effect_has_none() {
        EventStore store = faulty();
        List<Commit> stored = new ArrayList<>(fill(TENANT, STREAM, 2));
        faults.fail(UpdateItemRequest.class, Faults.ALWAYS, Faults::throttled);
        Await.error(StorageUnavailableException.class, store.management().purge(TENANT));
        faults.heal();

        stored.add(commit(after(stored.get(1), noted("more"))));
        Await.done(second().management().purge("tenant-2"));

        assertThat(read()).isEqualTo(stored);
    }

    @Test
    void an_interrupted_purge_has_taken_effect_and_the_next_one_cleans_up() {
        fill(TENANT, STREAM, 3);
        purgeUntilTheCommits();
        assertThat(read()).isEmpty();
        Commit fresh = commit(first(noted("fresh")));
        assertThat(read(second(), TENANT, STREAM)).containsExactly(fresh);

        Await.done(store().management().purge(TENANT));

        assertThat(read()).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    /** Two stores under one name, one after the other; the object that knew the first one writes to the second. */
    @Test
    void what_was_purged_does_not_come_back_after_a_drop() {
        EventStore store = data().openUnordered();
        EventStore other = data().openUnordered();
        Await.done(store.management().initialize());
        commit(store, first(noted("a")));
        Await.done(store.management().purge(TENANT));
        assertThat(read(other, TENANT, STREAM)).isEmpty();
        Await.done(store.management().drop());
        Await.done(store.management().initialize());
        commit(store, first(noted("b")));
        commit(other, firstOf(TENANT, "other", noted("c")));

        Await.done(store.management().purge(TENANT));

        assertThat(read(store, TENANT, STREAM)).isEmpty();
        assertThat(read(store, TENANT, "other")).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }

    @Test
    void what_was_purged_does_not_come_back_after_a_table_was_restored() {
        EventStore store = data().openUnordered();
        Await.done(store.management().initialize());
        Commit a = commit(store, first(noted("a")));
        List<Map<String, AttributeValue>> backup = Await.all(items().items());
        Await.done(store.management().purge(TENANT));
        Await.done(items().items()
                .concatMap(item -> items().delete(Keys.keyOf(item)))
                .thenMany(Flux.fromIterable(backup))
                .concatMap(item -> items().put(item))
                .then());
        commit(store, firstOf(TENANT, "other", noted("b")));
        commit(store, after(a, noted("c")));

        Await.done(store.management().purge(TENANT));

        assertThat(read(store, TENANT, STREAM)).isEmpty();
        assertThat(read(store, TENANT, "other")).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
    }
}
