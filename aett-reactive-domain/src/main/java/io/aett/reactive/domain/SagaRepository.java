package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
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
     * The saga as {@link #get} gives it, if there is one.
     *
     * @param <T> the saga
     * @param type its class
     * @param id its id
     * @return a fresh instance for each subscription; {@link io.aett.reactive.StreamNotFoundException} when its stream is empty
     */
    <T extends Saga> Mono<T> getExisting(Class<T> type, String id);

    /**
     * Stores the uncommitted events as one commit, with the dispatched commands in its headers, and removes exactly those from
     * the saga. Without events nothing is written: the result is empty, or, if there are commands, which wait for the next commit,
     * {@link IllegalStateException}. Failures and cancelling are as in {@link AggregateRepository#save(Aggregate)}.
     *
     * @param <T> the saga
     * @param saga what to save
     * @return the stored commit
     */
    default <T extends Saga> Mono<Commit> save(T saga) {
        return save(saga, Map.of());
    }

    /**
     * The same as {@link #save(Saga)}, with headers for the commit beside those of the commands.
     *
     * @param <T> the saga
     * @param saga what to save
     * @param headers JSON values or event messages, none of them named like a command; copied within subscription
     * @return the stored commit
     */
    <T extends Saga> Mono<Commit> save(T saga, Map<String, Object> headers);

    /**
     * Loads the saga, applies the change and saves it, with the same retries, turns and endings as
     * {@link AggregateRepository#update(Class, String, Consumer)}. A change that dispatches commands without making a transition ends in
     * {@link IllegalStateException}, since there is no commit for them.
     *
     * @param <T> the saga
     * @param type its class
     * @param id its id
     * @param change makes transitions; called at least once, each time with another instance; must not block
     * @return the instance as saved; when the change made no transition, the instance as changed, and nothing was written
     */
    default <T extends Saga> Mono<T> update(Class<T> type, String id, Consumer<? super T> change) {
        return update(type, id, UpdateOptions.ofDefaults(), Changing.by(change)).map(Updated::aggregate);
    }

    /**
     * The same as {@link #update(Class, String, Consumer)}, for what may have to be repeated: if the stream has a commit of this id, the
     * change does not run, nothing is written, and the saga comes as it is stored now.
     *
     * @param <T> the saga
     * @param type its class
     * @param id its id
     * @param commitId names the commit; derived from what is processed, so that a repetition has the same
     * @param change makes transitions; must not block
     * @return the instance as saved or as stored
     */
    default <T extends Saga> Mono<T> update(Class<T> type, String id, UUID commitId, Consumer<? super T> change) {
        UpdateOptions options = UpdateOptions.builder().commitId(commitId).build();
        return update(type, id, options, Changing.by(change)).map(Updated::aggregate);
    }

    /**
     * The same as {@link #update(Class, String, Consumer)}, with options, and with all that there is to know afterwards, as in {@link
     * AggregateRepository#update(Class, String, UpdateOptions, Function)}.
     *
     * @param <T> the saga
     * @param <R> what the change returns
     * @param type its class
     * @param id its id
     * @param options what is special about this update
     * @param change makes transitions, and returns anything but a publisher; must not block
     * @return the instance, the stored commit and what the change returned, never empty
     */
    <T extends Saga, R> Mono<Updated<T, R>> update(
            Class<T> type, String id, UpdateOptions options, Function<? super T, ? extends R> change);
}
