package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A store whose log is long enough to have stretches that are over, and what is stored of it behind its back. */
final class Stretched {

    static final String SMALL = "/p/0/";
    static final String LARGE = "/p/1/";

    /** Streams of one round: two batches, or a few more. */
    static final int WIDE = 90;

    final S3Fixture data = new S3Fixture(settings -> settings.parallelRequests(100));
    final EventStore store = data.open(FixtureOptions.defaults());
    private final S3Fixture.Second undisturbed = data.second();
    private int rounds;

    Stretched() {
        Await.done(store.management().initialize());
    }

    void dispose() {
        data.wire.heal();
        Await.done(undisturbed.dispose().then(data.dispose()));
    }

    static Commit of(String tenant, String stream, long sequence) {
        return commitOf(stream, sequence).toBuilder().tenantId(tenant).build();
    }

    static String tenant(int stream) {
        return stream == 7 ? "small" : stream % 2 == 0 ? "t" : "u";
    }

    /** The streams are new again. */
    void begin() {
        rounds = 0;
    }

    /** So many rounds of one commit to each of the streams of three tenants. A small stretch takes three. */
    void rounds(EventStore by, int more) {
        for (int last = rounds + more; rounds < last; rounds++) {
            long sequence = rounds + 1L;
            Await.all(Flux.range(0, WIDE).flatMap(i -> by.commits().commit(of(tenant(i), "s" + i, sequence)), WIDE));
        }
    }

    /** A process that knows nothing yet, and to which nothing is done. */
    EventStore other() {
        return undisturbed.open(FixtureOptions.defaults());
    }

    static List<Commit> order(EventStore by) {
        return Await.all(by.management().getFrom(0));
    }

    static List<Commit> ofTenant(EventStore by, String tenant) {
        return Await.all(by.commits().getAllTo(tenant, Instant.MAX));
    }

    /** What the streams hold, which are read without the log, in the order of the checkpoints. */
    List<Commit> slots() {
        EventStore reader = other();
        return Await.all(Flux.range(0, WIDE)
                .flatMap(i -> reader.commits().get(tenant(i), "s" + i), 8)
                .sort(Comparator.comparingLong(Commit::checkpointToken)));
    }

    List<String> packs(String size) {
        return Await.all(data.objects().map(S3Object::key).filter(key -> key.contains(size)));
    }

    byte[] content(String key) {
        return data.client()
                .getObject(
                        get -> get.bucket(TestClients.BUCKET).key(key),
                        AsyncResponseTransformer.<GetObjectResponse>toBytes())
                .join()
                .asByteArrayUnsafe();
    }

    boolean isAnywhereInPacks(String text) {
        return packs("/p/").stream().anyMatch(key -> new String(content(key), StandardCharsets.UTF_8).contains(text));
    }

    void removePacks() {
        packs("/p/")
                .forEach(key -> data.client()
                        .deleteObject(
                                delete -> delete.bucket(TestClients.BUCKET).key(key))
                        .join());
    }

    /** Two small stretches that are over, the rounds behind them, and no pack; all that the slots say. */
    List<Commit> unpacked() {
        data.wire.harm(100_000, Wire.puts("/p/"), Wire.refused(403, "AccessDenied"));
        rounds(store, 7);
        Await.until(() -> "under way " + data.wire.underWay(), () -> data.wire.underWay() == 0);
        data.wire.heal();
        return slots();
    }

    /** The order, and what is a tenant's, are what the slots say. */
    static void reads(EventStore by, List<Commit> slots) {
        assertThat(order(by)).isEqualTo(slots);
        for (String tenant : List.of("t", "u", "small", "none")) {
            assertThat(ofTenant(by, tenant))
                    .isEqualTo(slots.stream()
                            .filter(commit -> commit.tenantId().equals(tenant))
                            .toList());
        }
    }
}
