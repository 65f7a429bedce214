package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class CommitIdsTest {

    private static final UUID DNS = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    @Test
    void commit_ids_are_uuids_of_version_7_that_do_not_repeat() {
        CommitIds ids = new CommitIds();
        CommitIds others = new CommitIds();
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            assertThat(seen.add(ids.get())).isTrue();
            assertThat(seen.add(others.get())).isTrue();
        }
        assertThat(seen).allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
        });
    }

    /** RFC 9562, A.6: its time, and the first count of it. */
    @Test
    void an_id_begins_with_the_time_in_milliseconds() {
        CommitIds ids = new CommitIds(() -> 0x017F22E279B0L, DNS);

        assertThat(ids.get().toString()).startsWith("017f22e2-79b0-7000-");
        assertThat(ids.get().toString()).startsWith("017f22e2-79b0-7001-");
    }

    @Test
    void ids_come_in_order_while_the_clock_stands_goes_back_and_goes_on() {
        AtomicLong clock = new AtomicLong(0x017F22E279B0L);
        CommitIds ids = new CommitIds(clock::get, DNS);
        List<String> made = new ArrayList<>();
        for (long step : new long[] {0, -1000, 0, 1, 1, 5000}) {
            clock.addAndGet(step);
            for (int i = 0; i < 5000; i++) {
                made.add(ids.get().toString());
            }
        }

        assertThat(made).isSorted().doesNotHaveDuplicates();
        assertThat(made.get(made.size() - 5000)).startsWith("017f22e2-8952-7000-");
    }

    @Test
    void instances_that_make_ids_at_the_same_time_differ_in_half_of_the_other_bits() {
        CommitIds ids = new CommitIds(() -> 1, UUID.randomUUID());
        CommitIds others = new CommitIds(() -> 1, UUID.randomUUID());
        int differing = 0;
        for (int i = 0; i < 1000; i++) {
            UUID one = ids.get();
            UUID other = others.get();
            assertThat(one.getMostSignificantBits()).isEqualTo(other.getMostSignificantBits());
            differing += Long.bitCount(one.getLeastSignificantBits() ^ other.getLeastSignificantBits());
        }
        assertThat(differing / 1000.0).isBetween(29.0, 33.0);
    }

    @Test
    void ids_that_many_threads_make_are_all_different() {
        CommitIds ids = new CommitIds(() -> 1, DNS);

        List<UUID> made = Flux.range(0, 20_000)
                .flatMap(i -> Mono.fromSupplier(ids).subscribeOn(Schedulers.parallel()))
                .collectList()
                .block();

        assertThat(made).hasSize(20_000).doesNotHaveDuplicates();
    }

    /** RFC 9562, A.4. */
    @Test
    void a_derived_id_is_that_of_the_rfc() {
        assertThat(CommitIds.derived(DNS, "www.example.com"))
                .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }

    @Test
    void derived_ids_differ_by_namespace_and_by_name() {
        Set<UUID> seen = new HashSet<>();
        for (UUID namespace : new UUID[] {DNS, new UUID(0, 0), new UUID(-1, -1)}) {
            for (String name : new String[] {"", "a", "A", "aa", "\u00e4", "a\u0308", "\ud83d\udd11"}) {
                UUID id = CommitIds.derived(namespace, name);
                assertThat(seen.add(id)).isTrue();
                assertThat(CommitIds.derived(namespace, name)).isEqualTo(id);
                assertThat(id.version()).isEqualTo(5);
                assertThat(id.variant()).isEqualTo(2);
            }
        }
    }

    @Test
    void a_name_that_is_no_text_is_refused() {
        assertThatThrownBy(() -> CommitIds.derived(DNS, "half \ud83d"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
    }

    @Test
    void derived_ids_can_be_made_by_many_threads_that_must_not_block() {
        List<String> names =
                Flux.range(0, 2_000).map(i -> "name " + i).collectList().block();
        List<UUID> inTurn =
                names.stream().map(name -> CommitIds.derived(DNS, name)).toList();

        StepVerifier.create(Flux.fromIterable(names)
                        .flatMapSequential(name -> Mono.fromSupplier(() -> CommitIds.derived(DNS, name))
                                .subscribeOn(Schedulers.parallel()))
                        .collectList())
                .expectNext(inTurn)
                .verifyComplete();
    }
}
