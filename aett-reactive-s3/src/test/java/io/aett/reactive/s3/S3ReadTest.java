package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.http.SdkHttpRequest;

/** What a read sees of a purge, and of commits under way, that come between its requests. */
@ExtendWith(AlwaysOn.class)
class S3ReadTest {

    private final S3Fixture data = new S3Fixture();
    private final EventStore store = data.open(FixtureOptions.defaults());
    private final EventStore small = data.open(FixtureOptions.defaults().withPageSize(3));
    private final S3Fixture.Second undisturbed = data.second();
    private final EventStore other = undisturbed.open(FixtureOptions.defaults());

    @BeforeEach
    void begin() {
        Await.done(other.management().initialize());
    }

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(undisturbed.dispose().then(data.dispose()));
    }

    private Commit commit(String stream, long sequence) {
        return Await.value(other.commits().commit(commitOf(stream, sequence)));
    }

    private void commits(String stream, int count) {
        for (int n = 1; n <= count; n++) {
            commit(stream, n);
        }
    }

    /** Requests for the slots behind this one. */
    private static Predicate<SdkHttpRequest> slotsBehind(long slot) {
        return request -> {
            String path = request.encodedPath();
            return path.contains("/c/s/") && Long.parseLong(path.substring(path.length() - 19)) > slot;
        };
    }

    /** Subscribes, has the tenant purged while the requests are held, and gives what was read then. */
    private <T> List<T> besideAPurge(Predicate<SdkHttpRequest> held, int requests, Flux<T> read) {
        CompletableFuture<Void> purged = new CompletableFuture<>();
        data.wire.harm(requests, held, Wire.held(purged));
        CompletableFuture<List<T>> reading = read.collectList().toFuture();
        Await.until(() -> "under way: " + data.wire.underWay(), () -> data.wire.underWay() == requests);
        Await.done(other.management().purge("t"));
        purged.complete(null);
        return Await.value(Mono.fromFuture(reading));
    }

    @Test
    void a_purge_in_the_middle_of_a_page_shows_no_part_of_the_stream() {
        commits("s", 8);
        assertThat(Await.all(store.commits().get("t", "s"))).hasSize(8);

        assertThat(besideAPurge(slotsBehind(4), 5, store.commits().get("t", "s")))
                .isEmpty();
    }

    @Test
    void a_purge_in_the_middle_of_a_tenants_page_shows_no_part_of_the_tenant() {
        commits("s", 8);
        assertThat(Await.all(store.commits().getAllTo("t", Instant.MAX))).hasSize(8);

        assertThat(besideAPurge(slotsBehind(4), 4, store.commits().getAllTo("t", Instant.MAX)))
                .isEmpty();
    }

    @Test
    void a_head_beside_a_purge_is_that_of_the_whole_stream_or_none() {
        commits("s", 5);
        assertThat(Await.value(store.commits().head("t", "s")).headSequence()).isEqualTo(5);
        for (int n = 6; n <= 8; n++) {
            commit("s", n);
        }

        assertThat(besideAPurge(
                        slotsBehind(5), 1, store.commits().head("t", "s").flux()))
                .isEmpty();
    }

    @Test
    void pages_of_two_lives_of_a_stream_are_never_mixed() {
        commits("s", 9);

        StepVerifier.create(small.commits().get("t", "s").map(Commit::commitSequence), 3)
                .expectNext(1L, 2L, 3L)
                .then(() -> {
                    Await.done(other.management().purge("t"));
                    commits("s", 9);
                })
                .thenRequest(6)
                .expectError(StorageUnavailableException.class)
                .verify(Await.BOUND);
    }

    @Test
    void pages_of_two_lives_of_a_tenant_are_never_mixed() {
        commits("s", 9);

        StepVerifier.create(small.commits().getAllTo("t", Instant.MAX).map(Commit::commitSequence), 3)
                .expectNext(1L, 2L, 3L)
                .then(() -> {
                    Await.done(other.management().purge("t"));
                    commits("s", 9);
                })
                .thenRequest(6)
                .expectError(StorageUnavailableException.class)
                .verify(Await.BOUND);
    }

    @Test
    void a_read_across_a_drop_and_a_new_store_is_an_error() {
        commits("s", 9);

        StepVerifier.create(small.commits().getAllTo("t", Instant.MAX).map(Commit::commitSequence), 3)
                .expectNext(1L, 2L, 3L)
                .then(() -> {
                    Await.done(other.management().drop().then(other.management().initialize()));
                    commits("s", 2);
                })
                .thenRequest(6)
                .expectError(StorageUnavailableException.class)
                .verify(Await.BOUND);
    }

    @Test
    void all_of_a_tenant_is_read_up_to_one_head() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        commit("a", 1);
        Await.all(store.commits().get("t", "s"));
        data.wire.harm(1, Wire.puts("/c/s/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                store.commits().commit(commitOf("s", 1)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);
        commits("b", 3);

        // The first page shows a1 and b1, and has stepped over s1, which is not acknowledged yet.
        StepVerifier.create(small.commits().getAllTo("t", Instant.MAX).map(c -> c.streamId() + c.commitSequence()), 2)
                .expectNext("a1", "b1")
                .then(() -> {
                    stalled.complete(null);
                    assertThat(Await.value(Mono.fromFuture(late)).commitSequence())
                            .isEqualTo(1);
                    commit("s", 2);
                })
                .thenRequest(Long.MAX_VALUE)
                .expectNext("b2", "b3")
                .expectComplete()
                .verify(Await.BOUND);
        assertThat(Await.all(small.commits().getAllTo("t", Instant.MAX))).hasSize(6);
    }
}
