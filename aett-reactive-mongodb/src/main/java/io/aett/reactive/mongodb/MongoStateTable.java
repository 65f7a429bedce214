package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;
import static com.mongodb.client.model.Updates.setOnInsert;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.result.DeleteResult;
import com.mongodb.client.result.UpdateResult;
import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The states: one document each, found by an {@code _id} of the store's id, space and key, and changed where the version is the expected one.
 *
 * <p>The log's document is read before each operation: without it there is no store. Its store's id stands in every {@code _id}, so what
 * a stalled writer still creates after a drop is of no store.
 *
 * <p>Writes are those that a replica set recognises when the driver repeats them, so none fails on its own first attempt; a server alone
 * recognises none, and the driver repeats none there.
 */
final class MongoStateTable implements StateTable {

    /** So many of the largest entries fit into one answer of the server, which leaves away what is beyond 16 MB. */
    static final int MOST_ENTRIES = 200;

    private static final String VERSION = "version";
    private static final String VALUE = "value";
    private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
    private static final UpdateOptions PLAIN = new UpdateOptions();

    private final Collections collections;
    private final Mono<UUID> store;
    private final @Nullable OpenTransaction transaction;

    MongoStateTable(Collections collections, Generations generations) {
        this(collections, generations.state().map(Generations.State::store), null);
    }

    private MongoStateTable(Collections collections, Mono<UUID> store, @Nullable OpenTransaction transaction) {
        this.collections = collections;
        this.store = store;
        this.transaction = transaction;
    }

    /** The states as this transaction sees and changes them; the store is looked for once, outside of it. */
    MongoStateTable within(OpenTransaction open) {
        return new MongoStateTable(collections, store.cache(), open);
    }

    /** The ids of a space: binary order, which is the server's, is that of the keys, and no other space's ids lie between. */
    record Place(UUID store, String space) {

        String id(String key) {
            return prefix() + '/' + key;
        }

        /** Behind all keys: the character after the slash. */
        String end() {
            return prefix() + '0';
        }

        String key(BsonDocument document) {
            return document.getString(Documents.ID).getValue().substring(prefix().length() + 1);
        }

        private String prefix() {
            return store + ":" + space.getBytes(StandardCharsets.UTF_8).length + ":" + space;
        }
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return in(space, place -> first(eq(Documents.ID, place.id(key))).map(document -> entry(place, document)));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        int most = Math.min(maxEntries, MOST_ENTRIES);
        return in(space, place -> {
            String first = place.id(from);
            Bson range =
                    and(inclusive ? gte(Documents.ID, first) : gt(Documents.ID, first), lt(Documents.ID, place.end()));
            return batch(range, most)
                    .map(documents -> StatePage.of(
                            documents.stream()
                                    .map(document -> entry(place, document))
                                    .toList(),
                            from,
                            most));
        });
    }

    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        Bson created = combine(setOnInsert(VERSION, nonce), setOnInsert(VALUE, new BsonBinary(value)));
        return in(
                space,
                place -> update(eq(Documents.ID, place.id(key)), created, UPSERT)
                        .map(result -> result.getUpsertedId() != null)
                        .onErrorResume(MongoWriteException.class, this::unlessTaken)
                        .filter(isNew -> isNew)
                        .map(isNew -> new StateEntry(space, key, value, nonce)));
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        Bson replaced = combine(set(VERSION, nonce), set(VALUE, new BsonBinary(value)));
        return in(
                expected.space(),
                place -> update(is(place, expected), replaced, PLAIN)
                        .filter(result -> result.getMatchedCount() == 1)
                        .map(result -> new StateEntry(expected.space(), expected.key(), value, nonce)));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        return in(expected.space(), place -> delete(is(place, expected)).map(result -> result.getDeletedCount() == 1));
    }

    private <T> Mono<T> in(String space, Function<Place, Mono<T>> operation) {
        Mono<T> done = store.map(id -> new Place(id, space)).flatMap(operation);
        return transaction == null ? done : transaction.step(done);
    }

    private Mono<BsonDocument> first(Bson filter) {
        return transaction == null
                ? collections.first(collections.find(collections.states(), filter))
                : Mono.from(collections
                        .find(transaction.session(), collections.states(), filter)
                        .first());
    }

    private Mono<List<BsonDocument>> batch(Bson filter, int most) {
        Bson order = Sorts.ascending(Documents.ID);
        return transaction == null
                ? collections.batch(
                        collections.find(collections.states(), filter).sort(order), most)
                : Flux.from(Collections.oneBatch(
                                collections
                                        .find(transaction.session(), collections.states(), filter)
                                        .sort(order),
                                most))
                        .collectList();
    }

    private Mono<UpdateResult> update(Bson filter, Bson update, UpdateOptions options) {
        return Mono.from(
                transaction == null
                        ? collections.states().updateOne(filter, update, options)
                        : collections.states().updateOne(transaction.session(), filter, update, options));
    }

    private Mono<DeleteResult> delete(Bson filter) {
        return Mono.from(
                transaction == null
                        ? collections.states().deleteOne(filter)
                        : collections.states().deleteOne(transaction.session(), filter));
    }

    private static Bson is(Place place, StateEntry expected) {
        return and(eq(Documents.ID, place.id(expected.key())), eq(VERSION, expected.version()));
    }

    /** Two that create at once; in a transaction it undoes all. */
    private Mono<Boolean> unlessTaken(MongoWriteException error) {
        boolean taken = transaction == null && error.getError().getCategory() == ErrorCategory.DUPLICATE_KEY;
        return taken ? Mono.just(false) : Mono.error(error);
    }

    private static StateEntry entry(Place place, BsonDocument document) {
        BsonString version = document.getString(VERSION);
        return new StateEntry(
                place.space, place.key(document), document.getBinary(VALUE).getData(), version.getValue());
    }
}
