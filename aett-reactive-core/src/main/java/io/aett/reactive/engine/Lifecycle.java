package io.aett.reactive.engine;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Whether the store is open, and the end that followers meet when it is dropped or closed. What passes through here is shielded from
 * {@code onErrorContinue} downstream: that would skip what fails within the store, and be given its internals.
 */
final class Lifecycle {

    private final Failures failures;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<Sinks.Empty<Void>> end = new AtomicReference<>(Sinks.empty());

    Lifecycle(Failures failures) {
        this.failures = failures;
    }

    <T> Mono<T> whileOpen(Mono<T> operation) {
        return Mono.defer(() -> closed.get() ? Mono.error(failures.closed()) : operation)
                .onErrorStop();
    }

    <T> Flux<T> whileOpen(Flux<T> operation) {
        return Flux.defer(() -> closed.get() ? Flux.error(failures.closed()) : operation)
                .onErrorStop();
    }

    /** Ends in an error when the store is dropped or closed while {@code operation} runs. */
    <T> Flux<T> untilEnd(Flux<T> operation) {
        return whileOpen(Flux.defer(() -> until(operation, end().asMono().flux())));
    }

    /**
     * {@code operation} until {@code ending} fails: then it is cancelled, and ends in that error. On an error of the other
     * {@code takeUntilOther} alone would not cancel.
     */
    static <T> Flux<T> until(Flux<T> operation, Flux<Void> ending) {
        return Flux.defer(() -> {
            AtomicReference<@Nullable Throwable> reason = new AtomicReference<>();
            return operation
                    .takeUntilOther(ending.doOnError(reason::set).onErrorComplete())
                    .concatWith(Mono.defer(() -> {
                        Throwable error = reason.get();
                        return error == null ? Mono.empty() : Mono.error(error);
                    }));
        });
    }

    private Sinks.Empty<Void> end() {
        return Objects.requireNonNull(end.get());
    }

    void dropped() {
        end.getAndSet(Sinks.empty()).tryEmitError(failures.dropped());
    }

    /** True the first time. */
    boolean close() {
        boolean first = closed.compareAndSet(false, true);
        if (first) {
            end().tryEmitError(failures.closed());
        }
        return first;
    }
}
