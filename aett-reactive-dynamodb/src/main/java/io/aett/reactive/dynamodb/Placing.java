package io.aett.reactive.dynamodb;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/**
 * Stores commits, and says what became of each.
 *
 * <p><b>The commit's own item decides.</b> Its key is the place in its stream: whoever wants to follow the same predecessor wants this key, and it
 * is created only if nothing is there. It is created by a writer who has seen the predecessor, with its position and its stamp; so sequences,
 * revisions, stamps and positions of a stream follow one another. Before that, in one round trip, the commit is announced at its
 * position, its id is marked ({@link Claims}), and a new stream is put into the directory. None of this says that there is a commit: a
 * reader who meets an announcement looks at the place, and when nothing comes he leaves a void there ({@link Sealing}), which the late
 * writer's condition meets. Only a commit of several items, and one in a store without an order, is created by a transaction.
 *
 * <p><b>When the answer is lost</b>, the commit is sent again, and if the first one did take effect it is in the way, with this attempt's
 * nonce. An error that says that nothing was written is signalled only if that is sure of every try.
 */
final class Placing {

    private static final int AT_ONCE = 32;

    private final Table table;
    private final Lanes lanes;
    private final Heads heads;
    private final Claims claims;
    private final Judging judging;
    private final Transactions transactions;

    Placing(Table table, Lanes lanes, Heads heads, Judging judging) {
        this.table = table;
        this.lanes = lanes;
        this.heads = heads;
        this.claims = new Claims(table);
        this.judging = judging;
        this.transactions = new Transactions(table, judging);
    }

    /**
     * The placements in the order of the attempts, whose indexes count from 0.
     *
     * @param looked where streams ended when that was looked up, by partition
     */
    Mono<List<Placement>> place(List<Attempt> attempts, Map<String, Place> looked) {
        return Flux.fromIterable(attempts)
                .flatMap(attempt -> follow(attempt, looked), AT_ONCE)
                .collectList()
                .flatMapMany(followed -> {
                    List<Outcome> outcomes = new ArrayList<>();
                    List<Attempt> valid = new ArrayList<>();
                    for (Followed one : followed) {
                        if (one.outcome == null) {
                            valid.add(one.attempt);
                        } else {
                            outcomes.add(one.outcome);
                        }
                    }
                    return Flux.concat(Flux.fromIterable(outcomes), create(valid));
                })
                .doOnNext(outcome -> remember(attempts, outcome))
                .collectList()
                .flatMap(outcomes -> Outcome.inOrder(attempts.size(), outcomes));
    }

    private record Followed(Attempt attempt, @Nullable Outcome outcome) {}

    /** Whether the commit follows: it takes over a later stamp of its predecessor, and has to have the higher position. */
    private Mono<Followed> follow(Attempt attempt, Map<String, Place> looked) {
        Place known = heads.known(attempt.partition(), attempt.commit());
        Place before = looked.get(attempt.partition());
        Mono<Place> predecessor =
                known != null ? Mono.just(known) : before != null ? Mono.just(before) : heads.last(attempt.partition());
        return predecessor
                .flatMap(place -> {
                    if (!place.precedes(attempt.commit())) {
                        return judging.refused(attempt, place, attempt.position())
                                .map(placement -> new Followed(attempt, Outcome.of(attempt, placement)));
                    }
                    if (attempt.isOrdered() && place.position() >= attempt.position()) {
                        return Mono.just(new Followed(
                                attempt, Outcome.of(attempt, new Placement.PositionLost(attempt.position()))));
                    }
                    return Mono.just(new Followed(
                            place.stamp().isAfter(attempt.stamp()) ? attempt.withStamp(place.stamp()) : attempt, null));
                })
                .onErrorResume(failure -> Mono.just(new Followed(attempt, Outcome.failed(nothingWritten(failure)))));
    }

    private void remember(List<Attempt> attempts, Outcome outcome) {
        for (Outcome.Decision decision : outcome.decisions()) {
            if (decision.placement() instanceof Placement.Stored stored) {
                Attempt attempt = attempts.get(decision.index());
                heads.reached(
                        attempt.partition(),
                        new Place(
                                attempt.commit().sequence(),
                                attempt.commit().revision(),
                                stored.stamp(),
                                stored.position()));
            }
        }
    }

    private Flux<Outcome> create(List<Attempt> attempts) {
        if (attempts.isEmpty()) {
            return Flux.empty();
        }
        return attempts.get(0).isOrdered() ? createInOrder(attempts) : transactions.send(attempts);
    }

    private Flux<Outcome> createInOrder(List<Attempt> attempts) {
        Mono<Set<Long>> announced =
                lanes.announce(attempts.stream().map(Entry::of).toList());
        Mono<List<Prepared>> prepared =
                Flux.fromIterable(attempts).flatMap(this::prepare, AT_ONCE).collectList();
        return Mono.zip(announced, prepared)
                .map(both -> Flux.fromIterable(both.getT2())
                        .flatMap(one -> create(one, both.getT1().contains(one.attempt.position())), AT_ONCE))
                .onErrorResume(failure -> Mono.just(Flux.just(Outcome.failed(nothingWritten(failure)))))
                .flatMapMany(outcomes -> outcomes);
    }

    /** What became of the claim of a commit that is about to be created. */
    private record Prepared(
            Attempt attempt,
            Claims.@Nullable Claim claim,
            @Nullable Throwable failure) {}

    private Mono<Prepared> prepare(Attempt attempt) {
        PutItemRequest directory = PutItemRequest.builder()
                .tableName(table.name())
                .item(Keys.directoryEntry(attempt.generation(), attempt.commit().stream()))
                .build();
        Mono<Boolean> listed = attempt.commit().sequence() == 1
                ? table.write(c -> c.putItem(directory)).thenReturn(true)
                : Mono.just(true);
        return Mono.zip(claims.claim(attempt), listed)
                .map(both -> new Prepared(attempt, both.getT1(), null))
                .onErrorResume(failure -> Mono.just(new Prepared(attempt, null, failure)));
    }

    private Flux<Outcome> create(Prepared prepared, boolean announced) {
        Attempt attempt = prepared.attempt;
        if (prepared.claim == null) {
            return Flux.just(Outcome.failed(nothingWritten(Objects.requireNonNull(prepared.failure))));
        }
        if (prepared.claim instanceof Claims.Claim.Known known) {
            return decided(attempt, release(attempt, announced).then(judging.known(attempt, known.first(), 0)));
        }
        if (prepared.claim instanceof Claims.Claim.Elsewhere elsewhere) {
            return decided(attempt, release(attempt, announced).then(judging.elsewhere(attempt, elsewhere.first())));
        }
        if (!announced) {
            return Flux.just(Outcome.of(attempt, new Placement.PositionLost()));
        }
        return attempt.isOneItem() ? put(attempt, Tries.NONE).flux() : transactions.send(List.of(attempt));
    }

    /** The commit will not be put, and readers need not wait for it. Should that fail, they do. */
    private Mono<Void> release(Attempt attempt, boolean announced) {
        return announced ? lanes.close(Entry.of(attempt)).onErrorComplete() : Mono.empty();
    }

    private static Flux<Outcome> decided(Attempt attempt, Mono<Placement> placement) {
        return placement
                .map(decided -> Outcome.of(attempt, decided))
                .onErrorResume(failure -> Mono.just(Outcome.failed(nothingWritten(failure))))
                .flux();
    }

    private Mono<Outcome> put(Attempt attempt, Tries tries) {
        return table.writeOnce(c -> c.putItem(attempt.put(table.name())))
                .map(stored -> Outcome.of(attempt, new Placement.Stored(attempt.position(), attempt.stamp())))
                .onErrorResume(failure -> failed(attempt, tries.after(failure), failure));
    }

    private Mono<Outcome> failed(Attempt attempt, Tries tries, Throwable failure) {
        if (failure instanceof ConditionalCheckFailedException taken) {
            return (taken.hasItem() ? Mono.just(taken.item()) : table.get(attempt.key()))
                    .flatMap(there -> judging.taken(attempt, there))
                    .map(placement -> Outcome.of(attempt, placement))
                    .switchIfEmpty(Mono.defer(() -> put(attempt, tries)))
                    .onErrorResume(unread -> Mono.just(Outcome.failed(unread)));
        }
        if (!DynamoDbFailures.isTransient(failure) || tries.isLast()) {
            return Mono.just(Outcome.failed(tries.surely(failure)));
        }
        return tries.pause(table.scheduler()).then(Mono.defer(() -> put(attempt, tries)));
    }

    /** As long as the commit itself was not sent, that is sure. */
    private static Throwable nothingWritten(Throwable failure) {
        return DynamoDbFailures.classify(failure) == Kind.UNKNOWN
                ? new StorageUnavailableException("DynamoDB: nothing was written", failure)
                : failure;
    }
}
