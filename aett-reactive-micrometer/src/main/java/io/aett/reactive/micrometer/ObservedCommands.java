package io.aett.reactive.micrometer;

import io.aett.reactive.Around;
import io.aett.reactive.micrometer.AettObservation.HighCardinality;
import io.aett.reactive.micrometer.AettObservation.LowCardinality;
import io.aett.reactive.process.CommandCall;
import io.micrometer.observation.Observation;
import reactor.core.publisher.Mono;

/** Around the handing over of commands. */
record ObservedCommands(Observed observed) implements Around<CommandCall> {

    @Override
    public <T> Mono<T> around(CommandCall call, Mono<T> work) {
        return observed.one(work, context -> observation(call), (underWay, value) -> Outcome.DONE, Outcome.DONE);
    }

    private Observation observation(CommandCall call) {
        String command = Observed.nameOf(call.command().getClass());
        return observed.make(AettObservation.COMMAND_HANDLE, () -> {
                    Observation.Context context = new Observation.Context();
                    context.put(CommandCall.class, call);
                    context.put(
                            Subject.class,
                            Subject.of(call.context().tenantId(), call.context().sagaId()));
                    return context;
                })
                .contextualName("command " + command)
                .lowCardinalityKeyValue(LowCardinality.RELAY.withValue(call.relay()))
                .lowCardinalityKeyValue(LowCardinality.COMMAND.withValue(command))
                .lowCardinalityKeyValue(Observed.attempt(call.context().attempt()))
                .highCardinalityKeyValue(
                        HighCardinality.SAGA.withValue(call.context().sagaId()))
                .highCardinalityKeyValue(HighCardinality.COMMAND_ID.withValue(
                        call.context().commandId().toString()));
    }
}
