package io.aett.reactive.s3;

import static io.aett.reactive.s3.Stretched.SMALL;
import static io.aett.reactive.s3.Stretched.of;
import static io.aett.reactive.s3.Stretched.ofTenant;
import static io.aett.reactive.s3.Stretched.order;
import static io.aett.reactive.s3.Stretched.reads;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** M2, M3: packs show nothing that a purge or a drop took away, and keep nothing of it. */
@ExtendWith(AlwaysOn.class)
class S3PackPurgeTest {

    private final Stretched log = new Stretched();
    private final S3Fixture data = log.data;
    private final EventStore store = log.store;

    @AfterEach
    void close() {
        log.dispose();
    }

    private static List<Commit> without(List<Commit> all, String tenant) {
        return all.stream().filter(commit -> !commit.tenantId().equals(tenant)).toList();
    }

    @Test
    void what_was_purged_is_in_no_pack_and_in_no_read_of_those_who_had_it() {
        List<Commit> all = log.unpacked();
        EventStore reader = log.other();
        reads(reader, all);
        assertThat(log.isAnywhereInPacks("small")).isTrue();

        Await.done(store.management().purge("small"));

        assertThat(log.isAnywhereInPacks("small")).isFalse();
        reads(reader, without(all, "small"));
        reads(log.other(), without(all, "small"));
        assertThat(log.packs(SMALL)).hasSize(2);
        assertThat(log.isAnywhereInPacks("small")).isFalse();
        Commit again = Await.value(store.commits().commit(of("small", "s7", 1)));
        assertThat(ofTenant(reader, "small")).containsExactly(again);
        assertThat(order(log.other()))
                .endsWith(again)
                .hasSize(without(all, "small").size() + 1);
    }

    @Test
    void a_pack_that_comes_when_the_purge_is_over_goes_again() {
        List<Commit> all = log.unpacked();
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts(SMALL), Wire.held(stalled));
        EventStore packer = data.open(FixtureOptions.defaults());
        CompletableFuture<List<Commit>> reading =
                packer.management().getFrom(0).collectList().toFuture();
        Await.until(() -> "no pack", () -> data.wire.harmsLeft() == 0);
        Await.done(log.other().management().purge("t"));

        stalled.complete(null);

        assertThat(Await.value(Mono.fromFuture(reading))).isEqualTo(without(all, "t"));
        assertThat(log.packs("/p/"))
                .noneMatch(key -> new String(log.content(key), StandardCharsets.UTF_8).contains("\tt\n"));
        reads(log.other(), without(all, "t"));
    }

    @Test
    void a_packer_that_dies_before_it_looks_shows_nothing_of_what_was_purged_and_the_next_purge_takes_it() {
        List<Commit> all = log.unpacked();
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts(SMALL), Wire.held(stalled));
        int others = 100_000;
        data.wire.harm(others, Wire.puts(SMALL), Wire.refused(403, "AccessDenied"));
        EventStore packer = data.open(FixtureOptions.defaults());
        CompletableFuture<List<Commit>> reading =
                packer.management().getFrom(0).collectList().toFuture();
        Await.until(() -> "no pack", () -> data.wire.harmsLeft() == others);
        Await.done(log.other().management().purge("small"));
        data.wire.harm(100_000, Wire.gets("/state/"), Wire.requestLost());
        stalled.complete(null);
        Await.done(Mono.fromFuture(reading).then().onErrorComplete());
        data.wire.heal();
        assertThat(log.isAnywhereInPacks("small")).isTrue();

        reads(log.other(), without(all, "small"));
        reads(packer, without(all, "small"));
        Await.done(log.other().management().purge("small"));
        assertThat(log.isAnywhereInPacks("small")).isFalse();
    }

    @Test
    void a_pack_that_comes_when_the_store_was_dropped_goes_again_and_shows_nothing() {
        log.unpacked();
        CompletableFuture<Void> stalled = new CompletableFuture<>();
        data.wire.harm(1, Wire.puts(SMALL), Wire.held(stalled));
        EventStore packer = data.open(FixtureOptions.defaults());
        CompletableFuture<List<Commit>> reading =
                packer.management().getFrom(0).collectList().toFuture();
        Await.until(() -> "no pack", () -> data.wire.harmsLeft() == 0);
        EventStore other = log.other();
        Await.done(other.management().drop().then(other.management().initialize()));
        Commit first = Await.value(other.commits().commit(of("t", "s0", 1)));

        stalled.complete(null);

        Await.done(Mono.fromFuture(reading).then().onErrorComplete());
        Await.until(() -> "packs " + log.packs("/p/"), () -> log.packs("/p/").isEmpty());
        assertThat(order(packer)).containsExactly(first);
        assertThat(order(log.other())).containsExactly(first);
    }

    /** Positions and checkpoints of a new store begin again. */
    @Test
    void what_this_process_wrote_into_a_store_that_was_dropped_is_in_no_pack_of_the_next() {
        log.rounds(store, 2);
        Await.done(store.management().drop().then(store.management().initialize()));
        log.begin();
        log.rounds(store, 5);

        reads(log.other(), log.slots());
    }
}
