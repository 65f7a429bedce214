package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class EventStreamReadTest {

    private final FakeCommitStore store = new FakeCommitStore();

    private EventStream open(long min, long max) {
        return EventStream.open(store, "t", "s", min, max).block();
    }

    private static List<Object> bodies(List<EventMessage> events) {
        return events.stream().map(EventMessage::body).toList();
    }

    /** Commits of 3, 4 and 1 events: revisions 1-3, 4-7 and 8. */
    private void threeCommits() {
        store.append("1", "2", "3");
        store.append("4", "5", "6", "7");
        store.append("8");
    }

    @Test
    void a_created_stream_is_empty_and_at_zero() {
        EventStream stream = EventStream.create("t", "s");
        assertThat(stream.tenantId()).isEqualTo("t");
        assertThat(stream.streamId()).isEqualTo("s");
        assertThat(stream.revision()).isZero();
        assertThat(stream.commitSequence()).isZero();
        assertThat(stream.committed()).isEmpty();
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(stream.committedHeaders()).isEmpty();
        assertThat(stream.uncommittedHeaders()).isEmpty();
    }

    @Test
    void opening_reads_nothing_before_subscription_and_a_stream_of_its_own_each_time() {
        threeCommits();
        Mono<EventStream> opening = EventStream.open(store, "t", "s");
        assertThat(store.calls).hasValue(0);
        EventStream first = opening.block();
        EventStream second = opening.block();
        assertThat(store.reads).hasSize(2);
        assertThat(first).isNotSameAs(second);
        first.add("9");
        assertThat(second.uncommitted()).isEmpty();
        assertThat(second.committed()).hasSize(8);
    }

    @Test
    void an_opened_stream_holds_all_events_and_stands_at_the_head() {
        threeCommits();
        EventStream stream = EventStream.open(store, "t", "s").block();
        assertThat(bodies(stream.committed())).containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
        assertThat(stream.revision()).isEqualTo(8);
        assertThat(stream.commitSequence()).isEqualTo(3);
    }

    @Test
    void of_equal_headers_the_latest_counts() {
        threeCommits();
        assertThat(open(1, 100).committedHeaders()).isEqualTo(Map.of("by", "other3"));
        assertThat(open(1, 5).committedHeaders()).isEqualTo(Map.of("by", "other2"));
    }

    @Test
    void an_unknown_stream_opens_as_a_new_one() {
        for (long min : new long[] {Long.MIN_VALUE, 0, 1}) {
            EventStream stream = open(min, Long.MAX_VALUE);
            assertThat(stream.revision()).isZero();
            assertThat(stream.committed()).isEmpty();
        }
    }

    @Test
    void a_part_that_does_not_exist_is_not_found() {
        threeCommits();
        StepVerifier.create(EventStream.open(store, "t", "s", 9, Long.MAX_VALUE))
                .verifyErrorSatisfies(error -> {
                    assertThat(error)
                            .isInstanceOf(StreamNotFoundException.class)
                            .hasMessageContaining("9");
                    assertThat(((StreamNotFoundException) error).streamId()).isEqualTo("s");
                });
        StepVerifier.create(EventStream.open(store, "t", "s", 5, 4)).verifyError(StreamNotFoundException.class);
    }

    @Test
    void every_range_holds_exactly_its_events_and_the_last_commit_read_to_its_end() {
        threeCommits();
        long[] ends = {0, 3, 7, 8};
        for (int min = 1; min <= 8; min++) {
            for (int max = min; max <= 9; max++) {
                EventStream stream = open(min, max);
                int last = Math.min(max, 8);
                long complete = 0;
                for (int sequence = 1; sequence <= 3; sequence++) {
                    complete = ends[sequence] <= last ? sequence : complete;
                }
                assertThat(bodies(stream.committed()))
                        .as("%d..%d", min, max)
                        .hasSize(last - min + 1)
                        .startsWith(String.valueOf(min))
                        .endsWith(String.valueOf(last));
                assertThat(stream.revision()).as("%d..%d", min, max).isEqualTo(last);
                assertThat(stream.commitSequence()).as("%d..%d", min, max).isEqualTo(complete);
            }
        }
    }

    @Test
    void committing_on_every_partial_stream_is_a_lost_race_and_never_an_invalid_commit() {
        threeCommits();
        for (int max = 0; max <= 7; max++) {
            EventStream stream = open(1, max).add("mine");
            StepVerifier.create(stream.commitChanges(store)).verifyError(NonConflictingCommitException.class);
            assertThat(stream.uncommitted()).hasSize(1);
        }
        for (int max = 5; max <= 7; max++) {
            StepVerifier.create(open(5, max).add("mine").commitChanges(store))
                    .verifyError(NonConflictingCommitException.class);
        }
        assertThat(store.stored).hasSize(3);
    }

    @Test
    void a_stream_opened_in_its_middle_up_to_the_head_can_be_committed_to() {
        threeCommits();
        EventStream stream = open(5, Long.MAX_VALUE).add("9");
        assertThat(stream.commitChanges(store).block().streamRevision()).isEqualTo(9);
        assertThat(stream.commitSequence()).isEqualTo(4);
    }

    @Test
    void refreshing_reads_only_the_tail_and_renumbers_what_is_uncommitted() {
        threeCommits();
        EventStream stream = EventStream.open(store, "t", "s").block().add("mine");
        store.append("9", "10");
        assertThat(stream.refresh(store).block()).isSameAs(stream);
        assertThat(store.reads).containsExactly("1..9223372036854775807", "9..9223372036854775807");
        assertThat(bodies(stream.committed())).hasSize(10).endsWith("9", "10");
        assertThat(bodies(stream.uncommitted())).containsExactly("mine");
        Commit commit = stream.commitChanges(store).block();
        assertThat(commit.commitSequence()).isEqualTo(5);
        assertThat(commit.firstRevision()).isEqualTo(11);
    }

    @Test
    void refreshing_completes_a_partial_stream_from_every_revision() {
        threeCommits();
        for (int max = 0; max <= 8; max++) {
            EventStream stream = open(1, max).refresh(store).block();
            assertThat(bodies(stream.committed()))
                    .as("from %d", max)
                    .containsExactly("1", "2", "3", "4", "5", "6", "7", "8");
            assertThat(stream.commitSequence()).isEqualTo(3);
        }
    }

    @Test
    void refreshing_reads_nothing_before_subscription() {
        EventStream stream = EventStream.create("t", "s");
        Mono<EventStream> refresh = stream.refresh(store);
        store.append("1");
        assertThat(store.calls).hasValue(0);
        assertThat(stream.revision()).isZero();
        refresh.block();
        assertThat(stream.revision()).isEqualTo(1);
    }

    @Test
    void a_refresh_that_breaks_in_the_middle_leaves_the_stream_as_it_was() {
        threeCommits();
        EventStream stream = open(1, 3);
        CommitStore broken = new DelegatingReads(
                Flux.concat(store.get("t", "s", 4, 7), Flux.error(new StorageUnavailableException("gone"))));
        StepVerifier.create(stream.refresh(broken)).verifyError(StorageUnavailableException.class);
        assertThat(stream.revision()).isEqualTo(3);
        assertThat(stream.committed()).hasSize(3);
    }

    @Test
    void a_read_that_breaks_opens_no_stream() {
        CommitStore broken = new DelegatingReads(Flux.error(new StorageUnavailableException("gone")));
        StepVerifier.create(EventStream.open(broken, "t", "s")).verifyError(StorageUnavailableException.class);
    }

    @Test
    void what_a_stream_hands_out_is_a_copy_that_cannot_be_changed() {
        EventStream stream = EventStream.create("t", "s");
        List<EventMessage> before = stream.uncommitted();
        Map<String, Object> headers = stream.uncommittedHeaders();
        stream.add("a").setHeader("k", null);
        assertThat(before).isEmpty();
        assertThat(headers).isEmpty();
        assertThat(stream.uncommittedHeaders()).containsOnlyKeys("k");
        assertThatThrownBy(() -> stream.uncommitted().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> stream.committed().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> stream.uncommittedHeaders().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> stream.committedHeaders().put("k", "v"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void nulls_are_rejected_at_the_call() {
        Clock clock = Clock.systemUTC();
        EventStream stream = EventStream.create("t", "s");
        assertThatNullPointerException().isThrownBy(() -> EventStream.create(null, "s"));
        assertThatNullPointerException().isThrownBy(() -> EventStream.create("t", null));
        assertThatNullPointerException().isThrownBy(() -> EventStream.create("t", "s", null));
        assertThatNullPointerException().isThrownBy(() -> EventStream.open(null, "t", "s"));
        assertThatNullPointerException().isThrownBy(() -> EventStream.open(store, null, "s"));
        assertThatNullPointerException().isThrownBy(() -> EventStream.open(store, "t", null));
        assertThatNullPointerException().isThrownBy(() -> EventStream.open(null, "t", "s", 1, 2, clock));
        assertThatNullPointerException().isThrownBy(() -> EventStream.open(store, "t", "s", (Clock) null));
        assertThatNullPointerException().isThrownBy(() -> stream.add(null));
        assertThatNullPointerException().isThrownBy(() -> stream.setHeader(null, "v"));
        assertThatNullPointerException().isThrownBy(() -> stream.toCommit(null));
        assertThatNullPointerException().isThrownBy(() -> stream.commitChanges(null));
        assertThatNullPointerException().isThrownBy(() -> stream.commitChanges(store, null));
        assertThatNullPointerException().isThrownBy(() -> stream.refresh(null));
    }

    /** Answers every read of a range with this flux. */
    private record DelegatingReads(Flux<Commit> answer) implements CommitStore {
        @Override
        public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
            return answer;
        }

        @Override
        public Flux<Commit> getTo(String tenantId, String streamId, java.time.Instant maxTime) {
            return answer;
        }

        @Override
        public Flux<Commit> getAllTo(String tenantId, java.time.Instant maxTime) {
            return answer;
        }

        @Override
        public Mono<StreamHead> head(String tenantId, String streamId) {
            return Mono.empty();
        }

        @Override
        public Mono<Commit> find(String tenantId, String streamId, java.util.UUID commitId) {
            return answer.next();
        }

        @Override
        public Mono<Commit> commit(Commit commit) {
            return Mono.just(commit);
        }
    }
}
