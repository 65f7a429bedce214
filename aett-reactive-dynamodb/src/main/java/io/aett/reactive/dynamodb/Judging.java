package io.aett.reactive.dynamodb;

import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Says what became of a commit that could not be put where it wanted to be, by what is there instead. */
final class Judging {

    private final Table table;
    private final Commits commits;
    private final Generations generations;
    private final Heads heads;

    Judging(Table table, Commits commits, Generations generations, Heads heads) {
        this.table = table;
        this.commits = commits;
        this.generations = generations;
        this.heads = heads;
    }

    /** Where the commit wants to be is this item: this very commit, one with its id, another one, or a void. */
    Mono<Placement> taken(Attempt attempt, Map<String, AttributeValue> there) {
        if (Items.isVoid(there)) {
            return Mono.just(new Placement.PositionLost());
        }
        heads.reached(attempt.partition(), Place.of(there));
        if (Items.uuid(there, "i").equals(attempt.commit().commitId())) {
            return known(attempt, there, 0);
        }
        return Mono.zip(heads.last(attempt.partition()), isMarkedElsewhere(attempt))
                .flatMap(both -> both.getT2()
                        ? refused(attempt, both.getT1(), 0)
                        : Mono.just(new Placement.Refused(refusal(attempt, both.getT1()), 0)));
    }

    /** Meanwhile somebody else may have brought the same id to another place: a duplicate goes before a conflict. */
    private Mono<Boolean> isMarkedElsewhere(Attempt attempt) {
        EncodedCommit commit = attempt.commit();
        return table.get(Keys.marker(attempt.generation(), commit.stream(), commit.commitId()))
                .map(marker -> Items.number(marker, "r") != commit.firstRevision())
                .defaultIfEmpty(false);
    }

    /**
     * The commit does not follow the head: unless it is stored already, it is refused.
     *
     * @param unusedPosition the position that it leaves open, or 0
     */
    Mono<Placement> refused(Attempt attempt, Place head, long unusedPosition) {
        EncodedCommit commit = attempt.commit();
        return find(attempt.generation(), commit.stream(), commit.commitId())
                .flatMap(first -> known(attempt, first, unusedPosition))
                .switchIfEmpty(Mono.fromSupplier(() -> new Placement.Refused(refusal(attempt, head), unusedPosition)));
    }

    /** The marker of its id names another place, at which nothing is; see {@link Claims.Claim.Elsewhere}. */
    Mono<Placement> elsewhere(Attempt attempt, long first) {
        EncodedCommit commit = attempt.commit();
        if (first < commit.firstRevision()) {
            return lost(attempt.partition(), first)
                    .map(there -> Items.number(there, "n"))
                    .defaultIfEmpty(commit.sequence() - 1)
                    .flatMap(sequence -> missing(attempt, Commits.missing(commit.stream(), sequence, first, 0), 0));
        }
        return generations
                .current(commit.stream().tenantId())
                .flatMap(now -> now == attempt.generation()
                        ? heads.last(attempt.partition()).map(head -> new Placement.Refused(refusal(attempt, head), 0))
                        : Mono.just(new Placement.PositionLost()));
    }

    /** The commit whose first event has this revision, or empty. */
    Mono<Map<String, AttributeValue>> at(Attempt attempt, long first) {
        return table.get(Keys.key(attempt.partition(), Keys.number(first))).filter(there -> !Items.isVoid(there));
    }

    /**
     * The first item of the commit with this id, or empty. One that was there and is lost is an item that has only a key, the sequence of its
     * successor less one, and no id.
     */
    Mono<Map<String, AttributeValue>> find(long generation, StreamKey stream, UUID commitId) {
        return table.get(Keys.marker(generation, stream, commitId)).flatMap(marker -> {
            long first = Items.number(marker, "r");
            return table.get(Keys.commit(generation, stream, first))
                    .filter(there -> !Items.isVoid(there))
                    .switchIfEmpty(Mono.defer(() -> lost(Keys.commits(generation, stream), first)))
                    .filter(there ->
                            !there.containsKey("i") || Items.uuid(there, "i").equals(commitId));
        });
    }

    /** Nothing was there, and its successor is: so it was there before, or comes to be at this moment. */
    private Mono<Map<String, AttributeValue>> lost(String partition, long first) {
        return table.query(Commits.behind(partition, first))
                .flatMap(response -> Mono.justOrEmpty(response.items().stream()
                        .filter(item -> !Items.isVoid(item))
                        .findFirst()))
                .flatMap(next -> table.get(Keys.key(partition, Keys.number(first)))
                        .filter(there -> !Items.isVoid(there))
                        .defaultIfEmpty(Map.of(
                                Keys.PARTITION,
                                AttributeValue.fromS(partition),
                                Keys.SORT,
                                AttributeValue.fromS(Keys.number(first)),
                                "n",
                                Items.number(Items.number(next, "n") - 1))));
    }

    /** The commit id is in the stream: by this very attempt, or by another one. */
    Mono<Placement> known(Attempt attempt, Map<String, AttributeValue> first, long unusedPosition) {
        if (!first.containsKey("i")) {
            EncodedCommit lost = Commits.missing(
                    attempt.commit().stream(), Items.number(first, "n"), Keys.numberOf(Keys.sort(first)), 0);
            return missing(attempt, lost, unusedPosition);
        }
        if (Items.uuid(first, "x").equals(attempt.commit().nonce())) {
            return Mono.just(new Placement.Stored(Items.number(first, "p"), Items.stamp(first)));
        }
        return commits.whole(first)
                .flatMap(stored -> stored.payload().length > 0
                        ? Mono.just(already(stored, unusedPosition))
                        : missing(attempt, stored, unusedPosition));
    }

    /** A commit that should be there was purged, so that the attempt is one of a dead generation; or else it is lost. */
    Mono<Placement> missing(Attempt attempt, EncodedCommit lost, long unusedPosition) {
        return generations
                .current(attempt.commit().stream().tenantId())
                .map(now -> now == attempt.generation()
                        ? already(lost, unusedPosition)
                        : new Placement.PositionLost(unusedPosition));
    }

    private static Placement already(EncodedCommit stored, long unusedPosition) {
        return new Placement.Refused(new AppendResult.AlreadyStored(stored), unusedPosition);
    }

    private static AppendResult refusal(Attempt attempt, Place head) {
        return attempt.commit().sequence() <= head.sequence()
                ? new AppendResult.SequenceTaken(head.sequence(), head.revision())
                : new AppendResult.OutOfOrder(head.sequence(), head.revision());
    }
}
