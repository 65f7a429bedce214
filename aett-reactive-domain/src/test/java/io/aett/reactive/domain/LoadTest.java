package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.UnknownTopicException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

class LoadTest {

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    private Counter load(long maxVersion) {
        return loaded(repository.get(Counter.class, "c", maxVersion));
    }

    private static Counter loaded(Mono<Counter> source) {
        Counter[] result = new Counter[1];
        StepVerifier.create(source)
                .consumeNextWith(counter -> result[0] = counter)
                .verifyComplete();
        return result[0];
    }

    private void snapshot(long revision, Object payload) {
        StepVerifier.create(store.snapshots().add(new Snapshot("t", "c", revision, 99, payload, Map.of())))
                .verifyComplete();
        store.readsFrom.clear();
    }

    private void threeCommits() {
        store.write("c", Instant.EPOCH, (Object[]) added(1, 2));
        store.write("c", Instant.EPOCH.plusSeconds(1), (Object[]) added(3, 4, 5));
        store.write("c", Instant.EPOCH.plusSeconds(2), (Object[]) added(6));
    }

    @Test
    void an_empty_stream_gives_a_new_instance() {
        Counter counter = loaded(repository.get(Counter.class, "c"));

        assertThat(counter.id()).isEqualTo("c");
        assertThat(counter.version()).isZero();
    }

    @Test
    void all_events_are_applied_in_order_each_with_the_version_before_it() {
        threeCommits();
        Counter counter = loaded(repository.get(Counter.class, "c"));

        assertThat(counter.applied).containsExactly("0+1", "1+2", "2+3", "3+4", "4+5", "5+6");
        assertThat(counter.version()).isEqualTo(6);
        assertThat(counter.commitSequence()).isEqualTo(3);
        assertThat(counter.uncommitted()).isEmpty();
    }

    @Test
    void every_version_is_met_exactly_also_within_a_commit() {
        threeCommits();
        long[] sequences = {0, 0, 1, 1, 1, 2, 3, 3};
        for (int version = -1; version < 8; version++) {
            Counter counter = load(version);
            int expected = Math.max(0, Math.min(version, 6));
            assertThat(counter.version()).isEqualTo(expected);
            assertThat(counter.total).isEqualTo(expected * (expected + 1) / 2);
            assertThat(counter.commitSequence()).isEqualTo(sequences[Math.max(0, Math.min(version, 7))]);
        }
    }

    @Test
    void every_snapshot_gives_the_same_as_a_full_replay_at_every_version() {
        threeCommits();
        for (int revision = 1; revision <= 6; revision++) {
            FakeStore copy = new FakeStore();
            store.stream("c").forEach(commit -> copy.write("c", commit.events().toArray()));
            AggregateRepository other = DefaultAggregateRepository.create("t", copy);
            StepVerifier.create(other.snapshot(Counter.class, "c", revision))
                    .expectNextCount(1)
                    .verifyComplete();
            for (int version = 0; version <= 7; version++) {
                Counter viaSnapshot = loaded(other.get(Counter.class, "c", version));
                Counter viaReplay = load(version);
                assertThat(viaSnapshot.applied).isEqualTo(viaReplay.applied);
                assertThat(viaSnapshot.version()).isEqualTo(viaReplay.version());
                assertThat(viaSnapshot.commitSequence()).isEqualTo(viaReplay.commitSequence());
            }
        }
    }

    @Test
    void a_snapshot_saves_reading_what_lies_before_it() {
        threeCommits();
        snapshot(4, new Counter.State(10, List.of("snapshot")));
        Counter counter = load(Long.MAX_VALUE);

        assertThat(counter.applied).containsExactly("snapshot", "4+5", "5+6");
        assertThat(store.readsFrom).containsExactly(4L);
    }

    @Test
    void a_snapshot_beyond_the_head_is_passed_over() {
        threeCommits();
        snapshot(7, new Counter.State(1000, List.of()));
        Counter counter = load(Long.MAX_VALUE);

        assertThat(counter.total).isEqualTo(21);
        assertThat(counter.version()).isEqualTo(6);
    }

    @Test
    void a_snapshot_without_a_stream_is_passed_over() {
        snapshot(3, new Counter.State(1000, List.of()));

        assertThat(load(Long.MAX_VALUE).version()).isZero();
    }

    @Test
    void a_snapshot_at_revision_zero_is_passed_over() {
        threeCommits();
        snapshot(0, new Counter.State(1000, List.of()));

        assertThat(load(Long.MAX_VALUE).total).isEqualTo(21);
    }

    @Test
    void a_snapshot_of_another_shape_is_passed_over() {
        threeCommits();
        snapshot(4, "a string from an older program");

        assertThat(load(Long.MAX_VALUE).applied).hasSize(6);
    }

    @Test
    void a_snapshot_that_cannot_be_decoded_is_passed_over() {
        threeCommits();
        for (RuntimeException failure : List.of(
                new MalformedDataException("t", "c", 1, "cut off", null),
                new UnknownTopicException("t", "c", 1, "gone"))) {
            store.snapshotLookUp = Mono.error(failure);
            assertThat(load(Long.MAX_VALUE).total).isEqualTo(21);
        }
    }

    @Test
    void a_store_that_cannot_answer_is_an_error_and_not_a_passed_over_snapshot() {
        threeCommits();
        store.snapshotLookUp = Mono.error(new StorageUnavailableException("down"));

        StepVerifier.create(repository.get(Counter.class, "c")).verifyError(StorageUnavailableException.class);
        StepVerifier.create(expectingSnapshots().get(Counter.class, "c"))
                .verifyError(StorageUnavailableException.class);
    }

    @Test
    void where_a_policy_takes_snapshots_nothing_is_read_before_one_was_looked_up() {
        threeCommits();
        TestPublisher<Snapshot> lookUp = TestPublisher.create();
        store.snapshotLookUp = lookUp.mono();

        StepVerifier.create(expectingSnapshots().get(Counter.class, "c"))
                .then(() -> assertThat(store.readsFrom).isEmpty())
                .then(lookUp::complete)
                .assertNext(counter -> assertThat(counter.total).isEqualTo(21))
                .verifyComplete();
    }

    private AggregateRepository expectingSnapshots() {
        return DefaultAggregateRepository.builder("t", store)
                .snapshotPolicy(SnapshotPolicy.everyNEvents(100))
                .build();
    }

    @Nested
    class BesideTheLookUpOfASnapshot {

        private static final Duration SOON = Duration.ofSeconds(10);

        private final TestPublisher<Snapshot> lookUp = TestPublisher.create();
        private final Sinks.Many<Commit> reading = Sinks.many().unicast().onBackpressureBuffer();
        private final List<Long> asked = new ArrayList<>();
        private boolean cancelled;

        @BeforeEach
        void keepBothWaiting() {
            threeCommits();
            store.snapshotLookUp = lookUp.mono();
            store.reading = reading.asFlux().doOnRequest(asked::add).doOnCancel(() -> cancelled = true);
        }

        private void isRead() {
            store.stream("c").forEach(commit -> reading.tryEmitNext(commit).orThrow());
            reading.tryEmitComplete().orThrow();
        }

        private void fails() {
            reading.tryEmitError(new UnknownTopicException("t", "c", 1, "gone")).orThrow();
        }

        private void isFound() {
            store.reading = Flux.empty();
            lookUp.emit(new Snapshot("t", "c", 4, 99, new Counter.State(10, List.of("snapshot")), Map.of()));
        }

        private StepVerifier.FirstStep<Counter> load() {
            return StepVerifier.create(repository.get(Counter.class, "c"));
        }

        @Test
        void no_more_than_a_page_is_asked_for_and_nothing_applied_until_it_is_known() {
            Counter[] made = new Counter[1];
            AggregateRepository watched = DefaultAggregateRepository.builder("t", store)
                    .aggregateFactory((type, id) -> made[0] = new Counter(id))
                    .build();
            StepVerifier.create(watched.get(Counter.class, "c"))
                    .then(this::isRead)
                    .then(() -> {
                        assertThat(asked).containsExactly(1L);
                        assertThat(made[0].applied).isEmpty();
                    })
                    .then(lookUp::complete)
                    .assertNext(counter -> assertThat(counter.applied).hasSize(6))
                    .expectComplete()
                    .verify(SOON);
            assertThat(asked).startsWith(1L).endsWith(Long.MAX_VALUE);
        }

        @Test
        void events_that_were_read_are_the_answer_when_there_is_none() {
            load().then(this::isRead)
                    .then(lookUp::complete)
                    .assertNext(counter -> assertThat(counter.applied).hasSize(6))
                    .expectComplete()
                    .verify(SOON);
            assertThat(store.readsFrom).containsExactly(1L);
        }

        @Test
        void the_look_up_may_be_the_sooner() {
            load().then(() -> assertThat(asked).containsExactly(1L))
                    .then(lookUp::complete)
                    .then(this::isRead)
                    .assertNext(counter -> assertThat(counter.applied).hasSize(6))
                    .expectComplete()
                    .verify(SOON);
            assertThat(store.readsFrom).containsExactly(1L);
        }

        @Test
        void a_snapshot_is_used_even_when_all_was_read_before() {
            load().then(this::isRead)
                    .then(this::isFound)
                    .assertNext(counter -> assertThat(counter.applied).containsExactly("snapshot", "4+5", "5+6"))
                    .expectComplete()
                    .verify(SOON);
            assertThat(store.readsFrom).containsExactly(1L, 4L);
        }

        @Test
        void a_snapshot_that_is_found_first_ends_the_reading() {
            load().then(this::isFound)
                    .assertNext(counter -> assertThat(counter.applied).containsExactly("snapshot", "4+5", "5+6"))
                    .expectComplete()
                    .verify(SOON);
            assertThat(cancelled).isTrue();
        }

        @Test
        void a_snapshot_that_is_refused_is_passed_over_here_too() {
            load().then(this::isRead)
                    .then(() -> {
                        store.reading = Flux.empty();
                        lookUp.emit(new Snapshot("t", "c", 4, 99, "a string from an older program", Map.of()));
                    })
                    .assertNext(counter -> assertThat(counter.applied).hasSize(6))
                    .expectComplete()
                    .verify(SOON);
        }

        @Test
        void events_before_a_snapshot_need_not_be_readable() {
            load().then(this::fails)
                    .then(this::isFound)
                    .assertNext(counter -> assertThat(counter.version()).isEqualTo(6))
                    .expectComplete()
                    .verify(SOON);
        }

        @Test
        void without_a_snapshot_events_that_cannot_be_read_are_an_error() {
            load().then(this::fails)
                    .then(lookUp::complete)
                    .expectError(UnknownTopicException.class)
                    .verify(SOON);
        }

        @Test
        void a_look_up_that_fails_ends_the_reading() {
            load().then(() -> lookUp.error(new StorageUnavailableException("down")))
                    .expectError(StorageUnavailableException.class)
                    .verify(SOON);
            assertThat(cancelled).isTrue();
        }

        @Test
        void updates_that_go_in_together_are_loaded_so_too() {
            Mono<Long> both = Flux.merge(
                            repository.update(Counter.class, "c", counter -> counter.add(1)),
                            repository.update(Counter.class, "c", counter -> counter.add(1)))
                    .count();
            StepVerifier.create(both)
                    .then(this::isFound)
                    .expectNext(2L)
                    .expectComplete()
                    .verify(SOON);
            assertThat(store.stream("c").get(3).streamRevision()).isGreaterThan(6);
        }

        @Test
        void cancelling_ends_both() {
            repository.get(Counter.class, "c").subscribe().dispose();
            lookUp.assertCancelled();
            assertThat(cancelled).isTrue();
        }
    }

    @Test
    void a_time_gives_the_commits_up_to_it() {
        threeCommits();
        Counter counter = loaded(repository.getTo(Counter.class, "c", Instant.EPOCH.plusSeconds(1)));

        assertThat(counter.version()).isEqualTo(5);
        assertThat(counter.commitSequence()).isEqualTo(2);
        assertThat(loaded(repository.getTo(Counter.class, "c", Instant.MIN)).version())
                .isZero();
        assertThat(loaded(repository.getTo(Counter.class, "c", Instant.MAX)).version())
                .isEqualTo(6);
    }

    @Test
    void saving_on_an_instance_behind_the_head_is_a_lost_race() {
        threeCommits();
        for (long version = 0; version < 6; version++) {
            Counter counter = load(version);
            counter.add(1);
            StepVerifier.create(repository.save(counter)).verifyError(NonConflictingCommitException.class);
            assertThat(counter.uncommitted()).hasSize(1);
        }
        Counter early = loaded(repository.getTo(Counter.class, "c", Instant.EPOCH));
        early.add(1);
        StepVerifier.create(repository.save(early)).verifyError(NonConflictingCommitException.class);
    }

    @Test
    void a_stream_with_a_hole_is_malformed() {
        threeCommits();
        Counter fresh = new Counter("c");

        assertThatThrownBy(() -> fresh.changes().replay(store.stream("c").get(1), 9, fresh::apply))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("revision 1");
    }

    @Test
    void the_exception_of_a_handler_is_told_with_stream_revision_and_event() {
        store.write("c", (Object[]) added(1, 2));
        store.write("c", (Object[]) added(3, 13));

        StepVerifier.create(repository.get(Counter.class, "c"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasCauseInstanceOf(ArithmeticException.class)
                        .hasMessageContainingAll(
                                "stream c", "tenant t", "revision 4", "commit 2", Counter.Added.class.getName())
                        .hasMessageNotContaining("13 is refused"));
    }

    @Test
    void on_error_continue_downstream_skips_nothing_and_is_given_nothing() {
        store.write("c", (Object[]) added(1, 2));
        store.write("c", (Object[]) added(3, 13));
        List<Object> given = new ArrayList<>();

        StepVerifier.create(repository
                        .update(Counter.class, "c", counter -> counter.add(1))
                        .onErrorContinue((failure, value) -> given.add(value)))
                .verifyError(IllegalStateException.class);
        StepVerifier.create(repository.get(Counter.class, "c").onErrorContinue((failure, value) -> given.add(value)))
                .verifyError(IllegalStateException.class);
        assertThat(given).isEmpty();
    }

    @Test
    void a_stream_that_begins_with_an_event_without_handler_belongs_to_another_class() {
        store.write("c", new Counter.Renamed("x"));

        StepVerifier.create(repository.get(Counter.class, "c"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll(
                                "stream c",
                                "revision 1",
                                Counter.Renamed.class.getName(),
                                Counter.class.getName(),
                                "begun by another aggregate or saga")
                        .hasMessageNotContaining("add a method"));
    }

    @Test
    void an_event_without_handler_is_an_error_that_names_both_classes() {
        store.write("c", new Counter.Added(1), new Counter.Renamed("x"));

        StepVerifier.create(repository.get(Counter.class, "c"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContainingAll("revision 2", "Add a method apply(Renamed)")
                        .hasMessageContaining(Counter.Renamed.class.getName())
                        .hasMessageContaining(Counter.class.getName()));
    }

    @Test
    void nothing_is_read_before_subscription_and_each_subscription_gives_its_own_instance() {
        threeCommits();
        Mono<Counter> source = repository.get(Counter.class, "c");
        assertThat(store.readsFrom).isEmpty();

        assertThat(loaded(source)).isNotSameAs(loaded(source));
        assertThat(store.readsFrom).hasSize(2);
    }

    @Test
    void null_arguments_are_refused_at_the_call() {
        assertThatThrownBy(() -> repository.get(Counter.class, AggregateTest.nothing()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> repository.getTo(Counter.class, "c", AggregateTest.nothing()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> repository.save(AggregateTest.<Counter>nothing()))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> repository.update(Counter.class, "c", AggregateTest.nothing()))
                .isInstanceOf(NullPointerException.class);
    }
}
