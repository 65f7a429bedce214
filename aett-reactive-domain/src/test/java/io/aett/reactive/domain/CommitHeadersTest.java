package io.aett.reactive.domain;

import static io.aett.reactive.domain.Correlation.CORRELATION_ID;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class CommitHeadersTest {

    private final FakeStore store = new FakeStore();
    private final AtomicInteger asked = new AtomicInteger();

    private AggregateRepository with(CommitHeaders... contributors) {
        return DefaultAggregateRepository.builder("t", store)
                .commitHeaders(contributors)
                .build();
    }

    private AggregateRepository counting() {
        return with(context -> Map.of("asked", asked.incrementAndGet()));
    }

    private static Mono<Updated<Counter, Boolean>> add(AggregateRepository through, UpdateOptions options) {
        return through.update(Counter.class, "c", options, counter -> {
            counter.add(1);
            return true;
        });
    }

    private static Mono<Updated<Counter, Boolean>> add(AggregateRepository through) {
        return add(through, UpdateOptions.ofDefaults());
    }

    private List<Map<String, Object>> stored() {
        return store.stream("c").stream().map(Commit::headers).toList();
    }

    @Test
    void a_contributor_sees_the_context_of_whoever_saves() {
        AggregateRepository repository = with(context -> Map.of("user", context.get("user")));

        Mono<Updated<Counter, Boolean>> add = add(repository);
        add.contextWrite(context -> context.put("user", "ann")).block();
        add.contextWrite(context -> context.put("user", "bob")).block();

        assertThat(stored()).containsExactly(Map.of("user", "ann"), Map.of("user", "bob"));
    }

    @Test
    void a_later_contributor_goes_before_an_earlier_one_and_the_caller_before_all() {
        AggregateRepository repository = DefaultAggregateRepository.builder("t", store)
                .commitHeaders(context -> Map.of("a", 1, "b", 1, "c", 1), context -> Map.of("b", 2, "c", 2))
                .commitHeaders(context -> Map.of(CORRELATION_ID, "mine"))
                .build();

        add(repository, UpdateOptions.builder().header("c", 3).build())
                .contextWrite(Correlation.of("theirs")::writeTo)
                .block();

        assertThat(stored()).containsExactly(Map.of("a", 1, "b", 2, "c", 3, CORRELATION_ID, "mine"));
    }

    @Test
    void a_header_may_be_null() {
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("user", AggregateTest.<Object>nothing());

        add(with(context -> nothing)).block();

        assertThat(stored()).containsExactly(nothing);
    }

    @Test
    void nobody_is_asked_before_subscription_nor_without_events() {
        AggregateRepository repository = counting();
        add(repository);
        repository.update(Counter.class, "c", counter -> {}).block();
        assertThat(asked).hasValue(0);

        add(repository).block();
        assertThat(asked).hasValue(1);
    }

    @Test
    void what_is_sent_again_has_the_headers_that_it_had() {
        store.loseAnswer().fail(new CommitOutcomeUnknownException("lost"));

        add(counting()).block();

        assertThat(asked).hasValue(1);
        assertThat(store.attempts)
                .hasSize(3)
                .allSatisfy(commit -> assertThat(commit.headers()).isEqualTo(Map.of("asked", 1)));
    }

    @Test
    void a_new_commit_after_a_lost_race_asks_anew() {
        store.overtake("c", new Counter.Added(5));

        add(counting()).block();

        assertThat(stored()).containsExactly(Map.of(), Map.of("asked", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "is null", "has no name", "does not link"})
    void a_contributor_that_fails_is_named_and_nothing_is_written(String how) {
        Map<String, Supplier<Map<String, Object>>> ways = Map.of(
                "throws",
                () -> {
                    throw new UnsupportedOperationException("not today");
                },
                "is null",
                AggregateTest::nothing,
                "has no name",
                () -> {
                    Map<String, Object> nameless = new HashMap<>();
                    nameless.put(AggregateTest.nothing(), 1);
                    return nameless;
                },
                "does not link",
                () -> {
                    throw new NoClassDefFoundError("gone");
                });
        CommitHeaders failing = context -> ways.get(how).get();
        AggregateRepository repository = with(failing);

        for (int i = 0; i < 2; i++) {
            StepVerifier.create(add(repository))
                    .verifyErrorSatisfies(failure -> assertThat(failure)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining(failing.getClass().getName())
                            .hasCauseInstanceOf(Throwable.class));
        }
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void an_aggregate_whose_headers_failed_can_be_saved_again() {
        List<String> failures = new ArrayList<>(List.of("once"));
        AggregateRepository repository = with(context -> {
            if (!failures.isEmpty()) {
                throw new IllegalStateException(failures.remove(0));
            }
            return Map.of("user", "ann");
        });
        Counter counter = new Counter("c");
        counter.add(1);

        StepVerifier.create(repository.save(counter)).verifyError(IllegalStateException.class);
        StepVerifier.create(repository.save(counter)).expectNextCount(1).verifyComplete();

        assertThat(stored()).containsExactly(Map.of("user", "ann"));
    }

    @Test
    void a_contributed_header_that_looks_like_a_command_is_refused() {
        SagaRepository sagas = DefaultSagaRepository.builder("t", store)
                .commitHeaders(context -> Map.of("UndispatchedMessage.0", "mine"))
                .build();

        StepVerifier.create(sagas.update(CorrelationTest.Delivery.class, "d", saga -> saga.transition("begun")))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("UndispatchedMessage.0"));
        assertThat(store.attempts).isEmpty();
    }

    @Test
    void an_aggregates_commit_cannot_look_like_a_sagas_either() {
        AggregateRepository counters = DefaultAggregateRepository.builder("t", store)
                .commitHeaders(context -> Map.of("ScheduledMessage.x", "mine"))
                .build();

        StepVerifier.create(counters.update(Counter.class, "c", counter -> counter.add(1)))
                .verifyErrorSatisfies(refused -> assertThat(refused)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("ScheduledMessage.x"));
        assertThat(store.attempts).isEmpty();
    }
}
