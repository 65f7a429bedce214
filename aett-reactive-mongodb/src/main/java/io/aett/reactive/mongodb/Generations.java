package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.model.Sorts;
import io.aett.reactive.sealedlog.Patience;
import io.aett.reactive.spi.LogHead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * In which generation each tenant is: the number of its last purge.
 *
 * <p>Purges are numbered without a gap. A purge takes effect in one atomic step, in which the log's document gets its number and its
 * tenant, or it does not: there is nothing in between that somebody else could finish. The purge before it was copied into a
 * document of its own by then, so that all but the last one are there. The log's document, which every append and
 * every read gets anyway, tells whether what this process knows of all tenants is current. Numbers begin anew at
 * random with each store, so that what a stalled writer brings into a store that was made again is of no generation.
 */
final class Generations {

    static final String LOG = "log";
    static final String STORE = "store";
    static final String FIRST = "first";

    /** The number of the last purge, and its tenant. */
    static final String PURGES = "purges";

    static final String PURGED = "purged";

    private final Collections collections;
    private volatile @Nullable View known;

    Generations(Collections collections) {
        this.collections = collections;
    }

    /** The log's document. */
    record State(
            UUID store,
            long last,
            long first,
            long purges,
            @Nullable String purged,
            List<Patience> announced) {

        static State of(BsonDocument document) {
            return new State(
                    document.getBinary(STORE).asUuid(),
                    Documents.number(document, Counter.LAST),
                    Documents.number(document, FIRST),
                    Documents.number(document, PURGES),
                    document.containsKey(PURGED) ? document.getString(PURGED).getValue() : null,
                    Announcements.in(document));
        }

        LogHead head() {
            return new LogHead(store, last);
        }
    }

    /** All generations as they were when the log said {@code purges}. */
    record View(UUID store, long first, long purges, Map<String, Long> generations) {

        long of(String tenantId) {
            return generations.getOrDefault(tenantId, first);
        }
    }

    /** The log's document as it is now. */
    Mono<State> state() {
        return collections
                .first(collections.find(collections.log(), eq("_id", LOG)))
                .map(State::of)
                .switchIfEmpty(Mono.error(NotInitializedException::new));
    }

    /** The generations at {@code state} or later. */
    Mono<View> view(State state) {
        View view = known;
        boolean sameStore = view != null && view.store.equals(state.store);
        if (view != null && sameStore && view.purges >= state.purges) {
            return Mono.just(view);
        }
        View base = view != null && sameStore ? view : new View(state.store, state.first, state.first, Map.of());
        return earlier(base.purges, state.purges)
                .collectMap(purge -> purge.getString(Documents.TENANT).getValue(), purge -> number(purge))
                .map(purges -> {
                    Map<String, Long> generations = new HashMap<>(base.generations);
                    generations.putAll(purges);
                    if (state.purged != null) {
                        generations.put(state.purged, state.purges);
                    }
                    View next = new View(state.store, state.first, state.purges, Map.copyOf(generations));
                    known = next;
                    return next;
                });
    }

    /** The purges between two others, in order. */
    private Flux<BsonDocument> earlier(long after, long before) {
        return before - after <= 1
                ? Flux.empty()
                : collections
                        .all(collections
                                .find(collections.log(), and(gt("_id", after), lt("_id", before)))
                                .sort(Sorts.ascending("_id")))
                        .flatMapIterable(purges -> purges);
    }

    private static Long number(BsonDocument purge) {
        return Documents.number(purge, Documents.ID);
    }

    /** What this process knew last, or what is. */
    Mono<View> latest() {
        return Mono.defer(() -> {
            View view = known;
            return view != null ? Mono.just(view) : state().flatMap(this::view);
        });
    }

    /** One life of a tenant. */
    record Life(UUID store, long generation) {}

    /** What one answer of the server had: documents, and the log's document as it was after all of them, when it got so far. */
    record Answer(
            List<StoredCommit> documents,
            boolean whole,
            @Nullable State after) {}

    /** What was read of one life of a tenant, which was still this one after it was read. */
    record Alive<T>(T found, View view, State state, Life life) {}

    /**
     * Reads within the tenant's generation: with the one known last, and again if it was not this one any more after all was
     * read. So nothing is taken for whole from which a purge has removed something.
     */
    Mono<Alive<Answer>> alive(String tenantId, Function<View, Mono<Answer>> read) {
        return latest().flatMap(guess -> read.apply(guess).flatMap(answer -> {
            Mono<State> after = answer.after == null ? state() : Mono.just(answer.after);
            return after.flatMap(state -> view(state).flatMap(current -> {
                Life life = new Life(current.store, current.of(tenantId));
                boolean right = life.equals(new Life(guess.store, guess.of(tenantId)));
                return right ? Mono.just(new Alive<>(answer, current, state, life)) : alive(tenantId, read);
            }));
        }));
    }

    /**
     * Reads within the tenant's generation: with the one known last, while the log is asked side by side whether it still
     * is; and again if it is not.
     */
    <T> Mono<T> reading(String tenantId, Function<View, Mono<T>> read) {
        return Mono.defer(() -> {
            View guess = known;
            if (guess == null) {
                return state().flatMap(this::view).flatMap(read);
            }
            Mono<Optional<T>> guessed = read.apply(guess).map(Optional::of).defaultIfEmpty(Optional.empty());
            return Mono.zipDelayError(state().flatMap(this::view), guessed).flatMap(both -> {
                View current = both.getT1();
                boolean right = current.store.equals(guess.store) && current.of(tenantId) == guess.of(tenantId);
                return right ? Mono.justOrEmpty(both.getT2()) : read.apply(current);
            });
        });
    }
}
