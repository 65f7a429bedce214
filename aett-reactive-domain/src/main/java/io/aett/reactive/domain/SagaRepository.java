package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.function.Consumer;
import reactor.core.publisher.Mono;

/**
 * Loads and saves sagas. Nothing is read or written before subscription, each subscription is one attempt, and results arrive
 * on whatever thread the store answers on. {@code null} arguments throw {@link NullPointerException} at the call; all other
 * errors are signals.
 */
public interface SagaRepository {

    /**
     * The saga with all its events, and without commands: loading dispatches nothing. Cancelling stops reading.
     *
     * @param <T> the saga
     * @param type its class
     * @param id its id
     * @return a fresh instance for each subscription, new when its stream is empty, never empty
     */
    <T extends Saga> Mono<T> get(Class<T> type, String id);

    /**
     * Stores the uncommitted events as one commit, with the dispatched commands in its headers, and removes exactly those from
     * the saga. Without events nothing is written, the result is empty and the commands wait. Failures and cancelling are as in
     * {@link AggregateRepository#save(Aggregate)}.
     *
     * @param <T> the saga
     * @param saga what to save
     * @return the stored commit
     */
    <T extends Saga> Mono<Commit> save(T saga);

    /**
     * Loads the saga, applies the change and saves it, with the same retries, turns and endings as
     * {@link AggregateRepository#update}.
     *
     * @param <T> the saga
     * @param type its class
     * @param id its id
     * @param change makes transitions; called at least once, each time with another instance; must not block
     * @return the instance as saved; when the change made no transition, the instance as changed, and nothing was written
     */
    <T extends Saga> Mono<T> update(Class<T> type, String id, Consumer<? super T> change);
}
