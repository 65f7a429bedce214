package io.aett.reactive.sealedlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class SealedLogTest {

    private static final LogHead NOTHING = new LogHead(new UUID(0, 0), 0);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Scripted storage = new Scripted();
    private final SealedLog log = SealedLog.create(storage, Duration.ofMillis(100), clock);

    @Test
    void results_come_in_batch_order_when_some_lost_their_position() {
        storage.answers.add(List.of(stored(1), new Placement.PositionLost(), refused(3)));
        storage.answers.add(List.of(stored(4)));

        List<AppendResult> results = append("a", "b", "c");

        assertThat(results)
                .containsExactly(
                        new AppendResult.Appended(1, Instant.EPOCH),
                        new AppendResult.Appended(4, Instant.EPOCH),
                        new AppendResult.SequenceTaken(1, 1));
        assertThat(storage.placed).containsExactly(List.of("a", "b", "c"), List.of("b"));
    }

    @Test
    void a_position_that_a_loser_left_is_sealed_along_with_the_next_append_and_only_once() {
        storage.answers.add(List.of(refused(1)));
        storage.answers.add(List.of(stored(2)));
        storage.answers.add(List.of(stored(3)));

        append("a");
        assertThat(storage.sealed).isEmpty();
        append("a");
        append("a");

        assertThat(storage.sealed).containsExactly(List.of(1L));
    }

    @Test
    void a_seal_that_fails_does_not_fail_the_append_and_is_tried_again() {
        storage.answers.add(List.of(new Placement.PositionLost(1)));
        storage.answers.add(List.of(stored(2)));
        storage.sealFailure = new IllegalStateException("away");

        assertThat(append("a")).hasSize(1);

        storage.sealFailure = null;
        storage.answers.add(List.of(stored(3)));
        append("a");
        assertThat(storage.sealed).containsExactly(List.of(1L), List.of(1L));
    }

    @Test
    void readers_of_the_same_process_do_not_wait_for_what_it_left() {
        storage.answers.add(List.of(refused(1)));
        append("a");
        storage.through = 1;

        assertThat(read(0).settled()).isEqualTo(1);
        assertThat(storage.sealed).containsExactly(List.of(1L));
    }

    @Test
    void an_open_position_is_sealed_after_the_delay_and_not_before() {
        storage.through = 2;

        assertThat(read(0).settled()).isZero();
        clock.advanceTimeBy(Duration.ofMillis(99));
        assertThat(read(0).settled()).isZero();
        assertThat(storage.sealed).isEmpty();

        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(read(0).settled()).isEqualTo(2);
        assertThat(storage.sealed).containsExactly(List.of(1L, 2L));
    }

    @Test
    void what_is_before_an_open_position_is_delivered_at_once() {
        storage.through = 3;
        storage.closed.add(1L);
        read(0);
        clock.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(read(0).settled()).isEqualTo(1);
        assertThat(storage.sealed).isEmpty();
        assertThat(read(1).settled()).isEqualTo(3);
    }

    @Test
    void a_failure_after_a_part_was_stored_is_an_unknown_outcome() {
        storage.answers.add(List.of(stored(1), new Placement.PositionLost()));
        assertThatThrownBy(() -> append("a", "b")).isInstanceOf(CommitOutcomeUnknownException.class);

        storage.answers.add(List.of(new Placement.PositionLost(), new Placement.PositionLost()));
        assertThatThrownBy(() -> append("a", "b")).isInstanceOf(NoAnswer.class);
    }

    @Test
    void a_run_shows_every_hole_as_open() {
        Run run = Run.dense(NOTHING, 3, List.of(Slot.tombstone(5), Slot.tombstone(6)), 8);

        assertThat(run.slots())
                .containsExactly(Slot.open(4), Slot.tombstone(5), Slot.tombstone(6), Slot.open(7), Slot.open(8));
    }

    private static Placement stored(long position) {
        return new Placement.Stored(position, Instant.EPOCH);
    }

    private static Placement refused(long position) {
        return new Placement.Refused(new AppendResult.SequenceTaken(1, 1), position);
    }

    private List<AppendResult> append(String... streams) {
        List<EncodedCommit> batch = new ArrayList<>();
        for (String stream : streams) {
            UUID id = UUID.randomUUID();
            batch.add(new EncodedCommit(new StreamKey("t", stream), 1, 1, 1, id, id, Instant.EPOCH, new byte[0], 0));
        }
        List<AppendResult> results = log.append(batch).block(Duration.ofSeconds(10));
        return results == null ? List.of() : results;
    }

    private LogPage read(long after) {
        LogPage page = log.readAll(new PageRequest(after, 10, 1000)).block(Duration.ofSeconds(10));
        return page == null ? new LogPage(NOTHING, List.of(), -1) : page;
    }

    private static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Answers what the test says. */
    private static final class Scripted implements SealedStorage<Integer> {

        final Queue<List<Placement>> answers = new ArrayDeque<>();
        final List<List<String>> placed = new ArrayList<>();
        final List<List<Long>> sealed = new ArrayList<>();
        final TreeSet<Long> closed = new TreeSet<>();

        @Nullable
        RuntimeException sealFailure;

        long through;

        @Override
        public Mono<Integer> reserve(List<EncodedCommit> batch) {
            return Mono.just(batch.size());
        }

        @Override
        public Mono<List<Placement>> place(Integer reservation, List<EncodedCommit> batch) {
            placed.add(batch.stream().map(commit -> commit.stream().streamId()).toList());
            return Mono.justOrEmpty(answers.poll()).switchIfEmpty(Mono.error(new NoAnswer()));
        }

        @Override
        public Mono<Void> seal(List<Long> positions) {
            sealed.add(List.copyOf(positions));
            if (sealFailure != null) {
                return Mono.error(sealFailure);
            }
            closed.addAll(positions);
            return Mono.empty();
        }

        @Override
        public Mono<Run> read(PageRequest request) {
            List<Slot> found = closed.tailSet(request.after(), false).stream()
                    .map(Slot::tombstone)
                    .toList();
            return Mono.just(Run.dense(new LogHead(NOTHING.storeId(), through), request.after(), found, through));
        }
    }
}
