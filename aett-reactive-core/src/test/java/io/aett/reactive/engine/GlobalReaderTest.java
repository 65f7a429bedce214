package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.ReadView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

class GlobalReaderTest {

    private final FencedLog log = new FencedLog();
    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final EventStore store =
            EventStoreEngine.create(EngineFixture.storage(log), EngineFixture.options(time, ConflictDetector.empty()));

    private List<Long> follow(long from) {
        List<Long> seen = new CopyOnWriteArrayList<>();
        store.management().follow(from).map(Commit::checkpointToken).subscribe(seen::add);
        return seen;
    }

    @Test
    void get_from_ends_at_the_head_that_the_first_page_saw() {
        log.add(1, 2, 3);
        log.onRead = () -> log.add(log.last + 1);
        StepVerifier.create(store.management().getFrom(1).map(Commit::checkpointToken))
                .expectNext(2L, 3L)
                .verifyComplete();
    }

    @Test
    void a_follower_that_comes_while_the_last_one_leaves_goes_on_following() {
        EventStore live = EventStoreEngine.create(
                EngineFixture.storage(log), EngineFixture.options(Schedulers.parallel(), ConflictDetector.empty()));
        List<Throwable> errors = new CopyOnWriteArrayList<>();

        Flux.range(0, 2)
                .parallel(2)
                .runOn(Schedulers.parallel())
                .doOnNext(caller -> {
                    for (int i = 0; i < 5_000; i++) {
                        live.management()
                                .follow(0)
                                .subscribe(commit -> {}, errors::add)
                                .dispose();
                    }
                })
                .sequential()
                .blockLast(Duration.ofSeconds(60));

        assertThat(errors).isEmpty();
    }

    @Test
    void the_head_is_told_to_the_next_page_as_long_as_pages_come_forward_below_it() {
        log.add(1, 2, 3);
        log.fence = 2;
        UUID id = log.id();
        store.management().follow(0).subscribe();
        time.advanceTimeBy(Duration.ofSeconds(1));
        log.fence = Long.MAX_VALUE;
        time.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(log.views.subList(0, 3))
                .containsExactly(Optional.empty(), Optional.of(new ReadView(id, 3)), Optional.empty());
        assertThat(log.views.get(log.views.size() - 1)).isEmpty();
    }

    @Test
    void get_from_waits_for_an_append_below_the_head_instead_of_leaving_it_out() {
        log.add(1, 3);
        log.fence = 1;
        List<Object> seen = new ArrayList<>();
        store.management()
                .getFrom(0)
                .subscribe(commit -> seen.add(commit.checkpointToken()), seen::add, () -> seen.add("end"));
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(seen).containsExactly(1L);
        log.add(2);
        log.fence = Long.MAX_VALUE;
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(seen).containsExactly(1L, 2L, 3L, "end");
    }

    @Test
    void an_append_that_ends_soon_costs_its_followers_no_more_than_a_millisecond() {
        log.add(1, 2);
        log.fence = 1;
        List<Long> seen = follow(0);
        assertThat(seen).containsExactly(1L);

        log.fence = Long.MAX_VALUE;
        time.advanceTimeBy(Duration.ofMillis(1));

        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void an_append_that_takes_long_is_asked_for_less_and_less_often() {
        log.add(1, 2);
        log.fence = 1;
        follow(0);
        time.advanceTimeBy(Duration.ofMillis(127));
        int reads = log.views.size();
        assertThat(reads).isLessThan(12);

        time.advanceTimeBy(Duration.ofMillis(64 * 10));
        assertThat(log.views.size() - reads).isBetween(9, 11);
    }

    @Test
    void get_from_gives_up_with_an_error_when_the_append_does_not_end() {
        log.add(1, 3);
        log.fence = 1;
        List<Object> seen = new ArrayList<>();
        store.management().getFrom(0).subscribe(commit -> seen.add(commit.checkpointToken()), seen::add);
        time.advanceTimeBy(Duration.ofSeconds(11));
        assertThat(seen).hasSize(2);
        assertThat(seen.get(1)).isInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void get_from_gives_an_append_the_whole_time_out_however_slow_its_reader_was_before() {
        log.add(1, 3);
        log.fence = 1;
        List<Object> seen = new ArrayList<>();
        BaseSubscriber<Commit> reader = new BaseSubscriber<>() {
            @Override
            protected void hookOnSubscribe(Subscription subscription) {}

            @Override
            protected void hookOnNext(Commit commit) {
                seen.add(commit.checkpointToken());
            }

            @Override
            protected void hookOnError(Throwable error) {
                seen.add(error);
            }
        };
        store.management().getFrom(0).subscribe(reader);
        time.advanceTimeBy(Duration.ofSeconds(60));
        reader.request(1);
        time.advanceTimeBy(Duration.ofSeconds(60));
        reader.request(1);
        time.advanceTimeBy(Duration.ofSeconds(9));
        assertThat(seen).containsExactly(1L);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(seen).hasSize(2).last().isInstanceOf(StorageUnavailableException.class);
    }

    @Test
    void follow_goes_on_with_what_this_store_commits_without_any_pause() {
        log.add(1);
        List<Long> seen = follow(0);
        assertThat(seen).containsExactly(1L);
        store.commits()
                .commit(Commit.builder()
                        .tenantId("tenant")
                        .streamId("stream")
                        .streamRevision(2)
                        .commitSequence(2)
                        .event(new EngineFixture.Noted("x"))
                        .build())
                .subscribe();
        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void follow_finds_what_others_commit_by_looking_within_the_longest_interval() {
        List<Long> seen = follow(0);
        time.advanceTimeBy(Duration.ofSeconds(60));
        log.add(1);
        time.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void an_idle_follower_asks_at_most_once_in_the_longest_interval() {
        follow(0);
        time.advanceTimeBy(Duration.ofSeconds(10));
        int before = log.requests;
        time.advanceTimeBy(Duration.ofSeconds(100));
        assertThat(log.requests - before).isLessThanOrEqualTo(100).isPositive();
    }

    @Test
    void ten_idle_followers_ask_no_more_than_one() {
        for (int i = 0; i < 10; i++) {
            follow(0);
        }
        time.advanceTimeBy(Duration.ofSeconds(10));
        int before = log.requests;
        time.advanceTimeBy(Duration.ofSeconds(100));
        assertThat(log.requests - before).isLessThanOrEqualTo(100);
    }

    @Test
    void a_wake_up_is_heard_at_once_and_a_failing_one_is_listened_to_again() {
        log.wakeUps = Sinks.many().multicast().directBestEffort();
        List<Long> seen = follow(0);
        time.advanceTimeBy(Duration.ofSeconds(60));
        log.add(1);
        log.wakeUps.tryEmitNext(0L);
        assertThat(seen).containsExactly(1L);
        log.wakeUps.tryEmitError(new IllegalStateException("connection lost"));
        log.wakeUps = Sinks.many().multicast().directBestEffort();
        time.advanceTimeBy(Duration.ofSeconds(60));
        log.add(2);
        log.wakeUps.tryEmitNext(0L);
        assertThat(seen).containsExactly(1L, 2L);
    }

    @Test
    void a_follower_without_demand_reads_nothing() {
        log.add(1, 2, 3);
        StepVerifier.create(store.management().follow(0), 0)
                .then(() -> assertThat(log.reads).isZero())
                .thenRequest(1)
                .expectNextCount(1)
                .thenCancel()
                .verify();
    }

    @Test
    void cancelling_the_last_follower_ends_the_looking() {
        StepVerifier.create(store.management().follow(0)).thenCancel().verify();
        int before = log.requests;
        time.advanceTimeBy(Duration.ofSeconds(60));
        assertThat(log.requests).isEqualTo(before);
    }

    @Test
    void a_follower_of_a_store_that_was_made_anew_ends_with_an_error() {
        log.add(1);
        List<Throwable> errors = new ArrayList<>();
        store.management().follow(0).subscribe(commit -> {}, errors::add);
        log.recreate();
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(errors).singleElement().isInstanceOf(StorageException.class);
        List<Long> seen = follow(0);
        time.advanceTimeBy(Duration.ofSeconds(2));
        int before = log.requests;
        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(log.requests - before).isLessThan(50);
        log.add(1);
        time.advanceTimeBy(Duration.ofSeconds(2));
        assertThat(seen).containsExactly(1L);
    }

    @Test
    void dropping_and_closing_end_followers_with_an_error_that_names_the_cure() {
        List<Throwable> errors = new ArrayList<>();
        store.management().follow(0).subscribe(commit -> {}, errors::add);
        store.management().drop().subscribe();
        assertThat(errors).singleElement().isInstanceOf(StorageException.class);
        assertThat(errors.get(0)).hasMessageContaining("initialize()");
        store.management().follow(0).subscribe(commit -> {}, errors::add);
        store.close().subscribe();
        assertThat(errors).hasSize(2);
        assertThat(errors.get(1)).isInstanceOf(StorageException.class).hasMessageContaining("closed");
        StepVerifier.create(store.management().follow(0)).verifyError(StorageException.class);
    }
}
