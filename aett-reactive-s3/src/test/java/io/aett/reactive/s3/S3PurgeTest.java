package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.s3.Wire.Fault;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.http.SdkHttpRequest;

/** M2: a purge that did not come to its end has no effect, or all of it, before anybody writes on. */
@ExtendWith(AlwaysOn.class)
class S3PurgeTest {

    private final S3Fixture data = new S3Fixture();
    private final EventStore purging = data.open(FixtureOptions.defaults());
    private final S3Fixture.Second undisturbed = data.second();
    private final EventStore writing = undisturbed.open(FixtureOptions.defaults());

    @BeforeEach
    void begin() {
        Await.done(writing.management().initialize());
        commit(writing, 1);
        assertThat(read(purging)).hasSize(1);
    }

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(undisturbed.dispose().then(data.dispose()));
    }

    private static Commit commit(EventStore store, long sequence) {
        return Await.value(store.commits().commit(commitOf("s", sequence)));
    }

    private static List<Commit> read(EventStore store) {
        return Await.all(store.commits().get("t", "s"));
    }

    /** The writes of the state behind the first so many. */
    private static Predicate<SdkHttpRequest> statesBehind(int first) {
        AtomicInteger seen = new AtomicInteger();
        return request -> Wire.puts("/state/").test(request) && seen.incrementAndGet() > first;
    }

    private void breakOff(int steps, Fault fault) {
        data.wire.harm(1000, statesBehind(steps), fault);
        Await.error(StorageUnavailableException.class, purging.management().purge("t"));
        data.wire.heal();
    }

    /** What is acknowledged after a purge broke off stays, whatever is purged and whoever is started then. */
    @ParameterizedTest
    @CsvSource({"0,false", "1,false", "2,false", "0,true", "1,true", "2,true"})
    void a_purge_that_broke_off_takes_nothing_that_is_written_after_it(int steps, boolean arrived) {
        breakOff(steps, arrived ? Wire.answerLost() : Wire.requestLost());
        List<Commit> before = read(writing);
        Commit acknowledged = commit(writing, before.size() + 1L);

        EventStore started = undisturbed.open(FixtureOptions.defaults());
        assertThat(read(started)).endsWith(acknowledged).hasSize(before.size() + 1);
        Await.value(started.commits()
                .commit(commitOf("s", 1).toBuilder().tenantId("u").build()));
        Await.done(started.management().purge("u"));
        assertThat(read(writing)).endsWith(acknowledged).hasSize(before.size() + 1);
        assertThat(read(purging)).isEqualTo(read(writing));
        assertThat(read(undisturbed.open(FixtureOptions.defaults()))).isEqualTo(read(writing));
    }

    /** A mark that comes late lands on a version that is over anyway. */
    @Test
    void a_purge_that_stalls_while_others_purge_begins_again_and_takes_nothing_else() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts("/state/"), Wire.held(stalled));
        CompletableFuture<Void> late = purging.management().purge("t").toFuture();
        Await.until(() -> "not begun", () -> data.wire.harmsLeft() == 0);
        Commit kept = Await.value(writing.commits()
                .commit(commitOf("s", 1).toBuilder().tenantId("u").build()));
        Await.done(writing.management().purge("t"));
        commit(writing, 1);

        stalled.complete(null);
        Await.done(Mono.fromFuture(late));

        assertThat(Await.all(writing.commits().get("u", "s"))).containsExactly(kept);
        assertThat(read(writing)).hasSize(1).isEqualTo(read(purging));
    }

    /** M3: what a purge still writes into a store that is dropped brings nothing back. */
    @Test
    void a_purge_that_stalls_across_a_drop_revives_no_store() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts("/state/"), Wire.held(stalled));
        CompletableFuture<Void> late = purging.management().purge("t").toFuture();
        Await.until(() -> "not begun", () -> data.wire.harmsLeft() == 0);
        Await.done(undisturbed.open(FixtureOptions.defaults()).management().drop());

        stalled.complete(null);
        Await.error(StorageException.class, Mono.fromFuture(late));

        assertThat(Await.error(StorageException.class, writing.commits().commit(commitOf("s", 2))))
                .hasMessageContaining("initialize");
    }
}
