package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Sorts;
import io.aett.reactive.mongodb.MongoSealedStorage.Found;
import io.aett.reactive.mongodb.MongoSealedStorage.Reservation;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds out why commits could not be placed, by what is stored: in one round trip the commit ids, the streams' heads, and
 * tombstones for the positions that stay unused. What only helps (tombstones, the counter, parts) decides nothing when it fails:
 * readers seal what is open, and who loses again moves the counter again.
 *
 * <p>A failed insert waits for the majority like any other, so what it ran into is visible to these reads.
 */
final class Losers {

    private static final int HEADS_AT_ONCE = 8;

    private final Collections collections;
    private final Counter counter;
    private final Parts parts;

    Losers(Collections collections, Counter counter, Parts parts) {
        this.collections = collections;
        this.counter = counter;
        this.parts = parts;
    }

    /** A commit that is not at the position that was reserved for it. */
    record Loser(int index, EncodedCommit commit, long position) {}

    private record Facts(Map<StreamKey, EncodedCommit> byId, Map<StreamKey, Found> heads) {}

    /** @param taken indexes of the batch whose insert failed, so that their positions may be open */
    Mono<Map<Loser, Placement>> decide(Reservation reservation, List<Loser> losers, Set<Integer> taken) {
        List<StoredCommit> unused = losers.stream()
                .filter(loser -> taken.contains(loser.index))
                .map(loser -> StoredCommit.tombstone(loser.position))
                .toList();
        Mono<Facts> facts = Mono.zipDelayError(byId(reservation, losers), heads(reservation, losers))
                .map(both -> new Facts(both.getT1(), both.getT2()));
        Mono<Set<Integer>> sealed =
                Collections.create(collections.commits(), unused).onErrorReturn(Set.of());
        return Mono.zipDelayError(facts, sealed).flatMap(both -> decided(reservation, losers, both.getT1()));
    }

    private Mono<Map<Loser, Placement>> decided(Reservation reservation, List<Loser> losers, Facts facts) {
        Map<Loser, Placement> placements = new HashMap<>();
        List<EncodedCommit> refused = new ArrayList<>();
        boolean positionLost = false;
        for (Loser loser : losers) {
            Placement placement = judge(loser.commit, facts);
            placements.put(loser, placement);
            positionLost |= placement instanceof Placement.PositionLost;
            if (placement instanceof Placement.Refused) {
                refused.add(loser.commit);
            }
        }
        Mono<Void> raised = positionLost ? counter.raise() : Mono.empty();
        return raised.onErrorComplete()
                .then(parts.remove(refused, reservation.view()).onErrorComplete())
                .thenReturn(placements);
    }

    private static Placement judge(EncodedCommit commit, Facts facts) {
        EncodedCommit same = facts.byId.get(commit.stream());
        if (same != null) {
            return same.nonce().equals(commit.nonce())
                    ? new Placement.Stored(same.checkpoint(), same.stamp())
                    : new Placement.Refused(new AppendResult.AlreadyStored(same), 0);
        }
        Found head = facts.heads.get(commit.stream());
        long sequence = head == null ? 0 : head.sequence();
        long revision = head == null ? 0 : head.revision();
        if (commit.sequence() <= sequence) {
            return new Placement.Refused(new AppendResult.SequenceTaken(sequence, revision), 0);
        }
        if (commit.sequence() != sequence + 1 || commit.firstRevision() != revision + 1) {
            return new Placement.Refused(new AppendResult.OutOfOrder(sequence, revision), 0);
        }
        return new Placement.PositionLost();
    }

    private Mono<Map<StreamKey, EncodedCommit>> byId(Reservation reservation, List<Loser> losers) {
        List<Bson> ids = losers.stream()
                .map(loser -> Documents.inStream(
                        loser.commit.stream(),
                        reservation.generation(loser.commit),
                        Documents.COMMIT_ID,
                        new BsonBinary(loser.commit.commitId())))
                .toList();
        return collections
                .all(collections.findCommits(or(ids)).hintString(Indexes.COMMIT_ID))
                .flatMapIterable(documents -> documents)
                .concatMap(parts::commit)
                .collectMap(EncodedCommit::stream);
    }

    private Mono<Map<StreamKey, Found>> heads(Reservation reservation, List<Loser> losers) {
        return Flux.fromIterable(losers)
                .flatMap(
                        loser -> head(collections, loser.commit.stream(), reservation.generation(loser.commit))
                                .map(head -> Map.entry(loser.commit.stream(), head)),
                        HEADS_AT_ONCE)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The last commit of a stream, from an index alone. */
    private static Mono<Found> head(Collections collections, StreamKey stream, long generation) {
        return collections
                .first(collections
                        .findCommits(Documents.stream(new BsonDocument(), stream, generation))
                        .sort(Sorts.descending(Documents.REVISION))
                        .projection(Indexes.COVERED)
                        .hintString(Indexes.REVISION))
                .map(Found::of);
    }
}
