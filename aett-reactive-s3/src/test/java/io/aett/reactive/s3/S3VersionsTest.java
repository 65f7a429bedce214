package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.S3Server;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.GetBucketVersioningRequest;
import software.amazon.awssdk.services.s3.model.ObjectLockLegalHoldStatus;

/** Buckets that keep versions or lock objects: nothing of a purged tenant stays, or it is an error. */
@ExtendWith(AlwaysOn.class)
class S3VersionsTest {

    private static S3Server server;

    @BeforeAll
    static void start() {
        server = S3Server.startOneThatKeepsVersions();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3Fixture bucket(String name, boolean locking) {
        try (S3AsyncClient client = TestClients.client(server)) {
            client.createBucket(create -> create.bucket(name).objectLockEnabledForBucket(locking))
                    .join();
        }
        return new S3Fixture(server, settings -> settings.bucket(name));
    }

    private static List<String> versions(S3AsyncClient client, String bucket) {
        List<String> found = new ArrayList<>();
        Flux.from(client.listObjectVersionsPaginator(list -> list.bucket(bucket)))
                .doOnNext(page -> {
                    page.versions().forEach(version -> found.add(version.key()));
                    page.deleteMarkers().forEach(marker -> found.add(marker.key()));
                })
                .blockLast();
        return found;
    }

    @ParameterizedTest
    @EnumSource(
            value = BucketVersioningStatus.class,
            names = {"ENABLED", "SUSPENDED"})
    void a_purge_leaves_no_version_of_the_tenant(BucketVersioningStatus status) {
        String name = "versions-" + status.name().toLowerCase(java.util.Locale.ROOT);
        S3Fixture data = bucket(name, false);
        S3AsyncClient client = data.client();
        client.putBucketVersioning(put -> put.bucket(name).versioningConfiguration(v -> v.status(status)))
                .join();
        EventStore store = data.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        for (int n = 1; n <= 3; n++) {
            Await.value(store.commits().commit(commitOf("s", n)));
        }
        for (int again = 0; again < 3; again++) {
            Await.done(store.snapshots().add(new Snapshot("t", "s", 1, 1, new State("x", again), Map.of())));
        }
        assertThat(versions(client, name)).anyMatch(key -> key.contains("/t/t/"));

        Await.done(store.management().purge("t"));

        assertThat(versions(client, name)).noneMatch(key -> key.contains("/t/t/"));
        Commit first = Await.value(store.commits().commit(commitOf("s", 1)));
        assertThat(Await.all(store.commits().get("t", "s"))).containsExactly(first);
        assertThat(Await.all(store.management().getFrom(0))).containsExactly(first);
        Await.done(store.management().drop());
        assertThat(versions(client, name)).noneMatch(key -> key.contains("/data/"));
        Await.done(data.dispose());
    }

    /** A condition looks at the newest version, and what has a delete marker on top is not there. */
    @ParameterizedTest
    @EnumSource(
            value = BucketVersioningStatus.class,
            names = {"ENABLED", "SUSPENDED"})
    void states_are_replaced_removed_and_created_again_and_a_drop_leaves_no_version(BucketVersioningStatus status) {
        String name = "states-" + status.name().toLowerCase(java.util.Locale.ROOT);
        S3Fixture data = bucket(name, false);
        S3AsyncClient client = data.client();
        client.putBucketVersioning(put -> put.bucket(name).versioningConfiguration(v -> v.status(status)))
                .join();
        EventStore store = data.tryingTheEndpoint().open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        StateEntry first = Await.value(store.states().create("s", "k", new byte[] {1}));
        StateEntry second = Await.value(store.states().replace(first, new byte[] {2}));

        assertThat(Await.value(store.states().remove(first))).isFalse();
        assertThat(Await.value(store.states().remove(second))).isTrue();
        assertThat(Await.value(store.states().remove(second))).isFalse();
        assertThat(Await.valueOrNull(store.states().replace(second, new byte[] {3})))
                .isNull();
        assertThat(Await.all(store.states().scan("s", ""))).isEmpty();
        StateEntry third = Await.value(store.states().create("s", "k", new byte[] {1}));
        assertThat(Await.all(store.states().scan("s", ""))).containsExactly(third);

        Await.done(store.management().drop());
        assertThat(versions(client, name)).noneMatch(key -> key.contains("/data/"));
        Await.done(data.dispose());
    }

    /** As the SDK shows an answer of which no more than the first line came. */
    private static final class CuttingOnce implements ExecutionInterceptor {

        private final AtomicInteger answers = new AtomicInteger();

        private boolean cuts(SdkRequest request) {
            return request instanceof GetBucketVersioningRequest && answers.get() == 1;
        }

        @Override
        public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes attributes) {
            if (context.request() instanceof GetBucketVersioningRequest) {
                answers.incrementAndGet();
            }
        }

        @Override
        public SdkHttpResponse modifyHttpResponse(Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            return cuts(context.request())
                    ? context.httpResponse().toBuilder().clearHeaders().build()
                    : context.httpResponse();
        }

        @Override
        public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
                Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
            return cuts(context.request()) ? Optional.of(Flux.empty()) : context.responsePublisher();
        }
    }

    @Test
    void an_answer_that_was_cut_does_not_say_that_there_are_no_versions() {
        String name = "versions-cut";
        S3Fixture data = bucket(name, false);
        data.client()
                .putBucketVersioning(
                        put -> put.bucket(name).versioningConfiguration(v -> v.status(BucketVersioningStatus.ENABLED)))
                .join();
        CuttingOnce cutting = new CuttingOnce();
        data.through(cutting);
        EventStore store = data.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        Await.value(store.commits().commit(commitOf("s", 1)));

        Await.done(store.management().purge("t"));

        assertThat(cutting.answers).hasValue(2);
        assertThat(versions(data.client(), name)).noneMatch(key -> key.contains("/t/t/"));
        Await.done(data.dispose());
    }

    @Test
    void what_a_lock_keeps_is_an_error_and_not_a_silent_rest() {
        String name = "locks-objects";
        S3Fixture data = bucket(name, true);
        S3AsyncClient client = data.client();
        EventStore store = data.open(FixtureOptions.defaults());
        Await.done(store.management().initialize());
        Await.value(store.commits().commit(commitOf("s", 1)));
        String locked = versions(client, name).stream()
                .filter(key -> key.contains("/c/"))
                .findFirst()
                .orElseThrow();
        hold(client, name, locked, ObjectLockLegalHoldStatus.ON);

        StorageException refused =
                Await.error(StorageException.class, store.management().purge("t"));

        assertThat(refused.getMessage()).contains("could not be removed").contains(locked);
        assertThat(Await.all(store.commits().get("t", "s"))).isEmpty();
        hold(client, name, locked, ObjectLockLegalHoldStatus.OFF);
        Await.done(store.management().purge("t"));
        assertThat(versions(client, name)).noneMatch(key -> key.contains("/t/t/"));
        Await.done(data.dispose());
    }

    private static void hold(S3AsyncClient client, String bucket, String key, ObjectLockLegalHoldStatus status) {
        client.putObjectLegalHold(put -> put.bucket(bucket).key(key).legalHold(hold -> hold.status(status)))
                .join();
    }
}
