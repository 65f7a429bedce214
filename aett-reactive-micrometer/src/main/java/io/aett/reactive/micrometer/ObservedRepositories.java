package io.aett.reactive.micrometer;

import io.aett.reactive.Around;
import io.aett.reactive.Commit;
import io.aett.reactive.domain.RepositoryCall;
import io.aett.reactive.domain.RepositoryCall.Operation;
import io.aett.reactive.domain.Updated;
import io.aett.reactive.micrometer.AettObservation.HighCardinality;
import io.aett.reactive.micrometer.AettObservation.LowCardinality;
import io.micrometer.observation.Observation;
import reactor.core.publisher.Mono;

/** Around loads and updates. */
record ObservedRepositories(Observed observed) implements Around<RepositoryCall> {

    @Override
    public <T> Mono<T> around(RepositoryCall call, Mono<T> work) {
        return observed.one(work, context -> observation(call), ObservedRepositories::outcome, Outcome.DONE);
    }

    private static Outcome outcome(Observation underWay, Object value) {
        if (!(value instanceof Updated<?, ?> updated)) {
            return Outcome.DONE;
        }
        Commit commit = updated.commit();
        if (commit == null) {
            return Outcome.UNCHANGED;
        }
        underWay.highCardinalityKeyValue(
                HighCardinality.COMMIT_ID.withValue(commit.commitId().toString()));
        return updated.repeated() ? Outcome.DUPLICATE : Outcome.COMMITTED;
    }

    private Observation observation(RepositoryCall call) {
        AettObservation kind =
                call.operation() == Operation.LOAD ? AettObservation.AGGREGATE_LOAD : AettObservation.UPDATE;
        String type = Observed.nameOf(call.type());
        return observed.make(kind, () -> {
                    Observation.Context context = new Observation.Context();
                    context.put(RepositoryCall.class, call);
                    context.put(Subject.class, Subject.of(call.tenantId(), call.streamId()));
                    return context;
                })
                .contextualName(kind.getContextualName() + " " + type)
                .lowCardinalityKeyValue(LowCardinality.TYPE.withValue(type))
                .highCardinalityKeyValue(HighCardinality.STREAM.withValue(call.streamId()));
    }
}
