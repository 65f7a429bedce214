package io.aett.reactive.domain;

import static io.aett.reactive.domain.Counter.added;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StreamNotFoundException;
import io.aett.reactive.UnexpectedVersionException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class UpdateOptionsTest {

    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UpdateOptions NAMED =
            UpdateOptions.builder().commitId(ID).build();

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);
    private final AtomicInteger calls = new AtomicInteger();

    private Mono<Updated<Counter, String>> add(int amount, UpdateOptions options) {
        return repository.update(Counter.class, "c", options, counter -> {
            counter.add(amount);
            return "call " + calls.incrementAndGet();
        });
    }

    private static UpdateOptions expecting(long version) {
        return UpdateOptions.builder().expectedVersion(version).build();
    }

    @Test
    void an_update_gives_back_aggregate_commit_and_result() {
        store.write("c", (Object[]) added(1));

        StepVerifier.create(add(10, UpdateOptions.builder().header("who", "me").build()))
                .assertNext(updated -> {
                    assertThat(updated.aggregate().total).isEqualTo(11);
                    assertThat(updated.aggregate().uncommitted()).isEmpty();
                    assertThat(updated.commit()).isEqualTo(store.stream("c").get(1));
                    assertThat(store.stream("c").get(1).headers()).isEqualTo(Map.of("who", "me"));
                    assertThat(updated.repeated()).isFalse();
                    assertThat(updated.result()).isEqualTo("call 1");
                })
                .verifyComplete();
    }

    @Test
    void a_change_that_raises_nothing_has_a_result_and_no_commit() {
        Function<Counter, Long> total = counter -> counter.total;

        StepVerifier.create(repository.update(Counter.class, "c", NAMED, total))
                .assertNext(updated -> {
                    assertThat(updated.commit()).isNull();
                    assertThat(updated.repeated()).isFalse();
                    assertThat(updated.result()).isZero();
                })
                .verifyComplete();
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void a_change_may_return_null() {
        StepVerifier.create(repository.update(Counter.class, "c", NAMED, counter -> AggregateTest.<String>nothing()))
                .assertNext(updated -> assertThat(updated.result()).isNull())
                .verifyComplete();
    }

    @Test
    void a_change_that_returns_a_publisher_is_refused_and_writes_nothing() {
        StepVerifier.create(repository.update(Counter.class, "c", NAMED, counter -> {
                    counter.add(1);
                    return Mono.just(1);
                }))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("do not return a publisher"));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void an_id_that_is_stored_is_a_repetition_and_nothing_runs() {
        Commit stored = add(10, NAMED).block().commit();
        store.write("c", (Object[]) added(1));

        StepVerifier.create(add(10, NAMED))
                .assertNext(updated -> {
                    assertThat(updated.repeated()).isTrue();
                    assertThat(updated.commit()).isEqualTo(stored);
                    assertThat(updated.aggregate().total).isEqualTo(11);
                    assertThat(updated.aggregate().uncommitted()).isEmpty();
                    assertThat(updated.result()).isNull();
                })
                .verifyComplete();
        assertThat(calls).hasValue(1);
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void a_repetition_reads_nothing_but_the_aggregate() {
        add(10, NAMED).block();
        store.readsFrom.clear();

        add(10, NAMED).block();
        add(1, UpdateOptions.builder().commitId(new UUID(1, 1)).build()).block();

        assertThat(store.readsFrom).containsExactly(1L, 1L);
    }

    @Test
    void an_id_that_lies_before_a_snapshot_is_found() {
        Commit stored = add(10, NAMED).block().commit();
        store.write("c", (Object[]) added(1));
        repository.snapshot(Counter.class, "c").block();
        store.write("c", (Object[]) added(1));

        StepVerifier.create(add(10, NAMED))
                .assertNext(updated -> {
                    assertThat(updated.repeated()).isTrue();
                    assertThat(updated.commit()).isEqualTo(stored);
                    assertThat(updated.aggregate().total).isEqualTo(12);
                })
                .verifyComplete();
    }

    @Test
    void an_id_that_another_stores_meanwhile_is_a_repetition() {
        store.next(mine -> Mono.defer(() -> {
            Commit attempt = store.attempts.get(0);
            return store.commit(attempt.toBuilder()
                            .event(new Counter.Added(3))
                            .streamRevision(2)
                            .build())
                    .then(mine);
        }));

        StepVerifier.create(add(10, NAMED))
                .assertNext(updated -> {
                    assertThat(updated.repeated()).isTrue();
                    assertThat(updated.result()).isNull();
                    assertThat(updated.commit()).isEqualTo(store.stream("c").get(0));
                    assertThat(updated.aggregate().total).isEqualTo(13);
                    assertThat(updated.aggregate().version()).isEqualTo(2);
                })
                .verifyComplete();
    }

    @Test
    void a_lost_answer_is_no_repetition() {
        store.loseAnswer();

        StepVerifier.create(add(10, NAMED))
                .assertNext(updated -> {
                    assertThat(updated.repeated()).isFalse();
                    assertThat(updated.result()).isEqualTo("call 1");
                    assertThat(updated.commit()).isEqualTo(store.stream("c").get(0));
                })
                .verifyComplete();
    }

    @Test
    void a_lost_race_keeps_the_id() {
        store.overtake("c", new Counter.Added(1));

        StepVerifier.create(add(10, NAMED))
                .assertNext(updated -> assertThat(updated.result()).isEqualTo("call 2"))
                .verifyComplete();
        assertThat(store.attempts).extracting(Commit::commitId).containsExactly(ID, ID);
    }

    @Test
    void a_consumer_with_an_id_is_repeated_as_well() {
        for (int i = 0; i < 3; i++) {
            StepVerifier.create(repository.update(Counter.class, "c", ID, counter -> counter.add(10)))
                    .assertNext(counter -> assertThat(counter.total).isEqualTo(10))
                    .verifyComplete();
        }
        assertThat(store.stream("c")).hasSize(1);
    }

    @Test
    void a_version_that_was_not_expected_is_a_conflict_and_nothing_runs() {
        store.write("c", (Object[]) added(1, 2));
        for (long version : new long[] {0, 1, 3}) {
            StepVerifier.create(add(10, expecting(version)))
                    .verifyErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(CommitConflictException.class)
                            .isInstanceOfSatisfying(UnexpectedVersionException.class, conflict -> {
                                assertThat(conflict.expectedVersion()).isEqualTo(version);
                                assertThat(conflict.headRevision()).isEqualTo(2);
                                assertThat(conflict.headSequence()).isEqualTo(1);
                            }));
        }
        assertThat(calls).hasValue(0);
        StepVerifier.create(add(10, expecting(2))).expectNextCount(1).verifyComplete();
    }

    @Test
    void a_race_lost_by_one_who_expects_a_version_is_not_repeated() {
        store.overtake("c", new Counter.Added(1));

        StepVerifier.create(add(10, expecting(0)))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOfSatisfying(
                                UnexpectedVersionException.class,
                                conflict -> assertThat(conflict.headRevision()).isEqualTo(1)));
        assertThat(store.attempts).hasSize(1);
    }

    @Test
    void a_repetition_succeeds_whatever_version_it_expects() {
        UpdateOptions both = NAMED.toBuilder().expectedVersion(0).build();
        add(10, both).block();

        StepVerifier.create(add(10, both))
                .assertNext(updated -> assertThat(updated.repeated()).isTrue())
                .verifyComplete();
    }

    @Test
    void attempts_can_be_set_for_one_update() {
        for (int i = 0; i < 2; i++) {
            store.overtake("c", new Counter.Added(1));
        }
        UpdateOptions twice = UpdateOptions.builder().attempts(2).build();

        StepVerifier.create(add(10, twice)).verifyError(NonConflictingCommitException.class);
        assertThat(store.attempts).hasSize(2);
        store.fail(new CommitOutcomeUnknownException("lost"));
        StepVerifier.create(add(10, twice.toBuilder().attempts(1).build()))
                .verifyError(CommitOutcomeUnknownException.class);
    }

    @Test
    void options_are_checked_and_copied() {
        Map<String, Object> headers = new HashMap<>(Map.of("a", 1));
        UpdateOptions options = UpdateOptions.builder().headers(headers).build();
        headers.put("b", 2);
        options.toBuilder().header("c", 3).build();

        assertThat(options.headers()).isEqualTo(Map.of("a", 1));
        assertThatThrownBy(() -> options.headers().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> UpdateOptions.builder().attempts(0).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("attempts");
        assertThatThrownBy(() -> expecting(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expectedVersion");
    }

    @Test
    void what_must_exist_is_not_made() {
        StepVerifier.create(repository.getExisting(Counter.class, "c"))
                .verifyErrorSatisfies(missing -> assertThat(missing)
                        .isInstanceOfSatisfying(StreamNotFoundException.class, stream -> {
                            assertThat(stream.tenantId()).isEqualTo("t");
                            assertThat(stream.streamId()).isEqualTo("c");
                        }));
        store.write("c", (Object[]) added(1));
        StepVerifier.create(repository.getExisting(Counter.class, "c"))
                .assertNext(counter -> assertThat(counter.total).isEqualTo(1))
                .verifyComplete();
    }
}
