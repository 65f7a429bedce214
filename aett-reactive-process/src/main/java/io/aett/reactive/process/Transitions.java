package io.aett.reactive.process;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Topics;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.UpdateOptions;
import io.aett.reactive.internal.ByClass;
import io.aett.reactive.internal.Handled;
import io.aett.reactive.subscription.EventContext;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Brings the events of a commit to their sagas.
 *
 * <p>A saga's stream holds the events it was given, so they come by again in the saga's own commits. Those are known by their header and passed over.
 */
final class Transitions<T extends Saga> {

    private final String runner;
    private final Class<T> type;
    private final String topic;
    private final SagaRepository sagas;
    private final ByClass<BiFunction<Object, EventContext, @Nullable String>> ids;

    Transitions(
            String runner,
            Class<T> type,
            SagaRepository sagas,
            ByClass<BiFunction<Object, EventContext, @Nullable String>> ids) {
        this.runner = runner;
        this.type = type;
        this.topic = Topics.of(type);
        this.sagas = sagas;
        this.ids = ids;
    }

    /** One event after the other. May be repeated. */
    Mono<Void> of(Commit commit) {
        if (Saga.isDelivery(commit)) {
            return Mono.empty();
        }
        return Flux.range(0, commit.events().size())
                .concatMap(index -> Handled.by(() -> of(commit, index)))
                .then()
                .contextWrite(Correlation.causedBy(commit)::writeTo);
    }

    private Mono<Void> of(Commit commit, int index) {
        EventMessage event = commit.events().get(index);
        String sagaId = ids.of(event.body())
                .map(id -> id.apply(event.body(), new EventContext(commit, index)))
                .orElse(null);
        if (sagaId == null) {
            return Mono.empty();
        }
        if (sagaId.isEmpty()) {
            return Mono.error(new IllegalArgumentException("runner " + runner + ": on("
                    + event.body().getClass().getName()
                    + ") gave an empty id; where an event belongs to no saga, give null"));
        }
        if (sagaId.equals(commit.streamId())) {
            return Mono.error(new SagaStreamException(runner, type, commit, event));
        }
        UpdateOptions options = UpdateOptions.builder()
                .commitId(Ids.ofTransition(commit, index, sagaId))
                .header(Saga.TYPE_HEADER, topic)
                .build();
        return sagas.update(type, sagaId, options, saga -> {
                    saga.transition(event);
                    return saga.version();
                })
                .then();
    }
}
