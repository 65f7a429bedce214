package io.aett.reactive.micrometer;

import io.aett.reactive.Around;
import io.aett.reactive.Commit;
import io.aett.reactive.micrometer.AettObservation.HighCardinality;
import io.aett.reactive.micrometer.AettObservation.LowCardinality;
import io.aett.reactive.subscription.HandlerCall;
import io.aett.reactive.subscription.Subscription;
import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/** Around attempts of handlers. The headers of the commits are what a trace was sent by. */
record ObservedHandlers(Observed observed) implements Around<HandlerCall> {

    @Override
    public <T> Mono<T> around(HandlerCall call, Mono<T> work) {
        return observed.one(
                work, context -> observation(call, context), (underWay, value) -> Outcome.DONE, Outcome.DONE);
    }

    private Observation observation(HandlerCall call, ContextView subscriber) {
        List<Commit> commits = call.commits();
        Commit last = commits.get(commits.size() - 1);
        Observation observation = observed.make(AettObservation.SUBSCRIPTION_HANDLE, () -> {
                    ReceiverContext<List<Commit>> context =
                            new ReceiverContext<>(ObservedHandlers::header, Kind.CONSUMER);
                    context.setCarrier(commits);
                    context.put(HandlerCall.class, call);
                    return context;
                })
                .contextualName("handle " + call.subscription())
                .lowCardinalityKeyValue(LowCardinality.SUBSCRIPTION.withValue(call.subscription()))
                .lowCardinalityKeyValue(Observed.attempt(Subscription.attempt(subscriber)))
                .highCardinalityKeyValue(HighCardinality.COMMITS.withValue(String.valueOf(commits.size())))
                .highCardinalityKeyValue(HighCardinality.CHECKPOINT.withValue(String.valueOf(last.checkpointToken())));
        return commits.size() > 1
                ? observation
                : observation.highCardinalityKeyValue(HighCardinality.STREAM.withValue(last.streamId()));
    }

    /** Of several commits what all of them say: a batch of several traces belongs to none of them. */
    private static @Nullable String header(List<Commit> commits, String name) {
        Object first = commits.get(0).headers().get(name);
        return first instanceof String text
                        && commits.stream()
                                .allMatch(commit -> text.equals(commit.headers().get(name)))
                ? text
                : null;
    }
}
