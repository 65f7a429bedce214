package io.aett.reactive.domain;

import static io.aett.reactive.domain.Correlation.CAUSATION_ID;
import static io.aett.reactive.domain.Correlation.CORRELATION_ID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

class CorrelationTest {

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    private Commit commit(Map<String, Object> headers) {
        return Commit.builder()
                .tenantId("t")
                .streamId("s")
                .event("e")
                .headers(headers)
                .build();
    }

    private Mono<Counter> add() {
        return repository.update(Counter.class, "c", counter -> counter.add(1));
    }

    private Map<String, Object> headers(int nth) {
        return store.stream("c").get(nth).headers();
    }

    @Test
    void the_context_s_correlation_is_in_the_headers_of_a_commit() {
        add().contextWrite(Correlation.of("request-1")::writeTo).block();
        add().contextWrite(Correlation.of("request-2", "cause")::writeTo).block();
        add().block();

        assertThat(headers(0)).isEqualTo(Map.of(CORRELATION_ID, "request-1"));
        assertThat(headers(1)).isEqualTo(Map.of(CORRELATION_ID, "request-2", CAUSATION_ID, "cause"));
        assertThat(headers(2)).isEmpty();
    }

    /** The same commit has the same stored bytes in every process; the order of {@link Map#of} is drawn by each. */
    @Test
    void the_headers_have_an_order() {
        assertThat(Correlation.of("request", "cause").headers())
                .containsExactly(Map.entry(CORRELATION_ID, "request"), Map.entry(CAUSATION_ID, "cause"));
    }

    @Test
    void a_save_of_an_aggregate_and_of_a_saga_has_it_too() {
        Counter counter = new Counter("c");
        counter.add(1);
        Delivery saga = new Delivery("d");
        saga.transition("begun");

        repository
                .save(counter, Map.of("who", "me"))
                .contextWrite(Correlation.of("r")::writeTo)
                .block();
        DefaultSagaRepository.create("t", store)
                .save(saga, Map.of("who", "me"))
                .contextWrite(Correlation.of("r")::writeTo)
                .block();

        assertThat(headers(0)).isEqualTo(Map.of("who", "me", CORRELATION_ID, "r"));
        Commit dispatched = store.stream("d").get(0);
        assertThat(dispatched.headers()).containsEntry("who", "me").containsEntry(CORRELATION_ID, "r");
        assertThat(Saga.commandsOf(dispatched)).extracting(SagaCommand::command).containsExactly("go");
    }

    @Test
    void ids_flow_from_a_request_through_what_each_commit_leads_to() {
        add().contextWrite(Correlation.of("request")::writeTo).block();
        Commit first = store.stream("c").get(0);
        add().contextWrite(Correlation.causedBy(first)::writeTo).block();
        Commit second = store.stream("c").get(1);

        assertThat(Correlation.of(second))
                .hasValue(Correlation.of("request", first.commitId().toString()));
        assertThat(Correlation.causedBy(second))
                .isEqualTo(Correlation.of("request", second.commitId().toString()));
    }

    @Test
    void a_commit_without_a_correlation_is_the_beginning_of_one() {
        Commit alone = commit(Map.of());
        String id = alone.commitId().toString();

        assertThat(Correlation.of(alone)).isEmpty();
        assertThat(Correlation.causedBy(alone)).isEqualTo(Correlation.of(id, id));
    }

    @Test
    void headers_of_these_names_that_are_no_texts_say_nothing() {
        assertThat(Correlation.of(commit(Map.of(CORRELATION_ID, 7)))).isEmpty();
        assertThat(Correlation.of(commit(Map.of(CORRELATION_ID, "")))).isEmpty();
        assertThat(Correlation.of(commit(Map.of(CORRELATION_ID, "r", CAUSATION_ID, 7))))
                .hasValue(Correlation.of("r"));
    }

    @Test
    void a_context_gives_back_what_was_written_to_it() {
        Correlation correlation = Correlation.of("r", "c");

        assertThat(Correlation.from(correlation.writeTo(Context.of("other", 1))))
                .hasValue(correlation);
        assertThat(Correlation.from(Context.empty())).isEqualTo(Optional.empty());
    }

    @Test
    void empty_ids_are_refused() {
        assertThatThrownBy(() -> Correlation.of(""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("correlationId");
        assertThatThrownBy(() -> Correlation.of("r", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("causationId");
    }

    static final class Delivery extends Saga {

        Delivery(String id) {
            super(id);
        }

        void apply(String event) {
            dispatch("go");
        }
    }
}
