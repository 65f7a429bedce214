package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** W4, R9: ids in streams of many slots, by processes that know nothing of them. */
@ExtendWith(AlwaysOn.class)
class S3IdsTest {

    private static final String DIGESTS = "/i/s/";

    private final S3Fixture data = new S3Fixture(settings -> settings.parallelRequests(100));
    private final EventStore store = data.open(FixtureOptions.defaults());
    private final S3Fixture.Second undisturbed = data.second();

    @BeforeEach
    void begin() {
        Await.done(store.management().initialize());
    }

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(undisturbed.dispose().then(data.dispose()));
    }

    private EventStore started() {
        return undisturbed.open(FixtureOptions.defaults());
    }

    private static UUID id(long sequence) {
        return new UUID(sequence, 1);
    }

    private static Commit withId(long sequence, UUID id) {
        return commitOf("s", sequence).toBuilder().commitId(id).build();
    }

    /** The slots of a stream, as they would be had it been written, one commit after the other. */
    private void filled(int slots) {
        Commit like = Await.value(store.commits().commit(withId(1, id(1))));
        String first = Await.value(data.objects()
                .map(S3Object::key)
                .filter(key -> key.contains("/c/s/"))
                .next());
        byte[] payload = data.client()
                .getObject(
                        get -> get.bucket(TestClients.BUCKET).key(first),
                        AsyncResponseTransformer.<GetObjectResponse>toBytes())
                .join()
                .asByteArrayUnsafe();
        S3Bucket bucket = new S3Bucket(data.client(), TestClients.BUCKET, Schedulers.parallel(), new S3Failures());
        S3Keys keys = new S3Keys(data.prefix);
        UUID storeId = UUID.fromString(first.substring(first.indexOf("/data/") + 6, first.indexOf("/t/")));
        S3Keys.StreamPlace place = data.place(storeId, "t", "s");
        List<Filled> all = new ArrayList<>();
        Filled last = Filled.NOTHING;
        for (long n = 1; n <= slots; n++) {
            last = last.next(
                    new EncodedCommit(place.stream(), n, n, 1, id(n), new UUID(2, n), like.commitStamp(), payload, 0),
                    1024 * n);
            all.add(last);
        }
        Await.all(Flux.fromIterable(all.subList(1, slots))
                .flatMap(slot -> bucket.create(keys.slot(place, slot.slot()), slot.metadata(), payload), 48));
    }

    private List<String> digests() {
        return Await.all(data.objects().map(S3Object::key).filter(key -> key.contains(DIGESTS)));
    }

    private void remove(String end) {
        List<String> keys = Await.all(data.objects().map(S3Object::key).filter(key -> key.endsWith(end)));
        assertThat(keys).hasSize(1);
        data.client()
                .deleteObject(delete -> delete.bucket(TestClients.BUCKET).key(keys.get(0)))
                .join();
    }

    /** W4: of two ids with the same digits one is stored, and the other may be. */
    @Test
    void digits_that_are_the_same_are_decided_by_the_commit_itself() {
        Commit first = Await.value(store.commits().commit(withId(1, id(1))));
        Await.value(store.commits().commit(withId(2, id(2))));
        S3Bucket bucket = new S3Bucket(data.client(), TestClients.BUCKET, Schedulers.parallel(), new S3Failures());
        String second = Await.value(data.objects()
                .map(S3Object::key)
                .filter(key -> key.endsWith("/c/s/" + S3Keys.number(2)))
                .next());
        S3Bucket.Found stored = Await.value(bucket.get(second));
        Map<String, String> metadata = new HashMap<>(stored.metadata());
        metadata.put("ids", Ids.digits(id(3)));
        Await.done(bucket.replace(second, metadata, stored.body()));

        assertThat(Await.valueOrNull(started().commits().find("t", "s", id(3)))).isNull();
        Commit third = Await.value(started().commits().commit(withId(3, id(3))));
        assertThat(Await.all(started().commits().get("t", "s")))
                .startsWith(first)
                .endsWith(third)
                .hasSize(3);
    }

    private static void findsAll(EventStore by, int slots) {
        for (long n : new long[] {1, 64, 65, 1024, 1025, 2047, 2048, 2049, 2112, slots}) {
            assertThat(Await.value(by.commits().find("t", "s", id(n))).commitSequence())
                    .isEqualTo(n);
            assertThat(Await.error(DuplicateCommitException.class, by.commits().commit(withId(slots + 1L, id(n))))
                            .storedCommit()
                            .commitSequence())
                    .isEqualTo(n);
        }
        assertThat(Await.valueOrNull(by.commits().find("t", "s", id(slots + 1L))))
                .isNull();
    }

    /** 2,048 slots are one digest, of two that are made on the way; 64 more are told by the last of them. */
    @Test
    void an_id_of_any_age_is_found_and_digests_are_made_once_and_never_needed() {
        int slots = 2113;
        filled(slots);
        findsAll(started(), slots);
        assertThat(digests()).hasSize(3);

        EventStore other = data.open(FixtureOptions.defaults());
        Await.value(other.commits().commit(commitOf("elsewhere", 1)));
        data.requests.reset();
        Await.value(other.commits().commit(commitOf("s", slots + 1)));
        // The state, the last slot and the one behind it, a digest, and the last slot of a block.
        assertThat(data.requests.summary()).containsExactly("GetObject 5", "PutObject 2");
        data.requests.reset();
        Await.value(other.commits().commit(commitOf("s", slots + 2)));
        assertThat(data.requests.summary()).containsExactly("GetObject 1", "PutObject 2");

        remove("/i/s/2048/" + S3Keys.number(0));
        remove("/i/s/1024/" + S3Keys.number(1024));
        findsAll(started(), slots);
        assertThat(digests()).hasSize(3);
    }

    @Test
    void who_may_not_store_a_digest_does_without() {
        filled(1030);
        data.wire.harm(1000, Wire.puts(DIGESTS), Wire.refused(403, "AccessDenied"));
        EventStore other = data.open(FixtureOptions.defaults());

        assertThat(Await.value(other.commits().find("t", "s", id(3))).commitSequence())
                .isEqualTo(3);
        Await.error(DuplicateCommitException.class, other.commits().commit(withId(1031, id(1024))));
        assertThat(digests()).isEmpty();
    }

    /** W4, R10. */
    @Test
    void what_is_missing_at_the_end_of_a_block_is_lost_for_who_looks_there_and_no_void_hides_it() {
        filled(66);
        EventStore knows = started();
        assertThat(Await.all(knows.commits().get("t", "s"))).hasSize(66);
        remove("/c/s/" + S3Keys.number(64));

        EventStore other = started();
        assertThat(Await.error(MalformedDataException.class, other.commits().commit(commitOf("s", 67))))
                .hasMessageContaining("/c/s/" + S3Keys.number(64));
        Await.error(MalformedDataException.class, other.commits().find("t", "s", id(1)));
        assertThat(Await.value(knows.commits().commit(commitOf("s", 67))).commitSequence())
                .isEqualTo(67);
    }

    /** M2: what a writer misses of a tenant that was purged meanwhile was not lost. */
    @Test
    void who_misses_the_end_of_a_block_since_its_tenant_was_purged_begins_again() {
        filled(66);
        EventStore other = data.open(FixtureOptions.defaults());
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.gets("/c/s/" + S3Keys.number(64)), Wire.held(stalled));
        CompletableFuture<Commit> late =
                other.commits().commit(commitOf("s", 67)).toFuture();
        Await.until(() -> "not asked for", () -> data.wire.harmsLeft() == 0);
        Await.done(started().management().purge("t"));
        stalled.complete(null);

        Await.error(InvalidCommitException.class, Mono.fromFuture(late));
        assertThat(Await.value(other.commits().commit(commitOf("s", 1))).commitSequence())
                .isEqualTo(1);
    }

    /** W4: a duplicate goes before a lost race, also when the writer learns of both by the same slot. */
    @Test
    void who_loses_a_race_hears_of_its_id_that_was_stored_behind_it() {
        Await.value(store.commits().commit(withId(1, id(1))));
        EventStore other = started();
        Await.value(other.commits().commit(withId(2, id(2))));
        Commit behind = Await.value(other.commits().commit(withId(3, id(3))));

        assertThat(Await.error(DuplicateCommitException.class, store.commits().commit(withId(2, id(3))))
                        .storedCommit())
                .isEqualTo(behind);
        Await.error(NonConflictingCommitException.class, store.commits().commit(withId(2, id(4))));
    }

    /** W4, G2: a void says the ids before it, and what comes behind it too. */
    @Test
    void the_ids_before_a_void_are_known_to_who_meets_it() {
        Commit first = Await.value(store.commits().commit(withId(1, id(1))));
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts("/c/s/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                store.commits().commit(withId(2, id(2))).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);
        EventStore other = started();
        Await.value(other.commits().commit(commitOf("elsewhere", 1)));
        assertThat(Await.all(other.management().getFrom(0))).hasSize(2);
        assertThat(Await.value(data.voids("t"))).isEqualTo(1);

        assertThat(Await.error(
                                DuplicateCommitException.class,
                                started().commits().commit(withId(2, id(1))))
                        .storedCommit())
                .isEqualTo(first);
        stalled.complete(null);
        Commit second = Await.value(Mono.fromFuture(late));
        assertThat(Await.value(started().commits().find("t", "s", id(1)))).isEqualTo(first);
        assertThat(Await.value(started().commits().find("t", "s", id(2)))).isEqualTo(second);
    }
}
