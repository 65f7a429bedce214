package io.aett.reactive.sealedlog;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.sealedlog.Attempts.Attempt;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The append and the read of the global order, over a {@link SealedStorage}. Safe for use by many threads at once.
 *
 * <p><b>The problem.</b> A number from a counter says nothing about when the commit with it becomes visible. A reader that
 * remembers the highest number it saw loses what slower writers store below it; one that steps over a hole after waiting
 * loses what still comes. Both were tried in the simulation beside this class, and both lose.
 *
 * <p><b>The protocol</b>, after CORFU. A writer takes a position from a counter when the commit is in hand, and creates the
 * commit at that position only if nothing is there. A reader delivers position by position. Where it meets one that holds
 * nothing, it waits a little, and then creates a tombstone there, only if nothing is there. The database lets exactly one of
 * the two win. A writer that lost takes a new position.
 *
 * <p><b>Why nothing is lost or reordered.</b> A reader passes a position only when it is closed, and what closes it was
 * created under a uniqueness rule of the database and is never replaced. So below what any reader has passed nothing can
 * appear, and all readers see the same. Every reserved position is seen by every reader, as no number is handed out
 * that is not counted. The delay plays no part in this.
 *
 * <p><b>Why every writer gets on.</b> In that the delay does play a part: a writer that is slower than its readers would lose
 * each position that it takes. So readers do not touch what their own process is placing, and a writer announces, with its
 * reservation, the patience that it needs ({@link Attempts}), which readers everywhere grant, up to a bound. That is a hint:
 * what a dead writer asked for is time that readers lose, once.
 *
 * <p><b>Why causality holds.</b> A writer that had seen commit A reserves after A was placed, hence after A's position was
 * reserved, and gets a higher one. A predecessor in the stream that is above the commit's own position costs the position
 * ({@link SealedStorage#place}).
 *
 * <p><b>What is left open.</b> The loser of a race for a sequence knows its unused position. It is sealed beside
 * this process's next appends, which do not wait for that, and at once by this process's own readers; others wait for the delay.
 */
public final class SealedLog {

    /** Positions that are left open are sealed so many at a time, so that what was done of them is remembered. */
    private static final int SEALED_AT_ONCE = 16;

    private final Appending<?> appending;
    private final SealedStorage<?> storage;
    private final OpenPositions open;
    private final Attempts attempts;

    private SealedLog(SealedStorage<?> storage, OpenPositions open, Attempts attempts) {
        this.storage = storage;
        this.open = open;
        this.attempts = attempts;
        this.appending = new Appending<>(storage);
    }

    /**
     * A log over a storage. Nothing is sent.
     *
     * @param sealDelay how long a position may be seen open before this process seals it, unless its writer asked for more: longer
     *     than a small placement usually takes, so that writers seldom lose. Zero is allowed
     * @param commitTimeout how long the caller lets an append take: so long this process's readers spare what it is placing,
     *     and its writers ask for no more
     * @param nanoTime tells the time as {@link System#nanoTime()} does, which no clock that is set back or ahead disturbs
     */
    public static SealedLog create(
            SealedStorage<?> storage, Duration sealDelay, Duration commitTimeout, LongSupplier nanoTime) {
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(nanoTime, "nanoTime");
        if (sealDelay.isNegative() || commitTimeout.isNegative()) {
            throw new IllegalArgumentException(
                    "durations must not be negative, but are " + sealDelay + " and " + commitTimeout);
        }
        return new SealedLog(
                storage, new OpenPositions(sealDelay, commitTimeout, nanoTime), new Attempts(sealDelay, commitTimeout));
    }

    /**
     * Appends as {@link io.aett.reactive.spi.CommitLog#append} says; two round trips, two more each time that a position
     * was lost, which happens a few times at most.
     *
     * <p>When an attempt fails after an earlier one had stored a part of the batch, the error is a
     * {@link CommitOutcomeUnknownException}. The caller bounds the time.
     */
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.defer(() -> appending.append(batch, attempts.begin()));
    }

    /**
     * Reads as {@link io.aett.reactive.spi.CommitLog#readAll} says: up to the first open position. Called again while
     * nothing comes, it seals all of the page that has been open for the delay, or for what was asked for it, so the caller's pause
     * between calls is all that a reader waits beyond that. The delay of a position begins when the head is first seen to have
     * reached it: many open ones cost one delay, on however many pages they are.
     */
    public Mono<LogPage> readAll(PageRequest request) {
        return storage.read(request).flatMap(run -> {
            List<Long> overdue = open.overdue(request.after(), run);
            LogPage page = deliver(request, run);
            if (overdue.isEmpty() || page.settled() > request.after()) {
                return Mono.just(page);
            }
            return sealed(overdue).then(Mono.defer(() -> storage.read(request))).map(again -> deliver(request, again));
        });
    }

    private LogPage deliver(PageRequest request, Run run) {
        List<EncodedCommit> commits = new ArrayList<>(run.slots().size());
        long settled = request.after();
        for (Slot slot : run.slots()) {
            if (slot.kind() == Slot.Kind.OPEN) {
                open.settled(settled);
                return new LogPage(run.head(), commits, settled);
            }
            EncodedCommit commit = slot.commit();
            if (commit != null) {
                commits.add(commit);
            }
            settled = slot.position();
        }
        settled = Math.max(settled, run.through());
        open.settled(settled);
        return new LogPage(run.head(), commits, settled);
    }

    private Mono<Void> sealed(List<Long> positions) {
        return storage.seal(positions).doOnSuccess(done -> open.closed(positions));
    }

    /** Reserve, place, and again for those that lost their position. */
    private final class Appending<R> {

        private final SealedStorage<R> places;

        Appending(SealedStorage<R> places) {
            this.places = places;
        }

        Mono<List<AppendResult>> append(List<EncodedCommit> batch, Attempt attempt) {
            Mono<List<Placement>> placed = Mono.defer(() -> places.reserve(batch, attempt.patience(batch)))
                    .flatMap(reserved -> place(reserved, batch, attempt));
            return Flux.merge(Mono.defer(this::sealWhatWasLeft), placed)
                    .next()
                    .flatMap(placements -> settle(batch, placements, attempt));
        }

        private Mono<List<Placement>> place(R reserved, List<EncodedCommit> batch, Attempt attempt) {
            return Mono.defer(() -> {
                OpenPositions.Placing placing = open.begin(places.positions(reserved));
                Runnable ended = () -> attempt.placed(open.end(placing));
                return places.place(reserved, batch).doOnTerminate(ended).doOnCancel(ended);
            });
        }

        /**
         * Emits nothing, and ends when the append does if not before. Its failure is nobody's: readers will seal, and if the
         * database is away the reservation says so.
         */
        private Mono<List<Placement>> sealWhatWasLeft() {
            if (!open.beginSealingLeft()) {
                return Mono.empty();
            }
            return Flux.fromIterable(open.left())
                    .buffer(SEALED_AT_ONCE)
                    .concatMap(SealedLog.this::sealed)
                    .onErrorComplete()
                    .doFinally(end -> open.endSealingLeft())
                    .then(Mono.empty());
        }

        private Mono<List<AppendResult>> settle(
                List<EncodedCommit> batch, List<Placement> placements, Attempt attempt) {
            AppendResult[] results = new AppendResult[batch.size()];
            List<Integer> lost = new ArrayList<>();
            for (int i = 0; i < results.length; i++) {
                AppendResult result = result(placements.get(i));
                if (result == null) {
                    lost.add(i);
                } else {
                    results[i] = result;
                }
            }
            if (lost.isEmpty()) {
                return Mono.just(Arrays.asList(results));
            }
            boolean partly = lost.size() < results.length;
            attempt.lost();
            return again(lost.stream().map(batch::get).toList(), attempt)
                    .onErrorMap(error -> partly ? partlyStored(error) : error)
                    .map(rest -> {
                        for (int i = 0; i < rest.size(); i++) {
                            results[lost.get(i)] = rest.get(i);
                        }
                        return Arrays.asList(results);
                    });
        }

        private Mono<List<AppendResult>> again(List<EncodedCommit> batch, Attempt attempt) {
            return Mono.defer(() -> append(batch, attempt));
        }

        private @Nullable AppendResult result(Placement placement) {
            if (placement instanceof Placement.Stored stored) {
                return new AppendResult.Appended(stored.position(), stored.stamp());
            }
            if (placement instanceof Placement.Refused refused) {
                open.leave(refused.unusedPosition());
                return refused.why();
            }
            open.leave(((Placement.PositionLost) placement).unusedPosition());
            return null;
        }

        private Throwable partlyStored(Throwable error) {
            return error instanceof CommitOutcomeUnknownException
                    ? error
                    : new CommitOutcomeUnknownException(
                            "a part of the append was stored; of the rest it is not known: " + error.getMessage(),
                            error);
        }
    }
}
