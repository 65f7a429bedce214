package io.aett.reactive.s3;

import static io.aett.reactive.s3.Stretched.LARGE;
import static io.aett.reactive.s3.Stretched.SMALL;
import static io.aett.reactive.s3.Stretched.WIDE;
import static io.aett.reactive.s3.Stretched.of;
import static io.aett.reactive.s3.Stretched.ofTenant;
import static io.aett.reactive.s3.Stretched.order;
import static io.aett.reactive.s3.Stretched.reads;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StorageException;
import io.aett.reactive.s3.Wire.Fault;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import software.amazon.awssdk.core.async.AsyncRequestBody;

/** Packs say what the slots say, whoever makes them, and wherever that breaks off. */
@ExtendWith(AlwaysOn.class)
class S3PackTest {

    private final Stretched log = new Stretched();
    private final S3Fixture data = log.data;
    private final EventStore store = log.store;

    @AfterEach
    void close() {
        log.dispose();
    }

    private void packed(String size, int packs) {
        Await.until(() -> "packs " + log.packs(size), () -> log.packs(size).size() == packs);
    }

    @Test
    void a_writer_packs_a_stretch_beside_the_appends_behind_it_and_reads_nothing_for_that() {
        log.rounds(store, 3);
        data.requests.reset();
        log.rounds(store, 2);
        packed(SMALL, 1);

        // The state, for each batch and twice for the pack.
        long batches = data.requests.of("PutObject") - 2L * WIDE - 1;
        Await.until(() -> data.requests.summary().toString(), () -> data.requests.of("GetObject") == batches + 2);
        reads(log.other(), log.slots());
    }

    @Test
    void an_append_waits_for_no_pack() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts(SMALL), Wire.held(stalled));

        log.rounds(store, 7);

        assertThat(data.wire.harmsLeft()).isZero();
        stalled.complete(null);
        reads(log.other(), log.slots());
    }

    @Test
    void whoever_reads_a_stretch_without_a_pack_makes_it_and_the_next_reads_all_by_a_few_requests() {
        List<Commit> all = log.unpacked();
        reads(log.other(), all);
        assertThat(log.packs(SMALL)).hasSize(2);
        EventStore started = data.open(FixtureOptions.defaults().withPageSize(1000));
        data.requests.reset();

        assertThat(Await.all(started.management().getFrom(0).take(WIDE * 5, true)))
                .isEqualTo(all.subList(0, WIDE * 5));

        // The store and its state, where the log ends, two packs and in vain two large ones, and the state once more.
        assertThat(data.requests.of("ListObjectsV2")).isEqualTo(1);
        assertThat(data.requests.of("PutObject")).isZero();
        assertThat(data.requests.of("GetObject")).isLessThan(40);
    }

    @Test
    void a_small_tenant_is_read_by_the_index_of_each_pack() {
        List<Commit> all = log.unpacked();
        order(log.other());
        EventStore started = data.open(FixtureOptions.defaults().withPageSize(4));
        data.requests.reset();

        assertThat(Await.all(started.commits().getAllTo("small", Instant.MAX).take(4, true)))
                .isEqualTo(all.stream()
                        .filter(commit -> commit.tenantId().equals("small"))
                        .limit(4)
                        .toList());
        assertThat(data.requests.of("GetObject")).isLessThan(40);
    }

    @Test
    void who_begins_within_a_stretch_reads_on_to_the_next_one_and_packs_that() {
        List<Commit> all = log.unpacked();

        assertThat(Await.all(log.other().management().getFrom(all.get(9).checkpointToken())))
                .isEqualTo(all.subList(10, all.size()));

        assertThat(log.packs("/p/")).hasSize(1);
    }

    /** What came behind the head that the first page saw is in the pack, too. */
    @Test
    void all_of_a_tenant_is_read_up_to_one_head_out_of_a_pack_that_goes_further() {
        log.rounds(store, 4);
        List<Commit> before = ofTenant(log.other(), "t");
        EventStore paged = data.open(FixtureOptions.defaults().withPageSize(20));

        StepVerifier.create(paged.commits().getAllTo("t", Instant.MAX), 20)
                .expectNextSequence(before.subList(0, 20))
                .then(() -> {
                    log.rounds(store, 4);
                    order(log.other());
                    assertThat(log.packs(SMALL)).hasSizeGreaterThan(1);
                })
                .thenRequest(Long.MAX_VALUE)
                .expectNextSequence(before.subList(20, before.size()))
                .expectComplete()
                .verify(Await.BOUND);
    }

    @Test
    void all_who_make_a_pack_make_the_same() {
        List<Commit> all = log.unpacked();
        order(log.other());
        List<String> keys = log.packs(SMALL);
        List<byte[]> first = keys.stream().map(log::content).toList();
        log.removePacks();
        data.wire.hold();
        EventStore one = data.open(FixtureOptions.defaults());
        EventStore two = data.open(FixtureOptions.defaults());
        CompletableFuture<Boolean> both = Mono.zip(
                        one.management().getFrom(0).collectList(),
                        two.management().getFrom(0).collectList())
                .map(read -> read.getT1().equals(all) && read.getT2().equals(all))
                .toFuture();
        Await.until(() -> "not read", () -> {
            data.wire.release();
            return both.isDone();
        });
        data.wire.heal();

        assertThat(both).isCompletedWithValue(true);
        assertThat(log.packs(SMALL)).isEqualTo(keys);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(log.content(keys.get(i))).isEqualTo(first.get(i));
        }
    }

    private record Stop(String what, int after, boolean arrived) {}

    /** All requests of a kind fail, or their answers are lost, from one of them on. */
    @Test
    void a_packer_that_stops_between_any_two_requests_leaves_what_everybody_reads() {
        List<Commit> all = log.unpacked();
        for (Stop stop : List.of(
                new Stop(SMALL, 0, false),
                new Stop(SMALL, 1, false),
                new Stop(SMALL, 1, true),
                new Stop(SMALL, 2, true),
                new Stop(SMALL, 3, true),
                new Stop("/log/", 3, false),
                new Stop("/c/", 0, false),
                new Stop("/c/", 150, true),
                new Stop("/state/", 2, false),
                new Stop("/state/", 3, true),
                new Stop("/state/", 4, false))) {
            EventStore stopped = data.open(FixtureOptions.defaults());
            Fault fault = stop.arrived ? Wire.answerLost() : Wire.requestLost();
            AtomicInteger seen = new AtomicInteger();
            data.wire.harm(
                    100_000,
                    request -> request.encodedPath().contains(stop.what) && seen.incrementAndGet() > stop.after,
                    fault);

            Await.done(stopped.management().getFrom(0).then().onErrorComplete());
            data.wire.heal();

            assertThat(order(log.other())).as(stop.toString()).isEqualTo(all);
            assertThat(ofTenant(stopped, "small"))
                    .as(stop.toString())
                    .isEqualTo(all.stream()
                            .filter(commit -> commit.tenantId().equals("small"))
                            .toList());
            log.removePacks();
        }
        reads(log.other(), all);
    }

    @Test
    void who_may_write_no_packs_reads_without() {
        List<Commit> all = log.unpacked();
        data.wire.harm(100_000, Wire.puts("/p/"), Wire.refused(403, "AccessDenied"));

        reads(data.open(FixtureOptions.defaults()), all);

        assertThat(log.packs("/p/")).isEmpty();
    }

    @Test
    void a_stretch_in_which_something_is_open_has_no_pack_until_it_is_closed() {
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        EventStore slow = data.open(FixtureOptions.defaults());
        Await.all(slow.commits().get("t", "slow"));
        data.wire.harm(1, Wire.puts("/c/slow/"), Wire.held(stalled));
        CompletableFuture<Commit> late =
                slow.commits().commit(of("t", "slow", 1)).toFuture();
        Await.until(() -> "not announced", () -> data.wire.harmsLeft() == 0);
        log.rounds(store, 4);
        List<Commit> read = ofTenant(store, "t");

        assertThat(log.packs("/p/")).isEmpty();
        assertThat(read).noneMatch(commit -> commit.streamId().equals("slow"));
        stalled.complete(null);
        Commit stored = Await.value(Mono.fromFuture(late));
        assertThat(order(log.other())).contains(stored);
        assertThat(ofTenant(log.other(), "t")).contains(stored);
        assertThat(log.packs(SMALL)).isNotEmpty();
    }

    @Test
    void a_pack_of_many_says_the_same_and_takes_the_place_of_small_ones() {
        log.rounds(store, 25);
        Await.until(() -> "packs " + log.packs("/p/"), () -> {
            log.rounds(store, 1);
            return log.packs(LARGE).size() == 1 && log.packs(SMALL).size() < 4;
        });

        List<Commit> all = log.slots();
        reads(log.other(), all);
        EventStore paged = data.second().open(FixtureOptions.defaults().withPageSize(370));
        assertThat(order(paged)).isEqualTo(all);
        for (int from : new int[] {0, 1, 369, 1111, 2047, 2200}) {
            long checkpoint = all.get(from).checkpointToken();
            assertThat(Await.all(log.other().management().getFrom(checkpoint).take(50, true)))
                    .isEqualTo(all.subList(from + 1, Math.min(all.size(), from + 51)));
        }
        Await.done(paged.close());
    }

    @Test
    void a_large_payload_stays_in_its_slot_and_is_missed_there() {
        String text = "x".repeat(100_000);
        Commit large = Await.value(store.commits()
                .commit(Commit.builder()
                        .tenantId("t")
                        .streamId("large")
                        .commitSequence(1)
                        .streamRevision(1)
                        .event(TestEvents.noted(text))
                        .build()));
        log.rounds(store, 4);

        assertThat(order(log.other())).contains(large).hasSize(4 * WIDE + 1);
        assertThat(log.packs(SMALL)).isNotEmpty();
        assertThat(log.isAnywhereInPacks(text)).isFalse();
        assertThat(order(log.other())).contains(large).hasSize(4 * WIDE + 1);
        assertThat(ofTenant(log.other(), "t")).contains(large);

        Await.done(data.deleteCommit("t", "large", 1));
        MalformedDataException lost = Await.error(
                MalformedDataException.class, log.other().management().getFrom(0));
        assertThat(lost.streamId()).isEqualTo("large");
        assertThat(lost.checkpoint()).isEqualTo(large.checkpointToken());
    }

    @Test
    void a_pack_that_was_damaged_is_an_error_that_names_it_and_goes_with_the_next_purge() {
        log.rounds(store, 5);
        order(log.other());
        String key = log.packs(SMALL).get(0);
        data.client()
                .putObject(
                        put -> put.bucket(TestClients.BUCKET).key(key), AsyncRequestBody.fromString("something else\n"))
                .join();

        assertThat(Await.error(StorageException.class, log.other().management().getFrom(0)))
                .hasMessageContaining(key);
        Await.done(log.other().management().purge("nobody"));
        reads(log.other(), log.slots());
    }
}
