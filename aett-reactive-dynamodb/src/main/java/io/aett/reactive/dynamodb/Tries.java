package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.FailureClassifier.Kind;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** How often a transaction was tried, and the failure after which it may have been applied. */
record Tries(int number, @Nullable Throwable uncertain) {

    static final Tries NONE = new Tries(0, null);

    private static final int MOST = 10;
    private static final long FIRST_PAUSE_MILLIS = 20;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    Tries after(Throwable failure) {
        boolean unsure = DynamoDbFailures.classify(failure) == Kind.UNKNOWN;
        return new Tries(number + 1, uncertain == null && unsure ? failure : uncertain);
    }

    boolean isLast() {
        return number >= MOST;
    }

    boolean isUncertain() {
        return uncertain != null;
    }

    /** What to end with: this failure only if it is sure of every try that none was applied. */
    Throwable surely(Throwable failure) {
        return uncertain == null ? failure : uncertain;
    }

    /** Before the next one. */
    Mono<Long> pause(Scheduler scheduler) {
        long longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(10, number));
        long millis = longest / 2 + ThreadLocalRandom.current().nextLong(longest / 2 + 1);
        return Mono.delay(Duration.ofMillis(millis), scheduler);
    }
}
