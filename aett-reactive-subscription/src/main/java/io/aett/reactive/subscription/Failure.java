package io.aett.reactive.subscription;

import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** What failures of the store mean to a run. */
final class Failure {

    private Failure() {}

    /** Whether the store will be back; of several failures, whether it will for all. */
    static boolean passes(Throwable failure) {
        return Exceptions.unwrapMultiple(failure).stream()
                .allMatch(one ->
                        one instanceof StorageUnavailableException || one instanceof StateOutcomeUnknownException);
    }

    /** Repeats what can be repeated, for as long as the store is away. */
    static <T> Mono<T> outlasted(Mono<T> operation, String what, Signals signals, Settings settings) {
        return operation.retryWhen(Retry.from(failures -> failures.concatMap(again -> {
            if (!passes(again.failure())) {
                // Hidden, since Reactor throws some errors at whoever is on the stack when it is asked for them at
                // once.
                return Mono.<Long>error(again.failure()).hide();
            }
            signals.retrying(what, again);
            return Mono.delay(settings.chance().about(pause(again.totalRetriesInARow())), settings.scheduler());
        })));
    }

    /** Twice as long each time, up to two seconds. */
    private static Duration pause(long number) {
        return number >= 5 ? Duration.ofSeconds(2) : Duration.ofMillis(50L << number);
    }
}
