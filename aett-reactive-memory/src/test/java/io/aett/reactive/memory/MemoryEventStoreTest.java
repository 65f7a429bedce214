package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class MemoryEventStoreTest {

    private final MemoryEventStore store =
            MemoryEventStore.create(Happened.options().build());

    @Test
    void a_new_store_works_at_once() {
        Commit stored = wait(store.commits().commit(Happened.commit("t", "s", 1)));

        assertThat(stored.checkpointToken()).isEqualTo(1);
        assertThat(all(store.commits().get("t", "s"))).containsExactly(stored);
    }

    @Test
    void another_store_sees_the_same_data_and_closes_on_its_own() {
        MemoryEventStore other = store.another(Happened.options().pageSize(1).build());
        Commit first = wait(store.commits().commit(Happened.commit("t", "s", 1)));
        Commit second = wait(other.commits().commit(Happened.commit("t", "s", 2)));

        wait(other.close());

        assertThat(all(store.management().getFrom(0))).containsExactly(first, second);
        assertThatThrownBy(() -> all(other.management().getFrom(0))).isInstanceOf(StorageException.class);
    }

    @Test
    void a_dropped_store_says_that_it_wants_to_be_initialized_and_is_a_new_one_then() {
        wait(store.commits().commit(Happened.commit("t", "s", 1)));
        wait(store.management().drop());

        assertThatThrownBy(() -> wait(store.commits().commit(Happened.commit("t", "s", 2))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("initialize");

        wait(store.management().initialize());
        assertThat(all(store.management().getFrom(0))).isEmpty();
        assertThat(wait(store.commits().commit(Happened.commit("t", "s", 1))).checkpointToken())
                .isEqualTo(1);
    }

    @Test
    void checkpoints_go_on_after_a_purge() {
        wait(store.commits().commit(Happened.commit("t", "s", 1)));
        Commit kept = wait(store.commits().commit(Happened.commit("u", "s", 1)));
        wait(store.commits().commit(Happened.commit("t", "s", 2)));

        wait(store.management().purge("t"));

        Commit again = wait(store.commits().commit(Happened.commit("t", "s", 1)));
        assertThat(again.checkpointToken()).isEqualTo(4);
        assertThat(all(store.management().getFrom(0))).containsExactly(kept, again);
    }

    @Test
    void a_follower_of_another_store_is_woken_and_not_left_to_look() throws InterruptedException {
        MemoryEventStore other = store.another(Happened.options()
                .minPollInterval(Duration.ofHours(1))
                .maxPollInterval(Duration.ofHours(1))
                .build());
        CountDownLatch seen = new CountDownLatch(1000);
        Disposable following = other.management().follow(0).subscribe(commit -> seen.countDown());

        commitAll(store, "t", "s", 1000);

        assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
        following.dispose();
    }

    @Test
    void options_can_be_changed_into_others() {
        MemoryOptions options = Happened.options().pageSize(7).build();

        assertThat(options.toBuilder().build().engine()).isEqualTo(options.engine());
        assertThat(options.toBuilder().pageSize(8).build().engine().pageSize()).isEqualTo(8);
        assertThatThrownBy(() -> MemoryOptions.builder().pageSize(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("pageSize");
        assertThat(all(MemoryEventStore.create().management().getFrom(0))).isEmpty();
    }

    static void commitAll(EventStore store, String tenantId, String streamId, long commits) {
        wait(Flux.fromStream(() -> LongStream.rangeClosed(1, commits).boxed())
                .concatMap(sequence -> store.commits().commit(Happened.commit(tenantId, streamId, sequence)))
                .then());
    }

    private static <T> T wait(Mono<T> mono) {
        return mono.block(Duration.ofSeconds(30));
    }

    private static <T> List<T> all(Flux<T> flux) {
        return wait(flux.collectList());
    }
}
