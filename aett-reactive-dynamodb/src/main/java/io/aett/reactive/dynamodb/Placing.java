package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StorageException;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Stores commits by transactions, and says what became of each.
 *
 * <p><b>One transaction per commit, several commits per transaction.</b> A commit is four items: the stream's head, which is
 * replaced only as long as it is the commit's predecessor; the commit; a marker of its id; its entry in the global order.
 * The last three are created only if nothing is there. So each rule of the contract is a condition that DynamoDB checks in
 * the same step that stores the commit: the sequence and the revision, the stamp that does not decrease, the position above
 * the predecessor's (head), the id of any age (marker), the position that no reader sealed (entry). Commits of different
 * streams share a transaction, up to its limits.
 *
 * <p><b>When it is cancelled</b>, nothing of it is stored, and the reasons bring the items that were in the way. They decide
 * for each commit on its own: what was refused is answered, what had no fault is sent again at once without it, what met
 * another transaction or a throttle is sent again after a pause.
 *
 * <p><b>When the answer is lost</b>, the transaction is sent again, and if the first one did take effect the marker is in the
 * way, with this attempt's nonce: the commit is stored, by us. The same goes for a first one that takes effect only later.
 * An error that says that nothing was written is signalled only if that is sure of every try.
 */
final class Placing {

    private static final int TRIES = 10;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final int TRANSACTIONS_AT_ONCE = 8;

    private final Table table;
    private final Commits commits;
    private final Generations generations;

    Placing(Table table, Commits commits, Generations generations) {
        this.table = table;
        this.commits = commits;
        this.generations = generations;
    }

    /** What became of one commit. */
    private record Decision(int index, Placement placement) {}

    /** What became of one transaction: decisions, or a failure that leaves its commits undecided. */
    private record Outcome(
            List<Decision> decisions, @Nullable Throwable failure) {

        static Outcome of(List<Decision> decisions) {
            return new Outcome(decisions, null);
        }

        static Outcome failed(Throwable failure) {
            return new Outcome(List.of(), failure);
        }
    }

    /** How often a transaction was tried, and the failure after which it may have been applied. */
    private record Tries(int number, @Nullable Throwable uncertain) {

        static final Tries NONE = new Tries(0, null);

        Tries after(Throwable failure) {
            boolean unsure = DynamoDbFailures.classify(failure) == Kind.UNKNOWN;
            return new Tries(number + 1, uncertain == null && unsure ? failure : uncertain);
        }

        boolean isLast() {
            return number >= TRIES;
        }
    }

    /** The placements in the order of the attempts, whose indexes count from 0. */
    Mono<List<Placement>> place(List<Attempt> attempts) {
        return sendAll(attempts, Tries.NONE).collectList().flatMap(outcomes -> inOrder(attempts.size(), outcomes));
    }

    private Flux<Outcome> sendAll(List<Attempt> attempts, Tries tries) {
        return Flux.fromIterable(Transaction.of(attempts, table.name()))
                .flatMap(transaction -> send(transaction, tries), TRANSACTIONS_AT_ONCE);
    }

    private static Mono<List<Placement>> inOrder(int size, List<Outcome> outcomes) {
        Placement[] placements = new Placement[size];
        Throwable failure = null;
        boolean anyStored = false;
        for (Outcome outcome : outcomes) {
            for (Decision decision : outcome.decisions) {
                placements[decision.index] = decision.placement;
                anyStored |= decision.placement instanceof Placement.Stored;
            }
            Throwable other = outcome.failure;
            failure = failure == null || (other != null && isWorse(other, failure)) ? other : failure;
        }
        if (failure == null) {
            return Mono.just(Arrays.asList(placements));
        }
        boolean partly = anyStored && DynamoDbFailures.classify(failure) != Kind.FINAL;
        return Mono.error(
                partly
                        ? new CommitOutcomeUnknownException(
                                "a part of the append was stored; of the rest it is not known", failure)
                        : failure);
    }

    private static boolean isWorse(Throwable failure, Throwable than) {
        return DynamoDbFailures.classify(failure) == Kind.UNKNOWN && DynamoDbFailures.classify(than) != Kind.UNKNOWN;
    }

    private Flux<Outcome> send(Transaction transaction, Tries tries) {
        TransactWriteItemsRequest request = transaction.request(tries.number);
        return table.writeOnce(c -> c.transactWriteItems(request))
                .map(response -> allStored(transaction))
                .flux()
                .onErrorResume(failure -> failed(transaction, tries.after(failure), failure));
    }

    private static Outcome allStored(Transaction transaction) {
        return Outcome.of(transaction.attempts().stream()
                .map(attempt ->
                        new Decision(attempt.index(), new Placement.Stored(attempt.position(), attempt.stamp())))
                .toList());
    }

    private Flux<Outcome> failed(Transaction transaction, Tries tries, Throwable failure) {
        if (failure instanceof TransactionCanceledException cancelled && cancelled.hasCancellationReasons()) {
            return sorted(transaction, tries, cancelled);
        }
        if (!DynamoDbFailures.isTransient(failure) || tries.isLast()) {
            return Flux.just(Outcome.failed(surely(tries, failure)));
        }
        return pause(tries).thenMany(Flux.defer(() -> send(transaction, tries)));
    }

    private static Throwable surely(Tries tries, Throwable failure) {
        Throwable uncertain = tries.uncertain;
        return uncertain == null ? failure : uncertain;
    }

    private Mono<Long> pause(Tries tries) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, tries.number));
        long millis = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        return Mono.delay(Duration.ofMillis(millis), table.scheduler());
    }

    /** Sorts the commits of a cancelled transaction into those that are decided and those that are sent again. */
    private Flux<Outcome> sorted(Transaction transaction, Tries tries, TransactionCanceledException cancelled) {
        List<Mono<Outcome>> decided = new ArrayList<>();
        List<Attempt> atOnce = new ArrayList<>();
        List<Attempt> later = new ArrayList<>();
        for (int i = 0; i < transaction.attempts().size(); i++) {
            Attempt attempt = transaction.attempts().get(i);
            List<CancellationReason> reasons = transaction.reasonsOf(i, cancelled.cancellationReasons());
            if (reasons.stream().anyMatch(reason -> isLasting(code(reason)))) {
                return Flux.just(Outcome.failed(surely(tries, cancelled)));
            }
            if (reasons.stream().anyMatch(reason -> DynamoDbFailures.isTransientReason(code(reason)))) {
                later.add(attempt);
            } else if (reasons.stream().noneMatch(Placing::failed)) {
                atOnce.add(attempt);
            } else if (onlyTooEarly(attempt, reasons)) {
                atOnce.add(
                        attempt.withStamp(Items.stamp(reasons.get(Attempt.HEAD).item())));
            } else {
                decided.add(decide(attempt, reasons)
                        .map(placement -> Outcome.of(List.of(new Decision(attempt.index(), placement))))
                        .onErrorResume(failure -> Mono.just(Outcome.failed(failure))));
            }
        }
        Flux<Outcome> repeated = tries.isLast()
                ? Flux.just(Outcome.failed(surely(tries, cancelled)))
                : pause(tries).thenMany(sendAll(later, tries));
        return Flux.merge(
                Flux.concat(decided),
                atOnce.isEmpty() ? Flux.empty() : sendAll(atOnce, tries),
                later.isEmpty() ? Flux.empty() : repeated);
    }

    private static String code(CancellationReason reason) {
        return Objects.requireNonNullElse(reason.code(), "None");
    }

    private static boolean failed(CancellationReason reason) {
        return code(reason).equals("ConditionalCheckFailed");
    }

    private static boolean isLasting(String code) {
        return !code.equals("None")
                && !code.equals("ConditionalCheckFailed")
                && !DynamoDbFailures.isTransientReason(code);
    }

    /** The head is the predecessor, and only its stamp is later: the commit takes over that stamp. */
    private static boolean onlyTooEarly(Attempt attempt, List<CancellationReason> reasons) {
        CancellationReason head = reasons.get(Attempt.HEAD);
        return failed(head)
                && !failed(reasons.get(Attempt.MARKER))
                && isPredecessor(attempt, head)
                && Items.stamp(head.item()).isAfter(attempt.stamp())
                && Items.number(head.item(), "p") <= attempt.position();
    }

    private static boolean isPredecessor(Attempt attempt, CancellationReason head) {
        return head.hasItem()
                && !head.item().isEmpty()
                && Items.number(head.item(), "n") == attempt.commit().sequence() - 1
                && Items.number(head.item(), "r") == attempt.commit().firstRevision() - 1;
    }

    private Mono<Placement> decide(Attempt attempt, List<CancellationReason> reasons) {
        if (failed(reasons.get(Attempt.MARKER))) {
            return known(attempt, reasons.get(Attempt.MARKER).item());
        }
        CancellationReason head = reasons.get(Attempt.HEAD);
        if (failed(head) && !isPredecessor(attempt, head)) {
            return Mono.just(new Placement.Refused(refusal(attempt, head.item()), attempt.position()));
        }
        if (attempt.isOrdered() && failed(reasons.get(Attempt.LOG_ENTRY))) {
            return Mono.just(new Placement.PositionLost());
        }
        if (attempt.isOrdered() && failed(head)) {
            return Mono.just(new Placement.PositionLost(attempt.position()));
        }
        return Mono.error(new StorageException("DynamoDB: the head of stream "
                + attempt.commit().stream().streamId() + " (tenant "
                + attempt.commit().stream().tenantId()
                + ") is not that of its commits; the table was restored or changed in parts"));
    }

    /** The commit id is in the stream: by this very attempt, or by another one. */
    private Mono<Placement> known(Attempt attempt, Map<String, AttributeValue> marker) {
        long position = Items.number(marker, "p");
        if (Items.uuid(marker, "x").equals(attempt.commit().nonce())) {
            return Mono.just(new Placement.Stored(position, Items.stamp(marker)));
        }
        return commits.at(attempt.generation(), attempt.commit().stream(), Items.number(marker, "r"))
                .<Placement>map(
                        stored -> new Placement.Refused(new AppendResult.AlreadyStored(stored), attempt.position()))
                .switchIfEmpty(Mono.defer(() -> markedOnly(attempt, marker)));
    }

    /** The commit was purged after its marker had been met; or else it is missing, and its place is known. */
    private Mono<Placement> markedOnly(Attempt attempt, Map<String, AttributeValue> marker) {
        StreamKey stream = attempt.commit().stream();
        return generations.current(stream.tenantId()).map(now -> {
            EncodedCommit missing = Commits.missing(stream, marker, Items.number(marker, "p"));
            return now == attempt.generation()
                    ? new Placement.Refused(new AppendResult.AlreadyStored(missing), attempt.position())
                    : new Placement.PositionLost(attempt.position());
        });
    }

    private static AppendResult refusal(Attempt attempt, Map<String, AttributeValue> headItem) {
        StoredHead head = headItem.isEmpty() ? new StoredHead(0, 0, attempt.stamp()) : Items.toHead(headItem);
        return attempt.commit().sequence() <= head.sequence()
                ? new AppendResult.SequenceTaken(head.sequence(), head.revision())
                : new AppendResult.OutOfOrder(head.sequence(), head.revision());
    }
}
