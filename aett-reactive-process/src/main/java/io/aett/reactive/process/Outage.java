package io.aett.reactive.process;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.retry.Retry;

/** A store that is away is no failure of a commit: what can be repeated waits for it, and nothing is set aside. */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);
    private static final Duration SHORTEST = Duration.ofMillis(50);
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int DOUBLED = 5;

    private Outage() {}

    /** @param work may be repeated at any time, whatever became of it before */
    static Mono<Void> outlasted(Mono<Void> work, String what, Scheduler scheduler) {
        return work.retryWhen(Retry.from(failures -> failures.concatMap(again -> {
            if (!passes(again.failure())) {
                // Hidden, since Reactor throws some errors at whoever is on the stack when it is asked for them at
                // once.
                return Mono.<Long>error(again.failure()).hide();
            }
            if (again.totalRetries() == 0) {
                LOG.warn("{} waits for the store", what, again.failure());
            }
            return Mono.delay(pause(again.totalRetries()), scheduler);
        })));
    }

    /** Twice as long each time. */
    private static Duration pause(long number) {
        return number >= DOUBLED ? LONGEST : SHORTEST.multipliedBy(1L << number);
    }

    static boolean passes(Throwable failure) {
        return failure instanceof StorageUnavailableException
                || failure instanceof CommitOutcomeUnknownException
                || failure instanceof StateOutcomeUnknownException;
    }
}
