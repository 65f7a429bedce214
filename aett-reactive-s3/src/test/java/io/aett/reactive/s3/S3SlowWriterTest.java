package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/** Writers whose commits take longer than readers would wait by themselves: these wait for nothing. */
@ExtendWith(AlwaysOn.class)
class S3SlowWriterTest {

    private final S3Fixture data = new S3Fixture(settings -> settings.sealDelay(Duration.ZERO));
    private final EventStore store = data.open(FixtureOptions.defaults());
    private final S3Fixture.Second elsewhere = data.second();
    private final EventStore other = elsewhere.open(FixtureOptions.defaults());
    private final List<Commit> followed = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        data.wire.heal();
        Await.done(elsewhere.dispose().then(data.dispose()));
    }

    private Disposable following(EventStore reader) {
        Await.done(reader.management().initialize());
        Await.value(reader.commits().commit(commitOf("begun", 1)));
        Disposable following = reader.management().follow(0).subscribe(followed::add);
        Await.until(() -> "not followed", () -> followed.size() == 1);
        return following;
    }

    /** Looks that would have sealed what is open. */
    private static void look(EventStore reader) {
        for (int look = 0; look < 5; look++) {
            Await.value(reader.management().getFrom(0).next());
        }
    }

    /** Each placement takes more than a follower pauses, so that it has looked twice. */
    @Test
    void a_slow_writer_gets_on_while_another_process_follows() {
        Disposable following = following(other);
        AtomicInteger sent = new AtomicInteger();
        data.wire.harm(1000, Wire.puts("/c/s/"), (http, request) -> {
            sent.incrementAndGet();
            return Mono.delay(Duration.ofMillis(1200)).toFuture().thenCompose(waited -> http.execute(request));
        });

        Commit stored = Await.value(store.commits().commit(commitOf("s", 1)));

        Await.until(() -> "not followed", () -> followed.contains(stored));
        assertThat(sent.get()).isLessThanOrEqualTo(8);
        following.dispose();
    }

    /** What is large asks for patience at once. */
    @Test
    void a_large_commit_is_waited_for_by_readers_elsewhere() {
        EventStore writer = S3EventStore.create(
                data.client(),
                data.options(FixtureOptions.defaults())
                        .sealDelay(Duration.ofMinutes(1))
                        .build(),
                true);
        Disposable following = following(other);
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts("/c/s/"), Wire.held(stalled));
        CompletableFuture<Commit> late = writer.commits()
                .commit(Commit.builder()
                        .tenantId("t")
                        .streamId("s")
                        .commitSequence(1)
                        .streamRevision(1)
                        .event(TestEvents.noted("x".repeat(1 << 20)))
                        .build())
                .toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);
        Commit behind = Await.value(other.commits().commit(commitOf("elsewhere", 1)));
        look(other);
        assertThat(Await.value(data.voids("t"))).isZero();
        assertThat(followed).hasSize(1);
        stalled.complete(null);

        Commit stored = Await.value(Mono.fromFuture(late));
        Await.until(() -> "not followed", () -> followed.size() == 3);
        assertThat(followed.subList(1, 3)).containsExactly(stored, behind);
        following.dispose();
        Await.done(writer.close());
    }

    @Test
    void a_writer_loses_nothing_to_readers_of_its_own_process() {
        Disposable following = following(store);
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts("/c/s/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                store.commits().commit(commitOf("s", 1)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);
        look(store);
        assertThat(Await.value(data.voids("t"))).isZero();
        stalled.complete(null);

        Commit stored = Await.value(Mono.fromFuture(late));
        Await.until(() -> "not followed", () -> followed.contains(stored));
        following.dispose();
    }
}
