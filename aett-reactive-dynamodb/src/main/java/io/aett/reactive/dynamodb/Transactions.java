package io.aett.reactive.dynamodb;

import io.aett.reactive.sealedlog.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Creates what has to be there together or not at all: a commit of several items; where there is no order, a commit and its marker.
 *
 * <p><b>When a transaction is cancelled</b>, nothing of it is stored, and the reasons bring the items that were in the way. They decide
 * for each commit on its own: what was refused is answered, what had no fault is sent again at once without it, what met
 * another transaction or a throttle is sent again after a pause.
 *
 * <p><b>When the answer is lost</b>, the transaction is sent again, and if the first one did take effect the commit is in the
 * way, with this attempt's nonce: it is stored, by us. The same goes for a first one that takes effect only later.
 * An error that says that nothing was written is signalled only if that is sure of every try.
 */
final class Transactions {

    private static final int TRANSACTIONS_AT_ONCE = 8;

    private final Table table;
    private final Judging judging;

    Transactions(Table table, Judging judging) {
        this.table = table;
        this.judging = judging;
    }

    Flux<Outcome> send(List<Attempt> attempts) {
        return send(attempts, Tries.NONE);
    }

    private Flux<Outcome> send(List<Attempt> attempts, Tries tries) {
        return Flux.fromIterable(Transaction.of(attempts, table.name()))
                .flatMap(transaction -> send(transaction, tries), TRANSACTIONS_AT_ONCE);
    }

    private Flux<Outcome> send(Transaction transaction, Tries tries) {
        TransactWriteItemsRequest request = transaction.request(tries.number());
        return table.writeOnce(c -> c.transactWriteItems(request))
                .map(response -> allStored(transaction))
                .flux()
                .onErrorResume(failure -> failed(transaction, tries.after(failure), failure));
    }

    private static Outcome allStored(Transaction transaction) {
        return Outcome.of(transaction.attempts().stream()
                .map(attempt -> new Outcome.Decision(
                        attempt.index(), new Placement.Stored(attempt.position(), attempt.stamp())))
                .toList());
    }

    private Flux<Outcome> failed(Transaction transaction, Tries tries, Throwable failure) {
        if (failure instanceof TransactionCanceledException cancelled && cancelled.hasCancellationReasons()) {
            return sorted(transaction, tries, cancelled);
        }
        if (!DynamoDbFailures.isTransient(failure) || tries.isLast()) {
            return Flux.just(Outcome.failed(tries.surely(failure)));
        }
        return tries.pause(table.scheduler()).thenMany(Flux.defer(() -> send(transaction, tries)));
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
                return Flux.just(Outcome.failed(tries.surely(cancelled)));
            }
            if (reasons.stream().anyMatch(reason -> DynamoDbFailures.isTransientReason(code(reason)))) {
                later.add(attempt);
            } else if (reasons.stream().noneMatch(Transactions::failed)) {
                atOnce.add(attempt);
            } else {
                decided.add(decide(attempt, reasons)
                        .map(placement -> Outcome.of(attempt, placement))
                        .onErrorResume(failure -> Mono.just(Outcome.failed(failure))));
            }
        }
        Flux<Outcome> repeated = tries.isLast()
                ? Flux.just(Outcome.failed(tries.surely(cancelled)))
                : tries.pause(table.scheduler()).thenMany(send(later, tries));
        return Flux.merge(
                Flux.concat(decided),
                atOnce.isEmpty() ? Flux.empty() : send(atOnce, tries),
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

    /** A duplicate goes before a conflict. The marker of an id is there only with its commit, in a store without an order. */
    private Mono<Placement> decide(Attempt attempt, List<CancellationReason> reasons) {
        CancellationReason commit = reasons.get(Attempt.COMMIT);
        if (attempt.isOrdered() || !failed(reasons.get(Attempt.MARKER))) {
            return judging.taken(attempt, commit.item());
        }
        long first = Items.number(reasons.get(Attempt.MARKER).item(), "r");
        return judging.at(attempt, first)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(there -> there.isPresent()
                        ? judging.known(attempt, there.get(), 0)
                        : judging.missing(
                                attempt,
                                Commits.missing(
                                        attempt.commit().stream(),
                                        attempt.commit().sequence(),
                                        first,
                                        0),
                                0));
    }
}
