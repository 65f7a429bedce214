package io.aett.reactive.testkit.support;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The one place where tests wait: always with a bound, never for a time to pass. */
public final class Await {

    /** The longest that anything may take; another number of seconds with {@code -Daett.testkit.bound}. */
    public static final Duration BOUND = Duration.ofSeconds(Long.getLong("aett.testkit.bound", 60));

    private Await() {}

    /** The value of {@code mono}; an {@link AssertionError} when it completes without one. */
    public static <T> T value(Mono<T> mono) {
        T value = valueOrNull(mono);
        if (value == null) {
            throw new AssertionError("completed without a value");
        }
        return value;
    }

    /** The value of {@code mono}, or null when it completes without one. */
    public static <T> @Nullable T valueOrNull(Mono<T> mono) {
        return join(mono.toFuture());
    }

    /** Waits for completion. */
    public static void done(Mono<?> mono) {
        join(mono.then().toFuture());
    }

    /** All values of {@code flux}, which must complete. */
    public static <T> List<T> all(Flux<T> flux) {
        List<T> values = join(flux.collectList().toFuture());
        return values == null ? List.of() : values;
    }

    /** The error of type {@code type} that {@code publisher} ends in; an {@link AssertionError} for any other end. */
    public static <E extends Throwable> E error(Class<E> type, Mono<?> publisher) {
        return error(type, publisher.flux());
    }

    /** As {@link #error(Class, Mono)}. */
    public static <E extends Throwable> E error(Class<E> type, Flux<?> publisher) {
        Throwable ended = join(publisher
                .then(Mono.<Throwable>empty())
                .onErrorResume(Mono::just)
                .toFuture());
        if (type.isInstance(ended)) {
            return type.cast(ended);
        }
        throw new AssertionError("expected an error signal " + type.getSimpleName() + ", got " + ended, ended);
    }

    /** Polls until {@code condition} holds; {@code what} says what was waited for when it never does. */
    public static void until(Supplier<String> what, BooleanSupplier condition) {
        until(BOUND, what, condition);
    }

    /** As {@link #until(Supplier, BooleanSupplier)} with a bound of its own. */
    public static void until(Duration bound, Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw inVain("waited for " + bound + " in vain: " + what.get(), null);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting: " + what.get());
            }
            LockSupport.parkNanos(500_000);
        }
    }

    /** Polls until {@code count} is {@code goal} or more; gives up when it has not moved for as long as other waits last. */
    public static void untilReached(Supplier<String> what, int goal, IntSupplier count) {
        int reached = count.getAsInt();
        while (reached < goal) {
            int before = reached;
            until(what, () -> count.getAsInt() > before);
            reached = count.getAsInt();
        }
    }

    private static <T> @Nullable T join(CompletableFuture<T> future) {
        try {
            return future.get(BOUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            AssertionError inVain = inVain("no end within " + BOUND, e);
            future.cancel(true);
            throw inVain;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException e) {
            throw sneaky(e.getCause() == null ? e : e.getCause());
        }
    }

    /** Shows, as suppressed errors, what runs meanwhile: what turns in circles is what others wait for. */
    private static AssertionError inVain(String message, @Nullable Throwable cause) {
        AssertionError error = new AssertionError(message, cause);
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (thread.getState() == Thread.State.RUNNABLE && thread != Thread.currentThread() && stack.length > 0) {
                Throwable running = new Throwable(thread.getName() + " runs", null, false, true) {};
                running.setStackTrace(stack);
                error.addSuppressed(running);
            }
        });
        return error;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable error) throws E {
        throw (E) error;
    }
}
