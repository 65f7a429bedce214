package io.aett.reactive.micrometer;

import io.aett.reactive.micrometer.AettObservation.HighCardinality;
import io.aett.reactive.micrometer.AettObservation.LowCardinality;
import io.micrometer.observation.Observation;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Observations of operations on streams and on the log. */
record ObservedReads(Observed observed) {

    <T> Flux<T> many(String operation, Subject subject, Flux<T> read) {
        return observed.many(read, context -> observation(AettObservation.READ, operation, subject));
    }

    <T> Mono<T> one(String operation, Subject subject, Mono<T> read) {
        return one(AettObservation.READ, operation, subject, read);
    }

    <T> Mono<T> one(AettObservation kind, String operation, Subject subject, Mono<T> work) {
        return observed.one(
                work,
                context -> observation(kind, operation, subject),
                (underWay, value) -> Outcome.DONE,
                Outcome.DONE);
    }

    private Observation observation(AettObservation kind, String operation, Subject subject) {
        Observation observation = observed.make(kind, () -> {
                    Observation.Context context = new Observation.Context();
                    context.put(Subject.class, subject);
                    return context;
                })
                .lowCardinalityKeyValue(LowCardinality.OPERATION.withValue(operation));
        String stream = subject.streamId();
        return stream == null
                ? observation
                : observation.highCardinalityKeyValue(HighCardinality.STREAM.withValue(stream));
    }
}
