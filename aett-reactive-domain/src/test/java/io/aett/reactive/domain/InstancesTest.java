package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.CommitIds;
import io.aett.reactive.Memento;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class InstancesTest {

    abstract static class Plain extends Aggregate<String> {

        Plain(String id) {
            super(id);
        }

        void apply(String event) {}

        @Override
        protected Memento<String> getMemento() {
            return new Memento<>(id(), version(), "");
        }

        @Override
        protected void applyMemento(Memento<String> memento) {}
    }

    static final class Hidden extends Plain {

        private Hidden(String id) {
            super(id);
        }
    }

    static final class NoId extends Plain {

        NoId() {
            super("fixed");
        }
    }

    static final class Stubborn extends Plain {

        Stubborn(String id) {
            super(id + "!");
        }
    }

    static final class Eager extends Plain {

        Eager(String id) {
            super(id);
            raiseEvent("created");
        }
    }

    static final class Refusing extends Plain {

        Refusing(String id) {
            super(id);
            throw new IllegalArgumentException("bad id " + id);
        }
    }

    final class Inner extends Plain {

        Inner(String id) {
            super(id);
        }
    }

    private final FakeStore store = new FakeStore();
    private final AggregateRepository repository = DefaultAggregateRepository.create("t", store);

    private <A extends Aggregate<?>> void refused(Class<A> type, String cure) {
        StepVerifier.create(repository.get(type, "x"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining(type.getName())
                        .hasMessageContaining(cure));
    }

    @Test
    void a_private_constructor_will_do() {
        StepVerifier.create(repository.get(Hidden.class, "x"))
                .assertNext(hidden -> assertThat(hidden.id()).isEqualTo("x"))
                .verifyComplete();
    }

    @Test
    void a_class_that_cannot_be_made_is_an_error_that_names_it_and_the_cure() {
        refused(NoId.class, "NoId(String id)");
        refused(Inner.class, "static");
        refused(Plain.class, "concrete");
    }

    @Test
    void a_constructor_that_changes_the_id_is_refused() {
        refused(Stubborn.class, "pass the id on unchanged");
    }

    @Test
    void a_constructor_that_raises_events_is_refused() {
        refused(Eager.class, "not in the constructor");
    }

    @Test
    void the_exception_of_a_constructor_is_signalled_as_it_is() {
        StepVerifier.create(repository.get(Refusing.class, "x"))
                .verifyErrorSatisfies(failure -> assertThat(failure)
                        .isExactlyInstanceOf(IllegalArgumentException.class)
                        .hasMessage("bad id x"));
    }

    @Test
    void a_factory_can_make_aggregates() {
        AggregateRepository made = DefaultAggregateRepository.builder("t", store)
                .aggregateFactory((type, id) -> new Hidden(id))
                .build();

        StepVerifier.create(made.get(Hidden.class, "x")).expectNextCount(1).verifyComplete();
        StepVerifier.create(made.get(Counter.class, "x")).verifyError(ClassCastException.class);
    }

    @Test
    void a_repository_may_be_built_on_a_thread_that_must_not_block() {
        assertThat(CommitIds.shared()).as("drawn when a store is made").isNotNull();

        StepVerifier.create(Mono.fromCallable(() -> DefaultAggregateRepository.create("tenant", store))
                        .repeat(100)
                        .subscribeOn(Schedulers.parallel())
                        .count())
                .expectNext(101L)
                .verifyComplete();
    }
}
