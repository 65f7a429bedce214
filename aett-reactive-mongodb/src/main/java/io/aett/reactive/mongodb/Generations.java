package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.model.Sorts;
import io.aett.reactive.spi.LogHead;
import java.util.HashMap;
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
 * <p>Purges are numbered without a gap. A purge is written as a document of its own first, and takes effect in one atomic step, when
 * the log's document says its number; until then nobody looks at it. So the log's document, which every append and
 * every read gets anyway, tells whether what this process knows of all tenants is current. Numbers begin anew at
 * random with each store, so that what a stalled writer brings into a store that was made again is of no generation.
 */
final class Generations {

    static final String LOG = "log";

    private final Collections collections;
    private volatile @Nullable View known;

    Generations(Collections collections) {
        this.collections = collections;
    }

    /** The log's document. */
    record State(UUID store, long last, long first, long purges) {

        static State of(BsonDocument document) {
            return new State(
                    document.getBinary("store").asUuid(),
                    document.getInt64("last").getValue(),
                    document.getInt64("first").getValue(),
                    document.getInt64("purges").getValue());
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
        return Mono.from(collections.log().find(eq("_id", LOG)).first())
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
        return Flux.from(collections
                        .log()
                        .find(and(gt("_id", base.purges), lte("_id", state.purges)))
                        .sort(Sorts.ascending("_id")))
                .collectList()
                .map(purges -> {
                    Map<String, Long> generations = new HashMap<>(base.generations);
                    purges.forEach(purge -> generations.put(
                            purge.getString("tenant").getValue(),
                            purge.getInt64("_id").getValue()));
                    View next = new View(state.store, state.first, state.purges, Map.copyOf(generations));
                    known = next;
                    return next;
                });
    }

    /** What this process knew last, or what is. */
    Mono<View> latest() {
        return Mono.defer(() -> {
            View view = known;
            return view != null ? Mono.just(view) : state().flatMap(this::view);
        });
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
