package io.aett.reactive.dynamodb;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.spi.FailureClassifier.Kind;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What became of some commits of a batch: decisions, or a failure that leaves its commits undecided. */
record Outcome(List<Decision> decisions, @Nullable Throwable failure) {

    /** What became of the commit at this index of the batch. */
    record Decision(int index, Placement placement) {}

    static Outcome of(List<Decision> decisions) {
        return new Outcome(decisions, null);
    }

    static Outcome of(Attempt attempt, Placement placement) {
        return of(List.of(new Decision(attempt.index(), placement)));
    }

    static Outcome failed(Throwable failure) {
        return new Outcome(List.of(), failure);
    }

    /** The placements in the order of the batch; the worst failure if there is any. */
    static Mono<List<Placement>> inOrder(int size, List<Outcome> outcomes) {
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
}
