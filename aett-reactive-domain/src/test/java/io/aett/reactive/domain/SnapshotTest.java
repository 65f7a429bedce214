package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageUnavailableException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class SnapshotTest {

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    private AggregateRepository with(SnapshotPolicy policy) {
        return DefaultAggregateRepository.builder("t", store)
                .snapshotPolicy(policy)
                .build();
    }

    private void addOneEach(AggregateRepository through, int times) {
        for (int i = 0; i < times; i++) {
            StepVerifier.create(through.update(Counter.class, "c", counter -> counter.add(1)))
                    .expectNextCount(1)
                    .verifyComplete();
        }
    }

    private void threeCommits() {
        store.write("c", Instant.EPOCH, (Object[]) added(1, 2));
        store.write("c", Instant.EPOCH.plusSeconds(1), (Object[]) added(3, 4, 5));
        store.write("c", Instant.EPOCH.plusSeconds(2), (Object[]) added(6));
    }

    @Test
    void a_snapshot_holds_the_state_at_the_head() {
        threeCommits();

        StepVerifier.create(repository.snapshot(Counter.class, "c"))
                .assertNext(snapshot -> {
                    assertThat(snapshot.tenantId()).isEqualTo("t");
                    assertThat(snapshot.streamId()).isEqualTo("c");
                    assertThat(snapshot.streamRevision()).isEqualTo(6);
                    assertThat(snapshot.commitSequence()).isEqualTo(3);
                    assertThat(snapshot.payload())
                            .isInstanceOfSatisfying(
                                    Counter.State.class,
                                    state -> assertThat(state.total()).isEqualTo(21));
                    assertThat(store.snapshots("c")).containsExactly(snapshot);
                })
                .verifyComplete();
    }

    @Test
    void a_snapshot_within_a_commit_names_the_commit_before_it() {
        threeCommits();

        StepVerifier.create(repository.snapshot(Counter.class, "c", 4))
                .assertNext(snapshot -> {
                    assertThat(snapshot.streamRevision()).isEqualTo(4);
                    assertThat(snapshot.commitSequence()).isEqualTo(1);
                })
                .verifyComplete();
    }

    @Test
    void a_snapshot_of_a_time_holds_the_commits_up_to_it() {
        threeCommits();

        StepVerifier.create(repository.snapshotAt(Counter.class, "c", Instant.EPOCH.plusSeconds(1)))
                .assertNext(snapshot -> assertThat(snapshot.streamRevision()).isEqualTo(5))
                .verifyComplete();
        StepVerifier.create(repository.snapshotAt(Counter.class, "c", Instant.EPOCH.minusSeconds(1)))
                .verifyComplete();
        assertThat(store.snapshots("c")).hasSize(1);
    }

    @Test
    void an_empty_stream_has_no_snapshot() {
        StepVerifier.create(repository.snapshot(Counter.class, "c")).verifyComplete();
        StepVerifier.create(repository.snapshot(Counter.class, "c", 5)).verifyComplete();
        StepVerifier.create(repository.snapshotAt(Counter.class, "c", Instant.MAX))
                .verifyComplete();

        assertThat(store.snapshots("c")).isEmpty();
    }

    @Test
    void a_snapshot_that_cannot_be_stored_is_an_error_when_asked_for() {
        threeCommits();
        store.snapshotAnswer = Mono.error(new StorageUnavailableException("down"));

        StepVerifier.create(repository.snapshot(Counter.class, "c")).verifyError(StorageUnavailableException.class);
    }

    @Test
    void without_a_policy_no_save_stores_a_snapshot() {
        addOneEach(repository, 5);

        assertThat(store.snapshots("c")).isEmpty();
    }

    @Test
    void every_n_events_a_save_stores_a_snapshot() {
        addOneEach(with(SnapshotPolicy.everyNEvents(3)), 10);

        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(3L, 6L, 9L);
    }

    @Test
    void a_commit_larger_than_n_gives_one_snapshot() {
        AggregateRepository everyTwo = with(SnapshotPolicy.everyNEvents(2));
        Counter counter = new Counter("c");
        for (int i = 0; i < 7; i++) {
            counter.add(1);
        }
        StepVerifier.create(everyTwo.save(counter)).expectNextCount(1).verifyComplete();
        counter.add(1);
        StepVerifier.create(everyTwo.save(counter)).expectNextCount(1).verifyComplete();

        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(7L);
    }

    @Test
    void a_policy_of_ones_own_sees_the_commit() {
        AggregateRepository chosen = with(saved -> saved.commit().headers().containsKey("snapshot"));
        addOneEach(chosen, 2);
        Counter counter = new Counter("d");
        counter.add(1);
        StepVerifier.create(chosen.save(counter, Map.of("snapshot", true)))
                .expectNextCount(1)
                .verifyComplete();

        assertThat(store.snapshots("c")).isEmpty();
        assertThat(store.snapshots("d")).hasSize(1);
    }

    @Test
    void a_snapshot_that_fails_does_not_fail_the_save_and_is_tried_again() {
        AggregateRepository everyTwo = with(SnapshotPolicy.everyNEvents(2));
        store.snapshotAnswer = Mono.error(new StorageUnavailableException("down"));
        addOneEach(everyTwo, 2);
        assertThat(store.stream("c")).hasSize(2);
        assertThat(store.snapshots("c")).isEmpty();

        store.snapshotAnswer = Mono.empty();
        addOneEach(everyTwo, 1);
        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(3L);
    }

    @Test
    void a_policy_leaves_the_newest_ones_only() {
        threeCommits();
        repository.snapshot(Counter.class, "c", 2).block();
        addOneEach(with(SnapshotPolicy.everyNEvents(1).keep(2)), 4);

        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(9L, 10L);
    }

    @Test
    void without_a_word_about_it_all_are_kept() {
        store.trimAnswer = Mono.error(new AssertionError("was trimmed"));
        addOneEach(with(SnapshotPolicy.everyNEvents(1)), 3);

        assertThat(store.snapshots("c")).hasSize(3);
    }

    @Test
    void a_removal_that_fails_does_not_fail_the_save_and_is_made_up_for() {
        AggregateRepository kept = with(SnapshotPolicy.everyNEvents(1).keep(1));
        store.trimAnswer = Mono.error(new StorageUnavailableException("down"));
        addOneEach(kept, 3);
        assertThat(store.stream("c")).hasSize(3);
        assertThat(store.snapshots("c")).hasSize(3);

        store.trimAnswer = Mono.empty();
        addOneEach(kept, 1);
        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(4L);
    }

    @Test
    void nothing_is_removed_when_no_snapshot_was_stored() {
        AggregateRepository kept = with(SnapshotPolicy.everyNEvents(1).keep(1));
        addOneEach(repository, 2);
        repository.snapshot(Counter.class, "c", 1).block();
        store.snapshotAnswer = Mono.error(new StorageUnavailableException("down"));
        store.trimAnswer = Mono.error(new AssertionError("was trimmed"));

        addOneEach(kept, 1);

        assertThat(store.snapshots("c")).hasSize(1);
    }

    @Test
    void a_policy_or_memento_that_fails_does_not_fail_the_save() {
        addOneEach(
                with(saved -> {
                    throw new IllegalStateException("undecided");
                }),
                1);
        Unkept unkept = new Unkept("u");
        unkept.raiseEvent("x");

        StepVerifier.create(with(SnapshotPolicy.everyNEvents(1)).save(unkept))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.stream("u")).hasSize(1);
    }

    @Test
    void events_raised_while_saving_are_not_part_of_any_snapshot() {
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        Counter counter = new Counter("c");
        counter.add(1);

        StepVerifier.create(with(SnapshotPolicy.everyNEvents(1)).save(counter))
                .then(() -> counter.add(2))
                .then(answer::tryEmitEmpty)
                .expectNextCount(1)
                .verifyComplete();
        assertThat(store.snapshots("c")).isEmpty();
    }

    @Test
    void n_is_at_least_one() {
        assertThatThrownBy(() -> SnapshotPolicy.everyNEvents(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n must be at least 1");
    }

    static final class Unkept extends Aggregate<String> {

        Unkept(String id) {
            super(id);
        }

        void apply(String event) {}

        @Override
        protected Memento<String> getMemento() {
            throw new UnsupportedOperationException("no snapshots here");
        }

        @Override
        protected void applyMemento(Memento<String> memento) {
            throw new UnsupportedOperationException("no snapshots here");
        }
    }
}
