package io.aett.reactive.micrometer;

import io.aett.reactive.micrometer.AettObservation.HighCardinality;
import io.aett.reactive.micrometer.AettObservation.LowCardinality;
import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.CorePublisher;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Puts observations around publishers. A registry that observes nothing costs nothing. */
record Observed(ObservationRegistry registry) {

    Observation make(AettObservation kind, Supplier<Observation.Context> context) {
        return kind.observation(registry, context);
    }

    /** The class in a key: few values, and short ones. */
    static String nameOf(Class<?> type) {
        return type.getSimpleName().isEmpty() ? type.getName() : type.getSimpleName();
    }

    static KeyValue attempt(int number) {
        return LowCardinality.ATTEMPT.withValue(number == 1 ? "first" : "again");
    }

    /**
     * Ends with its value, before that is handed on: what the subscriber does with it is no part of it.
     *
     * @param observation made anew for each subscription from its context, not begun
     * @param outcome what the value means, and what else is to be known of it
     * @param empty what it means when there is none
     */
    <T> Mono<T> one(
            Mono<T> source,
            Function<ContextView, Observation> observation,
            BiFunction<Observation, ? super T, Outcome> outcome,
            Outcome empty) {
        return registry.isNoop()
                ? source
                : new Mono<>() {
                    @Override
                    public void subscribe(CoreSubscriber<? super T> actual) {
                        Observing<T> observing = new Observing<>(actual, observation.apply(actual.currentContext())) {
                            @Override
                            void seen(Observation underWay, T value) {
                                end(outcome.apply(underWay, value));
                            }

                            @Override
                            Outcome completed(Observation underWay) {
                                return empty;
                            }
                        };
                        begin(source.contextWrite(observing.within()), observing);
                    }
                };
    }

    /** Ends with its last value, whose number is told. */
    <T> Flux<T> many(Flux<T> source, Function<ContextView, Observation> observation) {
        return registry.isNoop()
                ? source
                : new Flux<>() {
                    @Override
                    public void subscribe(CoreSubscriber<? super T> actual) {
                        Observing<T> observing = new Observing<>(actual, observation.apply(actual.currentContext())) {
                            private long count;

                            @Override
                            void seen(Observation underWay, T value) {
                                count++;
                            }

                            @Override
                            Outcome completed(Observation underWay) {
                                underWay.highCardinalityKeyValue(
                                        HighCardinality.COMMITS.withValue(String.valueOf(count)));
                                return Outcome.DONE;
                            }
                        };
                        begin(source.contextWrite(observing.within()), observing);
                    }
                };
    }

    /** What Reactor throws instead of signalling it ends the observation too. */
    private static <T> void begin(CorePublisher<T> source, Observing<T> observing) {
        try {
            source.subscribe(observing);
        } catch (Throwable thrown) {
            observing.fail(thrown);
            throw thrown;
        }
    }
}
