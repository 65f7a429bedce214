package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.scheduler.VirtualTimeScheduler;

/** Where everything ends on the thread that begins it, who is told may do anything. */
class ToldCallersMemoryTest {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final MemoryEventStore store =
            MemoryEventStore.create(Happened.options().build());

    @Test
    void a_hundred_thousand_commits_each_from_the_callback_of_the_one_before_are_all_told() {
        CountDownLatch left = new CountDownLatch(100_000);
        next(1, left);

        await(left);
    }

    private void next(long sequence, CountDownLatch left) {
        store.commits().commit(Happened.commit("t", "s", sequence)).subscribe(commit -> {
            left.countDown();
            if (sequence < 100_000) {
                next(sequence + 1, left);
            }
        });
    }

    @Test
    void thousands_of_pipelines_on_four_threads_all_end() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(4_000);
        Flux.range(0, 4)
                .flatMap(thread -> Flux.range(0, 1_000)
                        .doOnNext(i -> Flux.range(1, 10)
                                .concatMap(n -> store.commits().commit(Happened.commit("t" + thread, "s" + i, n)))
                                .doFinally(end -> ended.countDown())
                                .subscribe())
                        .subscribeOn(Schedulers.boundedElastic()))
                .blockLast(LONG);

        assertThat(ended.await(60, TimeUnit.SECONDS)).isTrue();
    }

    /**
     * Followed by what wakes followers alone: one who happens to look just then may be quicker than the committer. Time begins to pass when
     * the follower has the commit: before, the store's patience with who is slow to return must not be over; after, it has to be.
     */
    @Test
    void a_follower_may_commit_and_wait_for_it_and_the_committer_hears_first() {
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        MemoryEventStore waking = MemoryEventStore.create(Happened.options()
                .minPollInterval(LONG)
                .maxPollInterval(LONG)
                .scheduler(time)
                .build());
        List<String> order = new CopyOnWriteArrayList<>();
        Disposable following = waking.management().follow(0).subscribe(commit -> {
            order.add("followed " + commit.streamId());
            if (commit.streamId().equals("a")) {
                waking.commits().commit(Happened.commit("t", "b", 1)).block(LONG);
                order.add("returned");
            }
        });
        Disposable passing = Flux.interval(Duration.ofMillis(1), Schedulers.boundedElastic())
                .filter(tick -> order.contains("followed a"))
                .subscribe(tick -> time.advanceTimeBy(Duration.ofMillis(1)));

        waking.commits()
                .commit(Happened.commit("t", "a", 1))
                .doOnNext(commit -> order.add("told"))
                .block(LONG);

        passing.dispose();
        following.dispose();
        assertThat(order).startsWith("told", "followed a").contains("returned");
    }

    @Test
    void a_slow_follower_holds_up_no_neighbour() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Disposable following = store.management().follow(0).subscribe(commit -> {
            inside.countDown();
            await(release);
        });
        Mono<Commit> first = store.commits().commit(Happened.commit("t", "a", 1));
        Disposable waking = first.subscribeOn(Schedulers.boundedElastic()).subscribe();
        await(inside);

        assertThat(store.commits().commit(Happened.commit("t", "b", 1)).block(LONG))
                .isNotNull();

        release.countDown();
        following.dispose();
        waking.dispose();
    }

    @Test
    void a_fatal_error_in_one_pipeline_ends_that_one_and_the_store_goes_on() {
        Mono<Object> broken = store.commits()
                .commit(Happened.commit("t", "a", 1))
                .doOnNext(commit -> {
                    throw new NoClassDefFoundError("gone");
                })
                .map(commit -> (Object) commit)
                .onErrorResume(Mono::just);

        assertThat(broken.block(LONG)).isInstanceOf(EventStoreException.class);
        assertThat(store.commits().commit(Happened.commit("t", "a", 2)).block(LONG))
                .isNotNull();
    }

    @Test
    void a_read_of_a_tenant_sees_one_life_and_nothing_above_its_first_head() {
        MemoryCommitLog log = (MemoryCommitLog) store.storage().commits();
        StreamKey key = new StreamKey("t", "s");
        MemoryEventStoreTest.commitAll(store, "t", "s", 3);
        Page first = page(log.readTenant("t", Instant.MAX, new PageRequest(0, 1, 1 << 20)));
        Page ofStream = page(log.readStream(key, 1, 9, new PageRequest(0, 1, 1 << 20)));
        store.commits().commit(Happened.commit("t", "s", 4)).block(LONG);
        store.management().purge("other").block(LONG);

        Page rest = page(log.readTenant("t", Instant.MAX, new PageRequest(first.next(), 9, 1 << 20, first.view())));
        assertThat(rest.commits()).hasSize(2);
        assertThat(rest.last()).isTrue();
        assertThat(life(rest)).isEqualTo(life(first)).isEqualTo(life(ofStream));

        store.management().purge("t").block(LONG);
        assertThat(life(page(log.readTenant("t", Instant.MAX, new PageRequest(0, 1, 1)))))
                .isNotEqualTo(life(first));
        MemoryEventStoreTest.commitAll(store, "t", "s", 2);
        assertThat(life(page(log.readStream(key, 1, 9, new PageRequest(1, 1, 1, first.view())))))
                .isNotEqualTo(life(first));
    }

    private static Object life(Page page) {
        return java.util.Objects.requireNonNull(page.view()).life();
    }

    private static Page page(Mono<Page> page) {
        return java.util.Objects.requireNonNull(page.block(LONG));
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
