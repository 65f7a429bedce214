package io.aett.reactive.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.subscription.Projection;
import io.aett.reactive.subscription.ProjectionStore;
import io.aett.reactive.subscription.ProjectionStore.Projected;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class ProjectionTest {

    @Topic("sold")
    record Sold(String article, int pieces) {}

    @Topic("gift")
    record Given(String article) {}

    record Pieces(long pieces) {
        Pieces plus(int more) {
            return new Pieces(pieces + more);
        }
    }

    private final EventStore store = MemoryEventStore.create(MemoryOptions.builder()
            .topicMap(TopicMap.create().register(Sold.class, Given.class))
            .build());
    private final ProjectionStore<String, Pieces> values =
            ProjectionStore.inStates(store.states(), "pieces", Pieces.class);
    private final Map<String, Long> sequences = new HashMap<>();
    private final Map<String, Long> revisions = new HashMap<>();
    private final List<Recorder<Void>> runs = new ArrayList<>();

    @AfterEach
    void stop() {
        runs.forEach(Recorder::cancel);
        Await.done(store.close());
    }

    private Projection<String, Pieces> pieces(ProjectionStore<String, Pieces> kept) {
        return Projection.builder("pieces", store, kept)
                .initial(new Pieces(0))
                .on(Sold.class, (sold, context) -> sold.article(), (now, sold) -> now.plus(sold.pieces()))
                .options(options -> options.tenants("shop").checkpointEvery(1000, Duration.ofMillis(20)))
                .build();
    }

    private Recorder<Void> run(Projection<?, ?> projection) {
        Recorder<Void> run = Recorder.of(projection.run());
        runs.add(run);
        return run;
    }

    private void sell(String shop, String till, Object... events) {
        long sequence = sequences.merge(shop + till, 1L, Long::sum);
        long revision = revisions.merge(shop + till, (long) events.length, Long::sum);
        Await.done(store.commits()
                .commit(Commit.builder()
                        .tenantId(shop)
                        .streamId(till)
                        .streamRevision(revision)
                        .commitSequence(sequence)
                        .events(List.of(events))
                        .build()));
    }

    private static Map<String, Long> all(Projection<String, Pieces> projection) {
        Map<String, Long> all = new HashMap<>();
        Await.all(projection.all())
                .forEach(one -> all.put(one.key(), one.value().pieces()));
        return all;
    }

    @Test
    void values_are_folded_by_key_over_all_streams_of_the_tenant() {
        sell("shop", "till-1", new Sold("tea", 1), new Sold("tea", 2), new Sold("milk", 4), new Given("tea"));
        sell("shop", "till-2", new Sold("tea", 8));
        sell("other", "till-1", new Sold("tea", 16));
        Projection<String, Pieces> pieces = pieces(values);
        run(pieces);

        Await.done(pieces.caughtUp());
        assertThat(all(pieces)).isEqualTo(Map.of("tea", 11L, "milk", 4L));
        sell("shop", "till-3", new Sold("milk", 32));
        Await.done(pieces.caughtUp());
        assertThat(Await.value(pieces.get("milk"))).isEqualTo(new Pieces(36));
        assertThat(Await.valueOrNull(pieces.get("bread"))).isNull();
    }

    @Test
    void what_is_handed_out_again_is_not_counted_again() {
        for (int i = 0; i < 20; i++) {
            sell("shop", "till-" + i % 3, new Sold("tea", 1), new Sold("tea", 1));
        }
        Projection<String, Pieces> pieces = pieces(values);
        run(pieces);
        Await.done(pieces.caughtUp());

        Await.done(Subscriptions.of(store).reset("pieces", StartFrom.beginning()));
        sell("shop", "till-0", new Sold("milk", 1));
        Await.done(pieces.caughtUp());

        assertThat(all(pieces)).isEqualTo(Map.of("tea", 40L, "milk", 1L));
    }

    /** Of one batch some keys are written and one is not. */
    @Test
    void a_write_that_fails_is_repeated_and_nothing_is_counted_twice() {
        AtomicInteger failures = new AtomicInteger(3);
        sell("shop", "till-1", new Sold("tea", 1), new Sold("milk", 2), new Sold("tea", 4));
        sell("shop", "till-2", new Sold("milk", 8), new Sold("tea", 16));
        Projection<String, Pieces> pieces = pieces(new Refusing(values, "milk", failures));
        run(pieces);

        Await.done(pieces.caughtUp());

        assertThat(failures).hasNonPositiveValue();
        assertThat(all(pieces)).isEqualTo(Map.of("tea", 21L, "milk", 10L));
    }

    @Test
    void a_change_whose_outcome_is_unknown_is_looked_for() {
        AtomicInteger lost = new AtomicInteger(4);
        ProjectionStore<String, Pieces> kept =
                ProjectionStore.inStates(new Losing(store.states(), lost), "pieces", Pieces.class);
        Projection<String, Pieces> pieces = pieces(kept);
        run(pieces);
        for (int i = 0; i < 5; i++) {
            sell("shop", "till-1", new Sold("tea", 1));
            sell("shop", "till-1", new Sold("tea", 1));
            Await.done(pieces.caughtUp());
        }

        assertThat(lost).hasNonPositiveValue();
        assertThat(all(pieces)).isEqualTo(Map.of("tea", 10L));
    }

    @Test
    void many_who_change_one_value_all_see_what_the_others_left() {
        for (ProjectionStore<String, Pieces> kept : List.of(values, ProjectionStore.<String, Pieces>inMemory())) {
            Await.done(Flux.range(1, 64)
                    .flatMap(i -> kept.change(
                                    "tea",
                                    now -> new Projected<>(
                                            "tea",
                                            now.map(Projected::value)
                                                    .orElse(new Pieces(0))
                                                    .plus(1),
                                            i))
                            .subscribeOn(Schedulers.parallel()))
                    .then());

            assertThat(Await.value(kept.get("tea")).value()).isEqualTo(new Pieces(64));
        }
    }

    @Test
    void values_in_memory_begin_again_with_each_run() {
        sell("shop", "till-1", new Sold("tea", 1));
        Projection<String, Pieces> first = pieces(ProjectionStore.inMemory());
        Recorder<Void> run = run(first);
        Await.done(first.caughtUp());
        run.cancel();
        Projection<String, Pieces> second = pieces(ProjectionStore.inMemory());
        run(second);

        Await.until(() -> "the tea of " + all(second), () -> all(second).equals(Map.of("tea", 1L)));
    }

    @Test
    void a_new_one_is_built_beside_the_old_one() {
        sell("shop", "till-1", new Sold("tea", 1), new Given("tea"));
        Projection<String, Pieces> old = pieces(values);
        run(old);
        Projection<String, Pieces> next = Projection.builder(
                        "pieces-2", store, ProjectionStore.inStates(store.states(), "pieces-2", Pieces.class))
                .initial(new Pieces(0))
                .on(Sold.class, (sold, context) -> sold.article(), (now, sold) -> now.plus(sold.pieces()))
                .on(Given.class, (given, context) -> given.article(), (now, given) -> now.plus(1))
                .build();
        Mono<Void> switched = next.caughtUp();
        run(next);

        Await.done(switched);
        Await.done(old.caughtUp());
        assertThat(all(next)).isEqualTo(Map.of("tea", 2L));
        assertThat(all(old)).isEqualTo(Map.of("tea", 1L));
    }

    @Test
    void it_runs_until_it_has_caught_up_and_begins_anew_when_it_was_removed() {
        sell("shop", "till-1", new Sold("tea", 1));
        for (ProjectionStore<String, Pieces> kept : List.of(values, ProjectionStore.<String, Pieces>inMemory())) {
            Projection<String, Pieces> pieces = pieces(kept);
            Await.done(pieces.runUntil(pieces.caughtUp()));
            assertThat(all(pieces)).isEqualTo(Map.of("tea", 1L));

            Await.done(pieces.remove());
            assertThat(all(pieces)).isEmpty();
            assertThat(Await.all(Subscriptions.of(store).list())).isEmpty();
            Await.done(pieces.remove());

            Await.done(pieces.runUntil(pieces.caughtUp()));
            assertThat(all(pieces)).isEqualTo(Map.of("tea", 1L));
            Await.done(pieces.remove());
        }
    }

    @Test
    void what_is_missing_is_said() {
        assertThatThrownBy(() -> Projection.builder("p", store, values)
                        .on(Sold.class, (sold, context) -> "a", (now, sold) -> now)
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("initial");
        assertThatThrownBy(() -> Projection.builder("p", store, values)
                        .initial(new Pieces(0))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("on: no class");
    }

    /** Refuses to change one key some times. */
    private record Refusing(ProjectionStore<String, Pieces> kept, String key, AtomicInteger left)
            implements ProjectionStore<String, Pieces> {

        @Override
        public Mono<Projected<String, Pieces>> get(String wanted) {
            return kept.get(wanted);
        }

        @Override
        public Flux<Projected<String, Pieces>> all() {
            return kept.all();
        }

        @Override
        public Mono<Void> change(
                String wanted, Function<Optional<Projected<String, Pieces>>, Projected<String, Pieces>> change) {
            return Mono.defer(() -> wanted.equals(key) && left.getAndDecrement() > 0
                    ? Mono.error(new IllegalStateException("refused"))
                    : kept.change(wanted, change));
        }

        @Override
        public Mono<Void> clear() {
            return kept.clear();
        }

        @Override
        public boolean isDurable() {
            return kept.isDurable();
        }
    }

    /** Loses the answers to some replacements that took effect. */
    private record Losing(StateStore states, AtomicInteger left) implements StateStore {

        @Override
        public Mono<StateEntry> get(String space, String key) {
            return states.get(space, key);
        }

        @Override
        public Flux<StateEntry> scan(String space, String from) {
            return states.scan(space, from);
        }

        @Override
        public Mono<StateEntry> create(String space, String key, byte[] value) {
            return states.create(space, key, value);
        }

        @Override
        public Mono<StateEntry> replace(StateEntry expected, byte[] value) {
            return states.replace(expected, value)
                    .flatMap(done -> left.getAndDecrement() > 0
                            ? Mono.error(new StateOutcomeUnknownException("lost", null))
                            : Mono.just(done));
        }

        @Override
        public Mono<Boolean> remove(StateEntry expected) {
            return states.remove(expected);
        }
    }

    /** Whatever somebody wrote there by hand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1234567",
                "12345678",
                "12345678null",
                "12345678?",
                "12345678{\"pieces\":\"many\"}",
                "12345678[]"
            })
    void a_value_that_means_nothing_is_an_error_of_the_store(String value) {
        Await.value(store.states().create("aett.projection/pieces", "tea", value.getBytes(StandardCharsets.UTF_8)));

        assertThat(Await.error(StorageException.class, values.get("tea")))
                .hasMessageContaining("the value tea of aett.projection/pieces");
        Await.error(StorageException.class, values.all());
    }
}
