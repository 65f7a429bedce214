package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.Transactions;
import io.aett.reactive.internal.Arounds;
import io.aett.reactive.internal.Handled;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What is done with commits: one of the forms that a subscription takes.
 *
 * @param transactional whether what it writes and what the run writes are one
 * @param maxCommits the most commits that are given to it at once
 * @param within how long one waits for others to come; zero: it is given what is at hand
 * @param work the handler, with what is to become durable in its transaction, where it has one
 */
record Handling(boolean transactional, int maxCommits, Duration within, Work work) {

    /** A handler of commits. */
    interface Work {
        Mono<Void> handle(List<Commit> commits, Durable durable);
    }

    /** Something to be written through these states. */
    interface Durable {
        Durable NOTHING = states -> Mono.empty();

        Mono<Void> in(StateStore states);
    }

    /** The most commits that share a transaction. */
    private static final int SHARED = 128;

    static Handling ofCommits(Function<? super Commit, ? extends Publisher<?>> handler) {
        return new Handling(false, 1, Duration.ZERO, (commits, durable) -> {
            Commit commit = commits.get(0);
            return Handled.by(() -> handler.apply(commit));
        });
    }

    static Handling ofEvents(EventHandlers handlers) {
        return new Handling(
                false, 1, Duration.ZERO, (commits, durable) -> Handled.by(() -> handlers.handle(commits.get(0))));
    }

    static Handling ofBatches(
            int max, Duration within, Function<? super List<Commit>, ? extends Publisher<?>> handler) {
        return new Handling(false, max, within, (commits, durable) -> Handled.by(() -> handler.apply(commits)));
    }

    static <T> Handling inTransaction(
            Transactions<T> transactions, BiFunction<? super Commit, ? super T, ? extends Publisher<?>> handler) {
        return new Handling(
                true,
                SHARED,
                Duration.ZERO,
                (commits, durable) -> transactions.<Void>within((transaction, states) -> Flux.fromIterable(commits)
                        .concatMap(commit -> Handled.by(() -> handler.apply(commit, transaction)), 0)
                        .then(Mono.defer(() -> durable.in(states)))));
    }

    /** With these around each attempt. With none it stays as it is, and what is done at once costs no operator. */
    Handling within(String subscription, Arounds<HandlerCall> arounds) {
        return arounds.isEmpty()
                ? this
                : new Handling(
                        transactional,
                        maxCommits,
                        within,
                        (commits, durable) -> arounds.around(
                                () -> new HandlerCall(subscription, commits),
                                Mono.defer(() -> work.handle(commits, durable))));
    }

    /**
     * The handler, and a change of this cell, in one transaction. {@code again} decides what that has come to when the cell was not as it was
     * known, or the answer to the commit was lost.
     */
    <T extends Epoch<T>> Mono<Void> together(
            List<Commit> commits, Cell<T> cell, UnaryOperator<T> change, Mono<Void> again) {
        return Mono.defer(() -> {
            AtomicReference<StateEntry> written = new AtomicReference<>();
            return work.handle(
                            commits,
                            states -> cell.updateIn(states, change)
                                    .doOnNext(written::set)
                                    .then())
                    .doOnSuccess(nothing -> cell.adopt(Objects.requireNonNull(written.get())))
                    .onErrorResume(StaleCellException.class, stale -> again)
                    .onErrorResume(StateOutcomeUnknownException.class, unknown -> again);
        });
    }
}
