package io.aett.reactive.test;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Answers of a store in memory that nobody else uses: they are there when subscribing returns, so that nobody has to wait. */
final class Answers {

    private Answers() {}

    /** The value, or null for an empty answer; an error is thrown as it is. */
    static <T> @Nullable T of(Mono<T> answer) {
        CompletableFuture<T> future = answer.toFuture();
        if (!future.isDone()) {
            future.cancel(true);
            throw new IllegalStateException("a store in memory did not answer at once");
        }
        try {
            return future.getNow(null);
        } catch (CompletionException failed) {
            throw Answers.<RuntimeException>asIs(failed.getCause() == null ? failed : failed.getCause());
        }
    }

    /** The value, which there must be. */
    static <T> T valueOf(Mono<T> answer) {
        T value = of(answer);
        if (value == null) {
            throw new IllegalStateException("an answer without a value");
        }
        return value;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T asIs(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
