package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** What a follower lives through, and what it costs while it waits. */
class FollowerTest {

    private static final int VERY_OFTEN = 100_000;

    private final FencedLog log = new FencedLog();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventStore store =
            EventStoreEngine.create(EngineFixture.storage(log), EngineFixture.options(time, ConflictDetector.empty()));
    private final List<Object> seen = new CopyOnWriteArrayList<>();

    private void record(Flux<Commit> reading) {
        reading.subscribe(commit -> seen.add(commit.checkpointToken()), seen::add);
    }

    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
    }

    @Test
    void any_number_of_looks_behind_a_slow_append_takes_the_same_depth() {
        log.add(1, 3);
        log.fence = 1;
        int[] depth = new int[2];
        log.onRead = () -> {
            if (depth[1]++ % 500 == 0) {
                depth[0] = Math.max(depth[0], Thread.currentThread().getStackTrace().length);
            }
        };
        record(store.management().follow(0));
        pass(Duration.ofSeconds(1));
        int early = depth[0];

        while (depth[1] < VERY_OFTEN) {
            pass(Duration.ofMinutes(10));
        }
        log.add(2);
        log.fence = Long.MAX_VALUE;
        pass(Duration.ofSeconds(1));

        assertThat(depth[0]).isLessThan(early + 50);
        assertThat(seen).containsExactly(1L, 2L, 3L);
    }

    @Test
    void any_number_of_wake_ups_for_nothing_takes_the_same_depth() {
        log.wakeUps = Sinks.many().multicast().directBestEffort();
        log.add(1);
        log.promised = 1;
        record(store.management().follow(0));
        for (int i = 0; i < VERY_OFTEN; i++) {
            log.wakeUps.tryEmitNext(0L);
        }
        assertThat(log.reads).isGreaterThan(VERY_OFTEN / 2);
        log.promised = 0;
        log.add(2);
        log.wakeUps.tryEmitNext(0L);
        pass(Duration.ofSeconds(1));

        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void a_follower_without_demand_keeps_no_timer_running() {
        log.add(1, 2, 3);
        StepVerifier.create(store.management().follow(0), 1)
                .expectNextCount(1)
                .then(() -> {
                    pass(Duration.ofSeconds(5));
                    int requests = log.requests;
                    long timers = time.getScheduledTaskCount();
                    pass(Duration.ofHours(1));
                    assertThat(log.requests).isEqualTo(requests);
                    assertThat(time.getScheduledTaskCount()).isEqualTo(timers);
                })
                .thenRequest(3)
                .expectNextCount(2)
                .then(() -> {
                    pass(Duration.ofSeconds(5));
                    log.add(4);
                    pass(Duration.ofSeconds(2));
                })
                .expectNextCount(1)
                .thenCancel()
                .verify();
    }

    @Test
    void looks_that_are_not_answered_end_no_follower() {
        log.add(1);
        record(store.management().follow(0));
        record(store.management().follow(1));
        pass(Duration.ofSeconds(5));
        log.failure = new StorageUnavailableException("gone for lunch");
        pass(Duration.ofMinutes(10));
        log.failure = null;
        log.add(2);
        pass(Duration.ofSeconds(2));

        assertThat(seen).containsExactly(1L, 2L, 2L);
    }

    @Test
    void pages_that_are_not_answered_are_asked_for_again_and_not_too_often() {
        log.add(1);
        log.failure = new StorageUnavailableException("gone for lunch");
        record(store.management().follow(0));
        pass(Duration.ofSeconds(10));
        int requests = log.requests;
        pass(Duration.ofSeconds(100));
        assertThat(log.requests - requests).isPositive().isLessThanOrEqualTo(101);
        log.failure = null;
        pass(Duration.ofSeconds(2));

        assertThat(seen).containsExactly(1L);
    }

    @Test
    void what_does_not_pass_ends_followers() {
        record(store.management().follow(0));
        pass(Duration.ofSeconds(5));
        log.failure = new StorageException("permission denied");
        pass(Duration.ofSeconds(2));

        assertThat(seen).singleElement().isInstanceOf(StorageException.class);
    }

    @Test
    void a_finite_read_does_not_wait_for_what_passes() {
        log.failure = new StorageUnavailableException("gone for lunch");
        StepVerifier.create(store.management().getFrom(0)).verifyError(StorageUnavailableException.class);
    }

    @Test
    void wake_ups_that_complete_are_listened_to_again_soon_however_often_they_did_before() {
        Sinks.Many<Long> before = Sinks.many().multicast().directBestEffort();
        log.wakeUps = before;
        record(store.management().follow(0));
        for (int i = 1; i <= 20; i++) {
            pass(Duration.ofMinutes(1));
            log.add(i);
            Sinks.Many<Long> current = log.wakeUps;
            current.tryEmitNext(0L);
            assertThat(seen).hasSize(i);
            log.wakeUps = Sinks.many().multicast().directBestEffort();
            if (i % 2 == 0) {
                current.tryEmitComplete();
            } else {
                current.tryEmitError(new IllegalStateException("connection lost"));
            }
            pass(Duration.ofMillis(20));
            assertThat(log.wakeUps.currentSubscriberCount()).isEqualTo(1);
        }
    }

    @Test
    void a_checkpoint_beyond_the_head_is_an_error_at_once_that_names_both() {
        log.add(1, 2, 3);
        for (Flux<Commit> reading :
                List.of(store.management().follow(17), store.management().getFrom(17))) {
            StepVerifier.create(reading)
                    .verifyErrorSatisfies(error -> assertThat(error)
                            .isInstanceOf(StorageException.class)
                            .hasMessageContainingAll("17", "3"));
        }
        StepVerifier.create(store.management().getFrom(3)).verifyComplete();
        assertThat(store.management().head().block()).isEqualTo(3);
    }

    @Test
    void a_store_that_was_set_back_under_a_follower_ends_it() {
        log.add(1, 2, 3);
        record(store.management().follow(0));
        log.setBack(1);
        pass(Duration.ofSeconds(3));

        assertThat(seen).hasSize(4).last().isInstanceOf(StorageException.class);
        assertThat((Throwable) seen.get(3)).hasMessageContainingAll("3", "1");
    }

    /** An answer that was under way for long, while followers read further; or one of a store that was since set back. */
    @ParameterizedTest
    @ValueSource(longs = {-1, 1})
    void a_head_that_is_not_that_of_the_log_has_each_follower_look_no_more_often_than_it_is_heard_of(long promised) {
        log.wakeUps = Sinks.many().multicast().directBestEffort();
        log.add(1, 2);
        log.onRead = () -> assertThat(log.reads).isLessThan(1_000);
        for (int i = 0; i < 3; i++) {
            record(store.management().follow(0));
        }
        pass(Duration.ofSeconds(10));
        log.promised = promised;
        for (int i = 0; i < 50; i++) {
            log.wakeUps.tryEmitNext(0L);
        }
        pass(Duration.ofMillis(100));
        log.promised = 0;
        log.add(3);
        pass(Duration.ofSeconds(2));

        assertThat(seen).hasSize(9).containsOnly(1L, 2L, 3L);
    }

    @Test
    void who_has_waited_longest_is_woken_first() {
        List<Integer> woken = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            int follower = i;
            store.management().follow(0).subscribe(commit -> woken.add(follower));
        }
        log.add(1);
        pass(Duration.ofSeconds(2));

        assertThat(woken).hasSize(50).isSorted();
    }

    @Test
    void any_number_of_followers_is_woken_at_the_same_depth() {
        int[] depth = new int[2];
        for (int i = 0; i < 5_000; i++) {
            store.management().follow(0).subscribe(commit -> {
                depth[0] = Math.max(depth[0], Thread.currentThread().getStackTrace().length);
                depth[1]++;
            });
        }
        log.add(1);
        pass(Duration.ofSeconds(2));

        assertThat(depth[1]).as("followers that were told").isEqualTo(5_000);
        assertThat(depth[0]).as("frames on the stack").isLessThan(500);
    }
}
