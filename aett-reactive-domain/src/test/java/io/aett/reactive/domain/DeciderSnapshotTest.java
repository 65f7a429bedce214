package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Snapshot;
import io.aett.reactive.domain.Counter.Added;
import io.aett.reactive.domain.Totals.Total;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class DeciderSnapshotTest {

    private final FakeStore store = new FakeStore();

    private DeciderRepository<Integer, Total, Added> with(SnapshotPolicy policy) {
        return DeciderRepository.builder(Totals.DECIDER, Added.class, "t", store)
                .snapshots(Total.class, policy)
                .build();
    }

    private void add(long revision, Object payload) {
        store.snapshots()
                .add(new Snapshot("t", "c", revision, 1, payload, Map.of()))
                .block();
        store.readsFrom.clear();
    }

    @Test
    void the_state_is_the_payload_and_saves_reading() {
        store.write("c", (Object[]) added(1, 2));
        DeciderRepository<Integer, Total, Added> totals = with(SnapshotPolicy.none());

        Snapshot snapshot = totals.snapshot("c").block();
        store.write("c", (Object[]) added(3));
        store.readsFrom.clear();

        assertThat(snapshot.payload()).isEqualTo(new Total(3, 2));
        assertThat(snapshot.streamRevision()).isEqualTo(2);
        assertThat(totals.state("c").block()).isEqualTo(new Total(6, 3));
        assertThat(store.readsFrom).containsExactly(2L);
    }

    @Test
    void every_snapshot_gives_the_same_as_a_full_replay_at_every_version() {
        store.write("c", (Object[]) added(1, 2));
        store.write("c", (Object[]) added(3, 4, 5));
        DeciderRepository<Integer, Total, Added> replayed =
                DeciderRepository.create(Totals.DECIDER, Added.class, "t", store);
        for (int revision = 1; revision <= 5; revision++) {
            with(SnapshotPolicy.none()).snapshot("c", revision).block();
            for (int version = 0; version <= 6; version++) {
                assertThat(with(SnapshotPolicy.none()).state("c", version).block())
                        .isEqualTo(replayed.state("c", version).block());
            }
        }
    }

    @Test
    void a_policy_takes_them_while_storing_events() {
        DeciderRepository<Integer, Total, Added> totals = with(SnapshotPolicy.everyNEvents(3));
        for (int i = 0; i < 7; i++) {
            totals.handle("c", 1).block();
        }

        assertThat(store.snapshots("c"))
                .extracting(Snapshot::payload)
                .containsExactly(new Total(3, 3), new Total(6, 6));
    }

    @Test
    void a_policy_sees_class_and_state_and_can_leave_the_class_out() {
        DeciderRepository<Integer, Total, Added> chosen = with(saved -> {
            assertThat(saved.type()).isEqualTo(Total.class);
            return saved.instance() instanceof Total total && total.total() > 1;
        });
        chosen.handle("c", 1).block();
        chosen.handle("c", 1).block();
        with(SnapshotPolicy.everyNEvents(1).except(Total.class)).handle("c", 1).block();

        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(2L);
    }

    @Test
    void what_an_aggregate_has_left_behind_is_passed_over() {
        store.write("c", (Object[]) added(1, 2));
        add(2, new Counter.State(1000, List.of()));

        assertThat(with(SnapshotPolicy.none()).state("c").block()).isEqualTo(new Total(3, 2));
    }

    @Test
    void one_beyond_the_head_is_passed_over() {
        store.write("c", (Object[]) added(1));
        add(2, new Total(1000, 2));

        assertThat(with(SnapshotPolicy.none()).state("c").block()).isEqualTo(new Total(1, 1));
    }

    @Test
    void without_snapshots_none_are_looked_for_and_asking_for_one_says_what_to_add() {
        store.write("c", (Object[]) added(1));
        DeciderRepository<Integer, Total, Added> without =
                DeciderRepository.create(Totals.DECIDER, Added.class, "t", store);
        store.snapshotLookUp = Mono.error(new AssertionError("was looked for"));

        assertThat(without.state("c").block()).isEqualTo(new Total(1, 1));
        StepVerifier.create(without.snapshot("c"))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("snapshots(Total.class"));
        StepVerifier.create(without.snapshot("nothing there")).verifyError(IllegalStateException.class);
    }

    @Test
    void an_empty_stream_has_no_snapshot() {
        StepVerifier.create(with(SnapshotPolicy.none()).snapshot("c")).verifyComplete();
    }

    @Test
    void a_repetition_from_before_a_snapshot_is_found() {
        UpdateOptions named = UpdateOptions.builder().commitId(new UUID(1, 1)).build();
        DeciderRepository<Integer, Total, Added> totals = with(SnapshotPolicy.everyNEvents(1));
        totals.handle("c", 5, named).block();
        totals.handle("c", 1).block();

        Decision<Total, Added> again = totals.handle("c", 5, named).block();

        assertThat(again.repeated()).isTrue();
        assertThat(again.events()).containsExactly(new Added(5));
        assertThat(again.state()).isEqualTo(new Total(6, 2));
        assertThat(again.version()).isEqualTo(2);
    }
}
