package io.aett.reactive.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** How many commits the pages of a read ask for. */
class PageSizesTest {

    private static final int COMMITS = 3000;

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final ManyCommits log = new ManyCommits();

    private static final class ManyCommits extends EmptyLog {

        private final List<EncodedCommit> all = LongStream.rangeClosed(1, COMMITS)
                .mapToObj(sequence -> EngineFixture.stored(sequence, sequence))
                .toList();
        private final List<Integer> asked = new ArrayList<>();
        private int failing;

        private List<EncodedCommit> page(PageRequest request) {
            asked.add(request.maxCommits());
            int after = Math.toIntExact(request.after());
            return all.subList(after, Math.min(COMMITS, after + request.maxCommits()));
        }

        @Override
        public Mono<Page> readStream(StreamKey stream, long minRevision, long maxRevision, PageRequest request) {
            List<EncodedCommit> page = page(request);
            long last = request.after() + page.size();
            return Mono.just(new Page(page, last, last == COMMITS).seenAs(new ReadView(STORE, Long.MAX_VALUE)));
        }

        @Override
        public Mono<LogPage> readAll(PageRequest request) {
            List<EncodedCommit> page = page(request);
            if (failing > 0) {
                failing--;
                return Mono.error(new StorageUnavailableException("too much at once"));
            }
            return Mono.just(new LogPage(new LogHead(STORE, COMMITS), page, request.after() + page.size()));
        }
    }

    private EventStore store(int pageSize) {
        return EventStoreEngine.create(
                EngineFixture.storage(log), EngineFixture.options(time, ConflictDetector.empty(), pageSize, 100));
    }

    private List<Integer> askedBy(int pageSize, long demand) {
        log.asked.clear();
        StepVerifier.create(store(pageSize).commits().get("tenant", "stream"), demand)
                .expectNextCount(COMMITS)
                .verifyComplete();
        return List.copyOf(log.asked);
    }

    @Test
    void each_full_page_is_followed_by_one_of_twice_its_size_up_to_the_option() {
        assertThat(askedBy(1024, COMMITS)).containsExactly(256, 512, 1024, 1024, 1024);
        assertThat(askedBy(600, COMMITS)).startsWith(256, 512, 600, 600);
        assertThat(askedBy(100, COMMITS)).hasSize(30).containsOnly(100);
    }

    @Test
    void who_asks_for_all_gets_large_pages_at_once() {
        assertThat(askedBy(1024, Long.MAX_VALUE)).containsExactly(1024, 1024, 1024);
        assertThat(askedBy(100, Long.MAX_VALUE)).hasSize(30).containsOnly(100);
    }

    @Test
    void each_read_begins_anew_and_who_takes_one_pays_for_a_small_page() {
        EventStore store = store(1024);
        for (int i = 0; i < 2; i++) {
            StepVerifier.create(store.commits().get("tenant", "stream"), 1)
                    .expectNextCount(1)
                    .thenCancel()
                    .verify();
        }

        assertThat(log.asked).containsExactly(256, 256);
    }

    @Test
    void the_order_is_read_in_the_same_way() {
        StepVerifier.create(store(1024).management().getFrom(0).count())
                .expectNext((long) COMMITS)
                .verifyComplete();
        StepVerifier.create(store(1024).management().getFrom(0), COMMITS)
                .expectNextCount(COMMITS)
                .verifyComplete();

        assertThat(log.asked).containsExactly(1024, 1024, 1024, 256, 512, 1024, 1024, 1024);
    }

    @Test
    void a_follower_of_all_whose_page_failed_goes_on_with_a_small_one() {
        log.failing = 1;
        StepVerifier.create(store(1024).management().follow(0).take(COMMITS, false))
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextCount(COMMITS)
                .verifyComplete();

        assertThat(log.asked).startsWith(1024, 256, 512, 1024);
    }

    @Test
    void a_follower_whose_page_failed_asks_for_a_small_one() {
        StepVerifier.create(store(1024).management().follow(0), 0)
                .thenRequest(700)
                .expectNextCount(700)
                .then(() -> log.failing = 1)
                .thenRequest(COMMITS - 700)
                .expectNextCount(256 + 512 - 700)
                .then(() -> time.advanceTimeBy(Duration.ofMinutes(1)))
                .expectNextCount(COMMITS - 256 - 512)
                .thenCancel()
                .verify();

        assertThat(log.asked).startsWith(256, 512, 1024, 256, 512, 1024);
    }
}
