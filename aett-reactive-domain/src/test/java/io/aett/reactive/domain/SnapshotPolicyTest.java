package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.Snapshot;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SnapshotPolicyTest {

    private static final SnapshotPolicy ALWAYS = saved -> true;
    private static final SnapshotPolicy SOMETIMES = saved -> saved.snapshotVersion() == 0;

    /** Loads take as long as it says. */
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);

    private long loadTakes;
    private final FakeStore store = new FakeStore();
    private final AggregateRepository slow = DefaultAggregateRepository.builder("t", store)
            .ticks(() -> now.getAndAdd(loadTakes))
            .snapshotPolicy(SnapshotPolicy.whenLoadTakes(Duration.ofNanos(100)))
            .build();

    private static SnapshotPolicy.Saved saved(Class<?> type, long revision, long snapshotVersion, long loadNanos) {
        Commit commit = Commit.builder()
                .tenantId("t")
                .streamId("s")
                .event("e")
                .streamRevision(revision)
                .build();
        return new SnapshotPolicy.Saved(type, "instance", commit, snapshotVersion, Duration.ofNanos(loadNanos));
    }

    private static boolean asked(SnapshotPolicy policy, Class<?> type, long snapshotVersion) {
        SnapshotPolicy.Saved saved = saved(type, 10, snapshotVersion, 0);
        return policy.covers(type) && policy.isDue(saved);
    }

    private Counter add() {
        return slow.update(Counter.class, "c", counter -> counter.add(1)).block();
    }

    @Test
    void a_load_that_takes_long_leads_to_a_snapshot() {
        loadTakes = 99;
        add();
        assertThat(store.snapshots("c")).isEmpty();

        loadTakes = 100;
        add();
        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(2L);
    }

    @Test
    void what_was_not_loaded_took_no_time() {
        loadTakes = 1000;
        Counter counter = new Counter("c");
        counter.add(1);

        slow.save(counter).block();

        assertThat(store.snapshots("c")).isEmpty();
    }

    @Test
    void a_snapshot_ends_the_time_that_counts() {
        loadTakes = 100;
        Counter counter = slow.get(Counter.class, "c").block();
        for (int i = 0; i < 3; i++) {
            counter.add(1);
            slow.save(counter).block();
        }

        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(1L);
    }

    @Test
    void the_time_of_an_instance_goes_from_the_question_for_a_snapshot_to_the_last_event() {
        loadTakes = 60;
        slow.snapshot(Counter.class, "c").block();
        store.snapshotLookUp = Mono.defer(() -> {
            now.addAndGet(50);
            return Mono.empty();
        });

        add();

        assertThat(store.snapshots("c")).hasSize(1);
    }

    @Test
    void either_of_two_or_both_can_be_asked_for() {
        assertThat(asked(ALWAYS.or(SOMETIMES), String.class, 5)).isTrue();
        assertThat(asked(SOMETIMES.or(ALWAYS), String.class, 5)).isTrue();
        assertThat(asked(SOMETIMES.or(SOMETIMES), String.class, 5)).isFalse();
        assertThat(asked(ALWAYS.and(SOMETIMES), String.class, 5)).isFalse();
        assertThat(asked(SOMETIMES.and(ALWAYS), String.class, 5)).isFalse();
        assertThat(asked(SOMETIMES.and(ALWAYS), String.class, 0)).isTrue();
    }

    @Test
    void each_part_is_asked_only_about_what_it_covers() {
        SnapshotPolicy either = ALWAYS.except(String.class).or(SOMETIMES.except(Integer.class));
        assertThat(asked(either, String.class, 5)).isFalse();
        assertThat(asked(either, String.class, 0)).isTrue();
        assertThat(asked(either, Integer.class, 5)).isTrue();
        assertThat(either.except(Integer.class).covers(Integer.class)).isFalse();

        SnapshotPolicy both = ALWAYS.except(String.class).and(ALWAYS.except(Integer.class));
        assertThat(both.covers(String.class)).isFalse();
        assertThat(both.covers(Integer.class)).isFalse();
        assertThat(both.covers(Long.class)).isTrue();
    }

    @Test
    void never_covers_nothing_and_adds_nothing() {
        assertThat(SnapshotPolicy.none().covers(Object.class)).isFalse();
        assertThat(asked(SnapshotPolicy.none().or(ALWAYS), String.class, 0)).isTrue();
        assertThat(asked(SnapshotPolicy.none().and(ALWAYS), String.class, 0)).isFalse();
    }

    @Test
    void how_many_stay_goes_through_what_policies_are_put_together_with() {
        SnapshotPolicy two = ALWAYS.keep(2);
        assertThat(ALWAYS.keeps()).isEmpty();
        assertThat(two.keeps()).hasValue(2);
        assertThat(two.except(String.class).keeps()).hasValue(2);
        assertThat(two.or(SOMETIMES).keeps()).hasValue(2);
        assertThat(SOMETIMES.and(two).keeps()).hasValue(2);
        assertThat(two.or(SOMETIMES.keep(5)).keeps()).hasValue(5);
        assertThat(SOMETIMES.keep(5).and(two).keeps()).hasValue(5);
        assertThat(two.keep(1).keeps()).hasValue(1);
        assertThat(SOMETIMES.except(String.class).keep(2).covers(String.class)).isFalse();
        assertThat(asked(SOMETIMES.keep(2), String.class, 5)).isFalse();
        assertThatThrownBy(() -> ALWAYS.keep(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n must be at least 1");
    }

    @Test
    void events_and_time_are_checked() {
        assertThat(SnapshotPolicy.everyNEvents(3).isDue(saved(String.class, 10, 7, 0)))
                .isTrue();
        assertThat(SnapshotPolicy.everyNEvents(3).isDue(saved(String.class, 10, 8, 0)))
                .isFalse();
        assertThatThrownBy(() -> SnapshotPolicy.everyNEvents(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("n must be at least 1");
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofMillis(-1)}) {
            assertThatThrownBy(() -> SnapshotPolicy.whenLoadTakes(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("duration must be positive");
        }
    }
}
