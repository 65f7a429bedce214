package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.S3Object;

/** What is created and removed, and what a store without a global order is. */
@ExtendWith(AlwaysOn.class)
class S3ManagementTest {

    private final S3Fixture data = new S3Fixture().tryingTheEndpoint();

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(data.dispose());
    }

    private EventStore initialized() {
        EventStore store = data.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        return store;
    }

    private List<String> keys() {
        return Await.all(data.objects().map(S3Object::key));
    }

    private static Commit commit(EventStore store, String stream, long sequence) {
        return Await.value(store.commits().commit(commitOf(stream, sequence)));
    }

    private void put(S3AsyncClient client, String key) {
        client.putObject(put -> put.bucket(TestClients.BUCKET).key(key), AsyncRequestBody.fromString("not ours"))
                .join();
    }

    @Test
    void initialize_leaves_two_small_objects_and_no_trace_of_the_probe() {
        initialized();

        assertThat(keys()).hasSize(2).anyMatch(key -> key.endsWith("/store")).anyMatch(key -> key.contains("/state/"));
    }

    /** The answer to naming the store is lost, and the SDK's second attempt finds the name there. */
    @Test
    void a_store_that_was_named_by_a_lost_answer_is_initialized() {
        data.wire.harm(
                1,
                request -> request.method() == SdkHttpMethod.PUT
                        && request.encodedPath().endsWith("/store"),
                Wire.answerLost());

        EventStore store = initialized();

        assertThat(commit(store, "s", 1).commitSequence()).isEqualTo(1);
        assertThat(keys()).filteredOn(key -> key.contains("/state/")).hasSize(1);
    }

    @Test
    void a_store_that_exists_is_not_probed_again() {
        initialized();
        data.requests.reset();

        Await.done(data.open(FixtureOptions.defaults()).management().initialize());

        assertThat(data.requests.of("PutObject")).isZero();
        assertThat(data.requests.all()).isLessThan(10);
    }

    @Test
    void a_bucket_that_is_not_there_is_named_with_what_to_do() {
        EventStore store = new S3Fixture(settings -> settings.bucket("no-such-bucket")).open(FixtureOptions.defaults());

        StorageException refused =
                Await.error(StorageException.class, store.management().initialize());

        String said =
                "there is no bucket no-such-bucket at this endpoint of S3; create it, or correct the option bucket,"
                        + " or the region or endpoint of the client";
        assertThat(refused).hasMessageEndingWith(said);
        assertThat(Await.error(StorageException.class, store.commits().commit(commitOf("s", 1))))
                .hasMessageEndingWith(said);
        assertThat(Await.error(StorageException.class, store.commits().head("t", "s")))
                .hasMessageEndingWith(said);
        Await.done(store.close());
    }

    @Test
    void drop_leaves_nothing_of_the_store_and_everything_of_others() {
        EventStore store = initialized();
        commit(store, "s", 1);
        S3AsyncClient client = data.client();
        String beside = data.prefix.substring(0, data.prefix.length() - 1) + "-beside/data/x";
        put(client, data.prefix + "own");
        put(client, data.prefix + "database/x");
        put(client, beside);

        Await.done(store.management().drop());
        Await.done(store.management().drop());

        assertThat(keys()).containsExactlyInAnyOrder(data.prefix + "own", data.prefix + "database/x");
        client.headObject(head -> head.bucket(TestClients.BUCKET).key(beside)).join();
        client.deleteObject(delete -> delete.bucket(TestClients.BUCKET).key(beside))
                .join();
    }

    @Test
    void a_drop_that_broke_off_before_its_end_leaves_no_store_and_can_be_repeated() {
        EventStore store = initialized();
        EventStore other = data.open(FixtureOptions.defaults());
        commit(store, "s", 1);
        commit(other, "s", 2);
        data.wire.harm(
                1000,
                request -> request.method().name().equals("DELETE")
                        && request.encodedPath().endsWith("/store"),
                Wire.requestLost());
        Await.error(StorageUnavailableException.class, store.management().drop());
        data.wire.heal();

        for (EventStore each : List.of(store, other, data.open(FixtureOptions.defaults()))) {
            assertThat(Await.error(StorageException.class, each.commits().commit(commitOf("s", 3))))
                    .hasMessageContaining("initialize");
        }
        assertThat(Await.error(StorageException.class, store.management().initialize()))
                .hasMessageContaining("drop()");
        Await.done(other.management().drop());
        assertThat(keys()).isEmpty();

        Await.done(store.management().initialize());
        assertThat(commit(other, "s", 1).commitSequence()).isEqualTo(1);
    }

    @Test
    void what_a_drop_left_is_no_part_of_the_next_store_and_goes_with_it() {
        EventStore store = initialized();
        commit(store, "s", 1);
        data.wire.harm(1000, request -> request.method().name().equals("POST"), Wire.requestLost());
        Await.error(StorageUnavailableException.class, store.management().drop());
        data.wire.heal();

        Await.done(store.management().initialize());
        Commit first = commit(store, "s", 1);
        assertThat(Await.all(store.management().getFrom(0))).containsExactly(first);

        Await.done(store.management().drop());
        assertThat(keys()).isEmpty();
    }
}
