package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.model.Sorts;
import io.aett.reactive.spi.EncodedCommit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Payloads that do not fit into one document (16 MB) are stored in parts, before the commit is placed. Nobody sees a part
 * before the commit is there, so the commit is stored whole or not at all.
 */
final class Parts {

    /** What a document holds: so much less than 16 MB that a page of 4 MB and one more always fit into one answer. */
    static final int PART_BYTES = 8 << 20;

    private final Collections collections;

    Parts(Collections collections) {
        this.collections = collections;
    }

    /** In how many parts a payload is stored; 0 if it is in the commit's own document. */
    static int count(int bytes) {
        return bytes <= PART_BYTES ? 0 : (bytes + PART_BYTES - 1) / PART_BYTES;
    }

    /** Stores the parts of all large commits of the batch; those that are there already stay. */
    Mono<Void> store(List<EncodedCommit> batch, Generations.View view) {
        List<EncodedCommit> large = large(batch);
        return Flux.fromIterable(large)
                .concatMap(commit -> Flux.range(0, count(commit.payload().length))
                        .concatMap(part -> Collections.create(
                                collections.parts(),
                                List.of(part(commit, view.of(commit.stream().tenantId()), part)))))
                .then();
    }

    static List<EncodedCommit> large(List<EncodedCommit> batch) {
        return batch.stream()
                .filter(commit -> count(commit.payload().length) > 0)
                .toList();
    }

    /** Removes the parts of commits that were refused. */
    Mono<Void> remove(List<EncodedCommit> refused, Generations.View view) {
        List<BsonDocument> ids = new ArrayList<>();
        for (EncodedCommit commit : large(refused)) {
            ids.addAll(ids(commit.nonce(), view.of(commit.stream().tenantId()), count(commit.payload().length)));
        }
        return ids.isEmpty()
                ? Mono.empty()
                : Mono.from(collections.parts().deleteMany(in("_id", ids))).then();
    }

    /** The commit that a document stands for, with its parts where it has any. */
    Mono<EncodedCommit> commit(StoredCommit stored) {
        return stored.isInParts() ? payload(stored).map(stored::encoded) : Mono.fromSupplier(stored::encoded);
    }

    /** The commits of a page; usually all of them are whole, and nothing is asked for. */
    Mono<List<EncodedCommit>> commits(List<StoredCommit> page) {
        List<EncodedCommit> whole = new ArrayList<>(page.size());
        for (StoredCommit stored : page) {
            if (stored.isInParts()) {
                return Flux.fromIterable(page).concatMap(this::commit).collectList();
            }
            whole.add(stored.encoded());
        }
        return Mono.just(whole);
    }

    private Mono<byte[]> payload(StoredCommit stored) {
        return collections
                .all(collections
                        .find(
                                collections.parts(),
                                in("_id", ids(stored.neededNonce(), stored.neededGeneration(), stored.neededParts())))
                        .sort(Sorts.ascending("_id")))
                .flatMapIterable(pieces -> pieces)
                .map(part -> part.getBinary("data").getData())
                .collectList()
                .map(pieces -> join(stored, pieces));
    }

    private static byte[] join(StoredCommit stored, List<byte[]> pieces) {
        long bytes = pieces.stream().mapToLong(piece -> piece.length).sum();
        if (bytes != stored.neededBytes()) {
            throw stored.error("has " + bytes + " bytes of payload in its parts, of " + stored.bytes()
                    + "; was its tenant purged just now?");
        }
        byte[] payload = new byte[Math.toIntExact(bytes)];
        int filled = 0;
        for (byte[] piece : pieces) {
            System.arraycopy(piece, 0, payload, filled, piece.length);
            filled += piece.length;
        }
        return payload;
    }

    private static BsonDocument part(EncodedCommit commit, long generation, int part) {
        byte[] payload = commit.payload();
        int from = part * PART_BYTES;
        byte[] data = Arrays.copyOfRange(payload, from, Math.min(payload.length, from + PART_BYTES));
        return new BsonDocument("_id", id(commit.nonce(), generation, part))
                .append(Documents.TENANT, new BsonString(commit.stream().tenantId()))
                .append(Documents.GENERATION, new BsonInt64(generation))
                .append("data", new BsonBinary(data));
    }

    private static List<BsonDocument> ids(UUID nonce, long generation, int parts) {
        List<BsonDocument> ids = new ArrayList<>(parts);
        for (int part = 0; part < parts; part++) {
            ids.add(id(nonce, generation, part));
        }
        return ids;
    }

    private static BsonDocument id(UUID nonce, long generation, int part) {
        return new BsonDocument("nonce", new BsonBinary(nonce))
                .append("generation", new BsonInt64(generation))
                .append("part", new BsonInt32(part));
    }
}
