package io.aett.reactive.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Much: pages of 1 MB, thousands of items, filters that leave nothing. What is read was written as the store writes it. */
class DynamoVolumeTest extends DynamoSuite {

    private static final int MANY = 5_000;

    /** A stream of so many commits of this text each, without the detour of appending them. */
    private List<Long> written(String tenant, String text, int many) {
        commit(firstOf(tenant, STREAM, new Noted(text)));
        StreamKey stream = new StreamKey(tenant, STREAM);
        Storage storage = DynamoDbEventStore.storage(
                DynamoFixture.rawClient(),
                DynamoDbOptions.builder().table(data().table).build());
        EncodedCommit first = Await.value(
                        storage.commits().readStream(stream, 1, Long.MAX_VALUE, new PageRequest(0, 1, 1)))
                .commits()
                .get(0);
        Table table = new Table(DynamoFixture.rawClient(), data().table, Schedulers.parallel());
        long generation = Await.value(new Generations(table, new Counter(table)).current(tenant));
        Payload payload = Payload.of(first.payload());
        List<WriteRequest> writes = new ArrayList<>();
        List<Entry> announced = new ArrayList<>();
        for (long i = 2; i <= many; i++) {
            EncodedCommit commit = new EncodedCommit(
                    stream, i, i, 1, new UUID(1, i), new UUID(2, i), first.stamp(), first.payload(), 0);
            long position = first.checkpoint() + i - 1;
            Items.commit(generation, commit, payload, first.stamp(), position).forEach(item -> writes.add(put(item)));
            announced.add(Entry.of(new Attempt(0, commit, payload, generation, position, first.stamp())));
        }
        Map<String, AttributeValue> counter =
                new HashMap<>(Await.value(items().items('m').single()));
        counter.put("n", Items.number(first.checkpoint() + many - 1));
        writes.add(put(counter));
        Await.done(Flux.fromIterable(writes)
                .buffer(500)
                .flatMap(table::writeAll, 4)
                .then());
        Await.value(new Lanes(table).announce(announced));
        return LongStream.rangeClosed(1, many).boxed().toList();
    }

    private static WriteRequest put(Map<String, AttributeValue> item) {
        return WriteRequest.builder().putRequest(put -> put.item(item)).build();
    }

    private static List<Long> sequences(List<Commit> commits) {
        return commits.stream().map(Commit::commitSequence).toList();
    }

    @Test
    void five_thousand_commits_in_a_stream_are_read_whole_through_pages_of_a_megabyte() {
        List<Long> expected = written(TENANT, RandomText.of(1_500), MANY);
        EventStore store = data().open(FixtureOptions.defaults().withPageSize(2_000));
        data().resetRequests();

        assertThat(sequences(read(store, TENANT, STREAM))).isEqualTo(expected);

        assertThat(data().requests.count(QueryRequest.class::isInstance)).isBetween(7L, 14L);
        assertThat(sequences(all(store))).isEqualTo(expected);
        assertThat(sequences(Await.all(store.commits().get(TENANT, STREAM, 4_990, Long.MAX_VALUE))))
                .isEqualTo(expected.subList(4_989, MANY));
        assertThat(commit(store, numbered(TENANT, STREAM, MANY + 1, MANY + 1, new Noted("next")))
                        .commitSequence())
                .isEqualTo(MANY + 1);
    }

    @Test
    void a_tenant_of_few_commits_between_thousands_of_others_is_found() {
        Commit before = commit(firstOf("few", STREAM, new Noted("before")));
        written("many", "short", 3_000);
        Commit after = commit(numbered("few", STREAM, 2, 2, new Noted("after")));
        data().resetRequests();

        assertThat(Await.all(store().commits().getAllTo("few", Instant.MAX))).containsExactly(before, after);

        assertThat(data().requests()).isLessThan(100);
        assertThat(Await.all(store().commits().getAllTo("nobody", Instant.MAX))).isEmpty();
    }

    /** R7. A store that knows nothing of the tenant looks for its generation before the page and after it. */
    @Test
    void a_demand_of_one_in_a_long_stream_costs_one_page() {
        written(TENANT, "short", 500);
        EventStore store = data().open(FixtureOptions.defaults().withPageSize(100));
        data().resetRequests();

        Recorder<Commit> reader = Recorder.of(store.commits().get(TENANT, STREAM), 1);
        reader.await(1);

        assertThat(data().requests.names()).containsExactly("GetItem", "GetItem", "Query");
        reader.dispose();
    }

    @Test
    void purge_removes_thousands_and_leaves_the_order_passable() {
        written(TENANT, "short", 1_500);
        Commit other = commit(firstOf("other", STREAM, new Noted("other")));

        Await.done(store().management().purge(TENANT));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(readAll()).containsExactly(other);
    }
}
