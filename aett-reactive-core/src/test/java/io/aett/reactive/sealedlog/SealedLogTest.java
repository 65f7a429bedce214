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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class SealedLogTest {

    private static final LogHead NOTHING = new LogHead(new UUID(0, 0), 0);

    private static final Duration DELAY = Duration.ofMillis(100);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(10);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Scripted storage = new Scripted();
    private final SealedLog log = open();

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
    void readers_spare_what_their_own_process_is_placing_until_its_caller_has_given_up() {
        storage.through = 2;
        storage.positions = List.of(1L);
        Disposable placing = begin("a");
        read(0);

        clock.advanceTimeBy(COMMIT_TIMEOUT.minusMillis(1));
        assertThat(read(0).settled()).isZero();
        assertThat(storage.sealed).containsExactly(List.of(2L));

        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(read(0).settled()).isEqualTo(2);
        placing.dispose();
    }

    @Test
    void what_is_not_placed_any_more_is_like_anybodys() {
        storage.through = 1;
        storage.positions = List.of(1L);
        Disposable placing = begin("a");
        read(0);
        clock.advanceTimeBy(DELAY);
        assertThat(read(0).settled()).isZero();

        placing.dispose();

        assertThat(read(0).settled()).isEqualTo(1);
    }

    @Test
    void readers_wait_for_as_long_as_a_writer_asked_counted_from_when_they_first_knew() {
        storage.through = 3;
        storage.announced = List.of(new Patience(2, 2, Duration.ofMillis(700)));
        read(0);
        storage.announced = List.of();

        clock.advanceTimeBy(Duration.ofMillis(699));
        assertThat(read(0).settled()).isEqualTo(1);
        assertThat(storage.sealed).containsExactly(List.of(1L, 3L));

        clock.advanceTimeBy(Duration.ofMillis(1));
        assertThat(read(1).settled()).isEqualTo(3);
    }

    @Test
    void nobody_waits_for_less_than_the_delay_or_for_ever_whatever_is_announced() {
        storage.through = 2;
        storage.announced = List.of(new Patience(1, 1, Duration.ZERO), new Patience(2, 2, Duration.ofDays(1)));
        read(0);
        clock.advanceTimeBy(DELAY.minusMillis(1));
        assertThat(read(0).settled()).isZero();

        clock.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(read(0).settled()).isEqualTo(2);
    }

    @Test
    void eighty_open_positions_on_eighty_pages_cost_one_delay() {
        storage.through = 160;
        storage.pageSize = 2;
        for (long closed = 1; closed < 160; closed += 2) {
            storage.closed.add(closed);
        }
        assertThat(read(0).settled()).isEqualTo(1);

        clock.advanceTimeBy(DELAY);

        long settled = 0;
        for (int reads = 0; settled < 160 && reads < 200; reads++) {
            settled = read(settled).settled();
        }
        assertThat(settled).isEqualTo(160);
    }

    @Test
    void what_was_seen_of_another_store_does_not_count() {
        storage.through = 1_000;
        read(500);
        clock.advanceTimeBy(Duration.ofHours(1));
        storage.store = new UUID(0, 7);
        storage.through = 1;

        assertThat(read(0).settled()).isZero();
        clock.advanceTimeBy(DELAY);
        assertThat(read(0).settled()).isEqualTo(1);
    }

    @Test
    void a_small_append_announces_nothing_and_then_more_for_every_position_that_it_loses() {
        for (int lost = 0; lost < 5; lost++) {
            storage.answers.add(List.of(new Placement.PositionLost()));
        }
        storage.answers.add(List.of(stored(6)));

        append("a");

        assertThat(storage.patience)
                .containsExactly(
                        Duration.ZERO,
                        DELAY.multipliedBy(2),
                        DELAY.multipliedBy(8),
                        DELAY.multipliedBy(32),
                        COMMIT_TIMEOUT,
                        COMMIT_TIMEOUT);
    }

    @Test
    void a_large_append_announces_the_time_that_its_bytes_may_take() {
        storage.answers.add(List.of(stored(1)));

        log.append(List.of(commit("a", new byte[6 << 20]))).block(Duration.ofSeconds(10));

        assertThat(storage.patience.get(0)).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4));
    }

    @Test
    void appends_after_a_slow_one_announce_it_and_when_they_are_quick_no_more() {
        Disposable placing = begin("a");
        clock.advanceTimeBy(Duration.ofSeconds(1));
        placing.dispose();

        for (int i = 1; i <= 20; i++) {
            storage.answers.add(List.of(stored(i)));
            append("b");
        }

        assertThat(storage.patience.get(1)).isEqualTo(Duration.ofSeconds(2));
        assertThat(storage.patience).endsWith(Duration.ZERO);
    }

    @Test
    void an_append_does_not_wait_for_the_sealing_of_what_was_left() {
        storage.answers.add(List.of(refused(1)));
        append("a");
        storage.sealNeverEnds = true;
        storage.answers.add(List.of(stored(2)));
        storage.answers.add(List.of(stored(3)));

        assertThat(append("a")).hasSize(1);
        assertThat(append("a")).hasSize(1);

        assertThat(storage.sealed).containsExactly(List.of(1L), List.of(1L));
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

    private SealedLog open() {
        return SealedLog.create(storage, DELAY, COMMIT_TIMEOUT, () -> clock.now(TimeUnit.NANOSECONDS));
    }

    /** An append whose placement takes until it is cancelled. */
    private Disposable begin(String stream) {
        storage.placementsNeverEnd = true;
        Disposable begun = log.append(List.of(commit(stream, new byte[0]))).subscribe();
        storage.placementsNeverEnd = false;
        return begun;
    }

    private static EncodedCommit commit(String stream, byte[] payload) {
        UUID id = UUID.randomUUID();
        return new EncodedCommit(new StreamKey("t", stream), 1, 1, 1, id, id, Instant.EPOCH, payload, 0);
    }

    private List<AppendResult> append(String... streams) {
        List<EncodedCommit> batch = new ArrayList<>();
        for (String stream : streams) {
            batch.add(commit(stream, new byte[0]));
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
        final List<Duration> patience = new ArrayList<>();
        final List<List<Long>> sealed = new ArrayList<>();
        final TreeSet<Long> closed = new TreeSet<>();

        @Nullable
        RuntimeException sealFailure;

        boolean sealNeverEnds;
        boolean placementsNeverEnd;
        List<Long> positions = List.of();
        List<Patience> announced = List.of();
        UUID store = NOTHING.storeId();
        long through;
        int pageSize = 10_000;

        @Override
        public Mono<Integer> reserve(List<EncodedCommit> batch, Duration asked) {
            patience.add(asked);
            return Mono.just(batch.size());
        }

        @Override
        public List<Long> positions(Integer reservation) {
            return positions;
        }

        @Override
        public Mono<List<Placement>> place(Integer reservation, List<EncodedCommit> batch) {
            if (placementsNeverEnd) {
                return Mono.never();
            }
            placed.add(batch.stream().map(commit -> commit.stream().streamId()).toList());
            return Mono.justOrEmpty(answers.poll()).switchIfEmpty(Mono.error(new NoAnswer()));
        }

        @Override
        public Mono<Void> seal(List<Long> positions) {
            sealed.add(List.copyOf(positions));
            if (sealFailure != null) {
                return Mono.error(sealFailure);
            }
            if (sealNeverEnds) {
                return Mono.never();
            }
            closed.addAll(positions);
            return Mono.empty();
        }

        @Override
        public Mono<Run> read(PageRequest request) {
            List<Slot> found = closed.tailSet(request.after(), false).stream()
                    .map(Slot::tombstone)
                    .toList();
            long end = Math.min(through, request.after() + pageSize);
            return Mono.just(Run.dense(
                            new LogHead(store, through),
                            request.after(),
                            found.stream()
                                    .filter(slot -> slot.position() <= end)
                                    .toList(),
                            end)
                    .announcing(announced));
        }
    }
}
