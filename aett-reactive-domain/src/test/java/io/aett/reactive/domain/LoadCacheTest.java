package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;

class LoadCacheTest {

    private static final UUID NAME = new UUID(1, 1);

    private final FakeStore store = new FakeStore();
    private final LoadCache cache = LoadCache.of(2);
    private final AggregateRepository repository =
            DefaultAggregateRepository.builder("t", store).loadCache(cache).build();

    private static <T> T now(Mono<T> mono) {
        return Objects.requireNonNull(mono.toFuture().getNow(null));
    }

    private Counter load(String id) {
        return now(repository.get(Counter.class, id));
    }

    private Updated<Counter, Long> add(AggregateRepository through, UpdateOptions options, int amount) {
        return now(through.update(Counter.class, "c", options, counter -> {
            counter.add(amount);
            return counter.total;
        }));
    }

    private Updated<Counter, Long> add(int amount) {
        return add(repository, UpdateOptions.ofDefaults(), amount);
    }

    @Test
    void a_kept_state_is_read_on_from_its_last_commit() {
        store.write("c", (Object[]) added(1, 2));
        store.write("c", (Object[]) added(3, 4));
        load("c");

        Counter again = load("c");

        assertThat(again.applied).containsExactly("0+1", "1+2", "2+3", "3+4");
        assertThat(again.version()).isEqualTo(4);
        assertThat(again.commitSequence()).isEqualTo(2);
        assertThat(store.readsFrom).containsExactly(1L, 4L);
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(1, 1, 1));
        assertThat(cache.stats().hitRate()).isEqualTo(0.5);
    }

    @Test
    void what_was_stored_since_is_there_and_kept() {
        store.write("c", (Object[]) added(1));
        load("c");
        store.write("c", (Object[]) added(2, 3));
        store.write("c", (Object[]) added(4));

        assertThat(load("c").total).isEqualTo(10);
        assertThat(load("c").total).isEqualTo(10);
        assertThat(store.readsFrom).containsExactly(1L, 1L, 4L);
    }

    @Test
    void what_is_handed_out_is_nobody_elses() {
        store.write("c", (Object[]) added(1));
        Counter first = load("c");
        first.add(10);
        Counter second = load("c");
        second.add(20);

        assertThat(load("c").applied).containsExactly("0+1");
        assertThat(first.total).isEqualTo(11);
        assertThat(second.total).isEqualTo(21);
    }

    @Test
    void what_an_update_hands_out_is_nobody_elses() {
        Counter saved = add(1).aggregate();
        saved.add(10);

        assertThat(load("c").applied).containsExactly("0+1");
        assertThat(cache.stats().hits()).isEqualTo(1);
    }

    @Test
    void a_stream_that_began_anew_is_read_from_its_beginning() {
        for (int i = 1; i < 4; i++) {
            store.write("c", (Object[]) added(i));
        }
        load("c");
        store.purge("c");
        assertThat(load("c").version()).isZero();
        assertThat(cache.stats().size()).isZero();

        add(1);
        add(2);
        store.purge("c");
        store.write("c", (Object[]) added(7));
        store.write("c", (Object[]) added(8));
        store.write("c", (Object[]) added(9));
        assertThat(load("c").applied).containsExactly("0+7", "1+8", "2+9");
        assertThat(load("c").applied).containsExactly("0+7", "1+8", "2+9");
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(2, 4, 1));
    }

    @Test
    void a_stream_that_began_anew_under_the_same_commit_ids_is_read_from_its_beginning() {
        store.write("c", NAME, (Object[]) added(1));
        load("c");
        store.purge("c");
        store.write("c", NAME, (Object[]) added(2));

        assertThat(load("c").applied).containsExactly("0+2");
    }

    /** The ids tell where nothing has a checkpoint. */
    @Test
    void a_stream_that_began_anew_without_a_global_order_is_read_from_its_beginning() {
        store.ordered = false;
        store.write("c", (Object[]) added(1));
        load("c");
        store.purge("c");
        store.write("c", (Object[]) added(2));

        assertThat(load("c").applied).containsExactly("0+2");
    }

    @Test
    void the_state_that_was_not_asked_for_the_longest_goes_first() {
        for (String id : List.of("a", "b", "c")) {
            store.write(id, (Object[]) added(1));
        }
        load("a");
        load("b");
        load("a");
        load("c");
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(1, 3, 2));

        load("a");
        assertThat(cache.stats().hits()).isEqualTo(2);
        load("b");
        assertThat(cache.stats().hits()).isEqualTo(2);
    }

    @Test
    void updates_begin_with_what_is_kept_and_keep_what_they_stored() {
        store.write("c", (Object[]) added(1, 2));
        load("c");

        assertThat(add(3).result()).isEqualTo(6);
        assertThat(add(4).result()).isEqualTo(10);
        assertThat(store.readsFrom).containsExactly(1L, 2L, 3L);
        assertThat(store.stream("c")).extracting(Commit::streamRevision).containsExactly(2L, 3L, 4L);
    }

    @Test
    void updates_that_go_in_together_share_nothing_of_it() {
        store.write("c", (Object[]) added(1));
        load("c");
        Sinks.Empty<Void> answer = Sinks.empty();
        store.answer = answer.asMono();
        List<Counter> told = new ArrayList<>();
        for (int i = 2; i < 6; i++) {
            int amount = i;
            repository
                    .update(Counter.class, "c", counter -> counter.add(amount))
                    .subscribe(told::add);
        }
        answer.tryEmitEmpty();

        assertThat(told).extracting(counter -> counter.total).containsExactly(3L, 6L, 10L, 15L);
        assertThat(store.stream("c")).hasSize(3);
        assertThat(load("c").total).isEqualTo(15);
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(3, 1, 1));
    }

    @Test
    void an_id_that_was_stored_before_the_kept_state_is_found() {
        UpdateOptions named = UpdateOptions.builder().commitId(NAME).build();
        add(repository, named, 1);
        add(2);

        Updated<Counter, Long> again = add(repository, named, 1);

        assertThat(again.repeated()).isTrue();
        assertThat(again.aggregate().total).isEqualTo(3);
        assertThat(store.stream("c")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_kept_state_is_no_snapshot_to_a_policy(boolean updates) {
        AggregateRepository taking = DefaultAggregateRepository.builder("t", store)
                .loadCache(cache)
                .snapshotPolicy(SnapshotPolicy.everyNEvents(3))
                .build();
        for (int i = 1; i < 9; i++) {
            if (updates) {
                add(taking, UpdateOptions.ofDefaults(), i);
            } else {
                Counter counter = now(taking.get(Counter.class, "c"));
                counter.add(i);
                now(taking.save(counter));
            }
        }

        assertThat(store.snapshots("c")).extracting(Snapshot::streamRevision).containsExactly(3L, 6L);
        assertThat(cache.stats().hits()).isGreaterThanOrEqualTo(4);
    }

    @Test
    void a_load_that_fails_is_not_kept() {
        store.write("c", (Object[]) added(1));
        load("c");
        store.write("c", (Object[]) added(13));

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(repository.get(Counter.class, "c"))
                    .verifyErrorSatisfies(failure -> assertThat(failure).hasMessageContaining("revision 2"));
        }
    }

    @Test
    void other_stores_tenants_and_versions_of_the_past_have_nothing_of_it() {
        AggregateRepository otherStore = DefaultAggregateRepository.builder("t", new FakeStore())
                .loadCache(cache)
                .build();
        AggregateRepository otherTenant =
                DefaultAggregateRepository.builder("u", store).loadCache(cache).build();
        store.write("c", (Object[]) added(1));
        load("c");

        assertThat(now(otherStore.get(Counter.class, "c")).version()).isZero();
        assertThat(now(otherTenant.get(Counter.class, "c")).version()).isEqualTo(1);
        assertThat(now(repository.get(Counter.class, "c", 0)).version()).isZero();
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(0, 3, 2));
    }

    @Test
    void repositories_of_a_store_share_what_is_kept() {
        AggregateRepository other =
                DefaultAggregateRepository.builder("t", store).loadCache(cache).build();
        store.write("c", (Object[]) added(1));
        load("c");

        assertThat(add(other, UpdateOptions.ofDefaults(), 2).result()).isEqualTo(3);
        assertThat(load("c").total).isEqualTo(3);
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(2, 1, 1));
    }

    @Test
    void what_was_cleared_is_loaded_whole() {
        store.write("c", (Object[]) added(1));
        load("c");
        cache.clear();
        assertThat(cache.stats().size()).isZero();

        load("c");
        assertThat(store.readsFrom).containsExactly(1L, 1L);
    }

    @Test
    void a_key_is_that_of_one_stream_of_one_class_in_one_store() {
        FakeStore other = new FakeStore();
        LoadCache.Key key = new LoadCache.Key(store, "t", Counter.class, "c");

        assertThat(key)
                .isEqualTo(new LoadCache.Key(store, "t", Counter.class, "c"))
                .isNotEqualTo(new LoadCache.Key(other, "t", Counter.class, "c"))
                .isNotEqualTo(new LoadCache.Key(store, "u", Counter.class, "c"))
                .isNotEqualTo(new LoadCache.Key(store, "t", Plain.class, "c"))
                .isNotEqualTo(new LoadCache.Key(store, "t", Counter.class, "d"));
    }

    @Test
    void of_two_states_the_one_that_goes_further_is_kept() {
        LoadCache.Key key = new LoadCache.Key(store, "t", Counter.class, "c");
        LoadCache.Kept newer = new LoadCache.Kept("newer", 2);
        cache.put(key, newer);
        cache.put(key, new LoadCache.Kept("older", 1));

        assertThat(cache.take(key)).isSameAs(newer);
        assertThat(cache.take(key)).isNull();
    }

    /** Has no mementos. */
    static final class Plain extends Aggregate<Void> {

        Plain(String id) {
            super(id);
        }

        void add() {
            raiseEvent(new Counter.Added(1));
        }

        void apply(Counter.Added event) {}
    }

    @Test
    void classes_without_mementos_are_not_kept() {
        now(repository.update(Plain.class, "c", Plain::add));
        assertThat(now(repository.get(Plain.class, "c")).version()).isEqualTo(1);

        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(0, 0, 0));
        assertThat(cache.stats().hitRate()).isZero();
    }

    /** Has mementos that fail. */
    static final class Broken extends Aggregate<Counter.State> {

        private static boolean handsOut;

        Broken(String id) {
            super(id);
        }

        void apply(Counter.Added event) {}

        void add() {
            raiseEvent(new Counter.Added(1));
        }

        @Override
        protected Memento<Counter.State> getMemento() {
            if (!handsOut) {
                throw new IllegalStateException("broken");
            }
            handsOut = false;
            return new Memento<>(id(), version(), new Counter.State(0, List.of()));
        }

        @Override
        protected void applyMemento(Memento<Counter.State> memento) {}
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void what_a_memento_throws_only_costs_reading(boolean kept) {
        Broken.handsOut = kept;
        now(repository.update(Broken.class, "c", Broken::add));
        assertThat(now(repository.update(Broken.class, "c", Broken::add)).version())
                .isEqualTo(2);

        assertThat(store.readsFrom).containsExactly(1L, 1L);
        assertThat(cache.stats()).isEqualTo(new LoadCache.Stats(0, 2, 0));
    }

    @Test
    void states_of_deciders_are_kept_without_snapshots() {
        DeciderRepository<Integer, Totals.Total, Counter.Added> totals = DeciderRepository.builder(
                        Totals.DECIDER, Counter.Added.class, "t", store)
                .loadCache(cache)
                .build();
        UpdateOptions named = UpdateOptions.builder().commitId(NAME).build();
        now(totals.handle("d", 5, named));
        now(totals.handle("d", 6));
        now(totals.handle("d", 7));
        assertThat(now(totals.handle("d", 5, named)).repeated()).isTrue();

        assertThat(now(totals.versioned("d"))).isEqualTo(new Memento<>("d", 3, new Totals.Total(18, 3)));
        assertThat(store.readsFrom).containsExactly(1L, 1L, 2L, 3L, 3L);
    }

    @Test
    void a_cache_that_keeps_nothing_says_what_to_do_instead() {
        assertThatThrownBy(() -> LoadCache.of(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("most must be at least 1, but is 0: to keep nothing give the repository no loadCache");
        assertThatThrownBy(() -> LoadCache.optimistic(-1)).hasMessageStartingWith("most must be at least 1, but is -1");
    }
}
