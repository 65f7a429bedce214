package io.aett.reactive.micrometer;

import static io.aett.reactive.micrometer.Fixtures.commit;
import static io.micrometer.observation.tck.TestObservationRegistryAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.micrometer.Fixtures.Noted;
import io.aett.reactive.micrometer.Fixtures.Scripted;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.micrometer.observation.tck.TestObservationRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ObservedEventStoreTest {

    private final TestObservationRegistry registry = TestObservationRegistry.create();
    private final EventStore store = ObservedEventStore.of(Fixtures.memory(), registry);

    @Test
    void a_commit_is_observed_from_its_subscription_to_its_outcome() {
        Commit commit = commit("s", 1).build();
        Mono<Commit> committing = store.commits().commit(commit);
        assertThat(registry).doesNotHaveAnyObservation();
        StepVerifier.create(committing).expectNextCount(1).verifyComplete();
        assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("aett.commit")
                .hasContextualNameEqualTo("commit")
                .hasBeenStarted()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "committed")
                .hasHighCardinalityKeyValue("aett.stream", "s")
                .hasHighCardinalityKeyValue("aett.events", "1")
                .hasHighCardinalityKeyValue("aett.commit.id", commit.commitId().toString())
                .doesNotHaveError();
    }

    @Test
    void each_subscription_is_an_observation_of_its_own() {
        Mono<Commit> committing = store.commits().commit(commit("s", 1).build());
        StepVerifier.create(committing).expectNextCount(1).verifyComplete();
        StepVerifier.create(committing).verifyError();
        assertThat(registry).hasNumberOfObservationsWithNameEqualTo("aett.commit", 2);
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "committed");
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "duplicate");
    }

    @Test
    void a_lost_race_is_no_conflict_unless_the_events_conflict() {
        lostRace(store);
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "lost_race");
        registry.clear();
        lostRace(ObservedEventStore.of(Fixtures.memoryWhereAllConflicts(), registry));
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "conflict");
    }

    private static void lostRace(EventStore store) {
        StepVerifier.create(store.commits()
                        .commit(commit("s", 1).build())
                        .then(store.commits().commit(commit("s", 1).build())))
                .verifyError();
    }

    static List<Map.Entry<Throwable, String>> failures() {
        return List.of(
                Map.entry(new StorageUnavailableException("away"), "unavailable"),
                Map.entry(new CommitOutcomeUnknownException("lost"), "unknown"),
                Map.entry(new InvalidCommitException("bad"), "error"),
                Map.entry(new StorageException("full"), "error"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void a_failure_is_an_outcome_and_goes_through_as_it_is(Map.Entry<Throwable, String> failure) {
        EventStore failing = ObservedEventStore.of(Scripted.committing(Mono.error(failure.getKey())), registry);
        StepVerifier.create(failing.commits().commit(commit("s", 1).build()))
                .verifyErrorSatisfies(error -> assertThat(error).isSameAs(failure.getKey()));
        assertThat(registry)
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", failure.getValue())
                .hasError(failure.getKey());
    }

    @Test
    void who_leaves_before_the_outcome_has_cancelled() {
        EventStore hanging = ObservedEventStore.of(Scripted.committing(Mono.never()), registry);
        StepVerifier.create(hanging.commits().commit(commit("s", 1).build()))
                .thenCancel()
                .verify();
        assertThat(registry)
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "cancelled")
                .doesNotHaveError();
    }

    @Test
    void what_is_done_with_a_commit_is_no_part_of_its_observation() {
        AtomicReference<String> seen = new AtomicReference<>();
        StepVerifier.create(store.commits().commit(commit("s", 1).build()).doOnNext(stored -> {
                    assertThat(registry).hasSingleObservationThat().hasBeenStopped();
                    seen.set("stopped");
                }))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(seen).hasValue("stopped");
    }

    @Test
    void an_observation_ends_once_also_when_its_subscriber_cancels_on_the_value() {
        Ended ended = new Ended();
        registry.observationConfig().observationHandler(ended);
        StepVerifier.create(
                        store.commits().commit(commit("s", 1).build()).flux().take(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(ended.contexts).hasSize(1);
        assertThat(registry).hasAnObservationWithAKeyValue("outcome", "committed");
    }

    @Test
    void what_is_thrown_instead_of_signalled_ends_the_observation_too() {
        EventStore throwing = ObservedEventStore.of(
                Scripted.committing(Mono.defer(() -> {
                    throw new NoClassDefFoundError("gone");
                })),
                registry);
        assertThatThrownBy(
                        () -> throwing.commits().commit(commit("s", 1).build()).subscribe())
                .isInstanceOf(NoClassDefFoundError.class);
        assertThat(registry).hasSingleObservationThat().hasBeenStopped().hasLowCardinalityKeyValue("outcome", "error");
    }

    @Test
    void a_read_tells_how_many_commits_it_gave() {
        fill(3);
        registry.clear();
        StepVerifier.create(store.commits().get("the-tenant", "s"))
                .expectNextCount(3)
                .verifyComplete();
        assertThat(registry)
                .hasSingleObservationThat()
                .hasNameEqualTo("aett.read")
                .hasLowCardinalityKeyValue("operation", "stream")
                .hasLowCardinalityKeyValue("outcome", "done")
                .hasHighCardinalityKeyValue("aett.stream", "s")
                .hasHighCardinalityKeyValue("aett.commits", "3");
    }

    @Test
    void every_read_that_ends_is_observed_also_an_empty_one() {
        StepVerifier.create(store.commits().getTo("t", "none", Instant.MAX)).verifyComplete();
        StepVerifier.create(store.commits().getAllTo("t", Instant.MAX)).verifyComplete();
        StepVerifier.create(store.commits().head("t", "none")).verifyComplete();
        StepVerifier.create(store.commits().find("t", "none", UUID.randomUUID()))
                .verifyComplete();
        StepVerifier.create(store.management().head()).expectNext(0L).verifyComplete();
        StepVerifier.create(store.management().getFrom(0)).verifyComplete();
        for (String operation : List.of("stream_to", "tenant_to", "head", "find", "log_head", "log")) {
            assertThat(registry)
                    .hasAnObservation(one -> one.hasNameEqualTo("aett.read")
                            .hasLowCardinalityKeyValue("operation", operation)
                            .hasLowCardinalityKeyValue("outcome", "done"));
        }
    }

    @Test
    void following_has_no_end_and_is_not_observed() {
        StepVerifier.create(store.management().follow(0)).thenCancel().verify();
        assertThat(registry).doesNotHaveAnyObservation();
    }

    @Test
    void a_read_that_is_not_used_up_is_cancelled_and_one_that_breaks_has_failed() {
        fill(3);
        registry.clear();
        StepVerifier.create(store.commits().get("the-tenant", "s").take(1))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(registry)
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "cancelled");
        registry.clear();

        EventStore broken =
                ObservedEventStore.of(Scripted.reading(Flux.error(new StorageUnavailableException("away"))), registry);
        StepVerifier.create(broken.commits().get("t", "s")).verifyError(StorageUnavailableException.class);
        assertThat(registry)
                .hasSingleObservationThat()
                .hasBeenStopped()
                .hasLowCardinalityKeyValue("outcome", "unavailable");
    }

    @Test
    void demand_and_values_go_through_a_read_as_they_are() {
        List<Long> demands = new ArrayList<>();
        List<Commit> commits = List.of(
                commit("s", 1).build(), commit("s", 2).build(), commit("s", 3).build());
        EventStore counting = ObservedEventStore.of(
                Scripted.reading(Flux.fromIterable(commits).doOnRequest(demands::add)), registry);
        StepVerifier.create(counting.commits().get("t", "s"), 0)
                .thenRequest(1)
                .expectNext(commits.get(0))
                .thenRequest(2)
                .expectNext(commits.get(1), commits.get(2))
                .verifyComplete();
        assertThat(demands).containsExactly(1L, 2L);
    }

    @Test
    void snapshots_are_observed() {
        Snapshot snapshot = Snapshot.fromMemento("t", new Memento<>("s", 1, new Noted("x")), 1, Map.of());
        StepVerifier.create(store.snapshots().add(snapshot)).verifyComplete();
        StepVerifier.create(store.snapshots().get("t", "s")).expectNextCount(1).verifyComplete();
        StepVerifier.create(store.snapshots().trim("t", "s", 1)).verifyComplete();
        for (String operation : List.of("add", "get", "trim")) {
            assertThat(registry)
                    .hasAnObservation(one -> one.hasNameEqualTo("aett.snapshot")
                            .hasLowCardinalityKeyValue("operation", operation)
                            .hasLowCardinalityKeyValue("outcome", "done")
                            .hasHighCardinalityKeyValue("aett.stream", "s"));
        }
    }

    @Test
    void the_observation_in_the_context_is_the_parent_and_what_is_below_finds_its_own_there() {
        AtomicReference<Object> below = new AtomicReference<>();
        EventStore looking = ObservedEventStore.of(
                Scripted.committing(Mono.deferContextual(context -> {
                    below.set(context.get(ObservationThreadLocalAccessor.KEY));
                    return Mono.empty();
                })),
                registry);
        Observation request = Observation.start("request", registry);
        StepVerifier.create(looking.commits()
                        .commit(commit("s", 1).build())
                        .contextWrite(context -> context.put(ObservationThreadLocalAccessor.KEY, request)))
                .verifyComplete();
        request.stop();
        assertThat(registry).hasObservationWithNameEqualTo("aett.commit").that().hasParentObservationEqualTo(request);
        assertThat(((Observation) below.get()).getContext().getName()).isEqualTo("aett.commit");
    }

    @Test
    void the_tenant_is_in_no_key_but_whom_it_is_about_is_in_the_context() {
        fill(1);
        StepVerifier.create(store.commits().get("the-tenant", "s"))
                .expectNextCount(1)
                .verifyComplete();
        assertThat(registry).hasNumberOfObservationsEqualTo(2);
        assertThat(registry)
                .hasHandledContextsThatSatisfy(contexts -> assertThat(contexts).allSatisfy(context -> {
                    assertThat(context.getAllKeyValues())
                            .extracting(KeyValue::getValue)
                            .doesNotContain("the-tenant");
                    assertThat(context.<Subject>getRequired(Subject.class)).isEqualTo(new Subject("the-tenant", "s"));
                }));
    }

    @Test
    void a_registry_that_observes_nothing_adds_nothing() {
        Mono<Commit> committing = Mono.empty();
        Flux<Commit> reading = Flux.empty();
        EventStore unobserved =
                ObservedEventStore.of(new Scripted(Fixtures.memory(), committing, reading), ObservationRegistry.NOOP);
        assertThat(unobserved.commits().commit(commit("s", 1).build())).isSameAs(committing);
        assertThat(unobserved.commits().get("t", "s")).isSameAs(reading);
    }

    @Test
    void null_is_refused_at_the_call() {
        assertThatThrownBy(() -> store.commits().commit(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.commits().getAllTo(null, Instant.MAX)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.snapshots().add(null)).isInstanceOf(NullPointerException.class);
    }

    private void fill(int commits) {
        StepVerifier.create(Flux.range(1, commits)
                        .concatMap(n -> store.commits().commit(commit("s", n).build())))
                .expectNextCount(commits)
                .verifyComplete();
    }
}
