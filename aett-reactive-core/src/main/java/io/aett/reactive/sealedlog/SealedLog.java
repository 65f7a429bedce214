package io.aett.reactive.sealedlog;

import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

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
 * that is not counted. The delay plays no part in this: with a delay of nothing writers lose positions more often, with a
 * long one readers wait longer behind a writer that died.
 *
 * <p><b>Why causality holds.</b> A writer that had seen commit A reserves after A was placed, hence after A's position was
 * reserved, and gets a higher one. A predecessor in the stream that is above the commit's own position costs the position
 * ({@link SealedStorage#place}).
 *
 * <p><b>What is left open.</b> The loser of a race for a sequence knows its unused position. It is sealed along with
 * this process's next append, at no cost in time, and at once by this process's own readers; others wait for the delay.
 */
public final class SealedLog {

    private final Appending<?> appending;
    private final SealedStorage<?> storage;
    private final OpenPositions open;

    private SealedLog(SealedStorage<?> storage, OpenPositions open) {
        this.storage = storage;
        this.open = open;
        this.appending = new Appending<>(storage);
    }

    /**
     * A log over a storage. Nothing is sent.
     *
     * @param sealDelay how long a position may be seen open before this process seals it: longer than a placement usually
     *     takes, so that writers seldom lose; only latency depends on it. Zero is allowed
     * @param clock tells how long positions have been open
     */
    public static SealedLog create(SealedStorage<?> storage, Duration sealDelay, Scheduler clock) {
        Objects.requireNonNull(storage, "storage");
        if (sealDelay.isNegative()) {
            throw new IllegalArgumentException("sealDelay must not be negative, but is " + sealDelay);
        }
        return new SealedLog(storage, new OpenPositions(sealDelay, Objects.requireNonNull(clock, "clock")));
    }

    /**
     * Appends as {@link io.aett.reactive.spi.CommitLog#append} says; two round trips, two more each time that a position
     * was lost.
     *
     * <p>When an attempt fails after an earlier one had stored a part of the batch, the error is a
     * {@link CommitOutcomeUnknownException}. The caller bounds the time.
     */
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return Mono.defer(() -> appending.append(batch));
    }

    /**
     * Reads as {@link io.aett.reactive.spi.CommitLog#readAll} says: up to the first open position. Called again while
     * nothing comes, it seals what has been open for the delay, so the caller's pause between calls is all that a reader
     * waits beyond the delay.
     */
    public Mono<LogPage> readAll(PageRequest request) {
        return storage.read(request).flatMap(run -> {
            List<Long> overdue = open.overdue(run);
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

        Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
            Mono<List<Placement>> first = Mono.zipDelayError(reserve(batch), sealWhatWasLeft())
                    .flatMap(reserved -> places.place(reserved.getT1(), batch));
            return first.flatMap(placements -> settle(batch, placements));
        }

        private Mono<R> reserve(List<EncodedCommit> batch) {
            return Mono.defer(() -> places.reserve(batch));
        }

        /** Its failure is nobody's: readers will seal, and if the database is away the reservation says so. */
        private Mono<Boolean> sealWhatWasLeft() {
            List<Long> left = open.left();
            return left.isEmpty()
                    ? Mono.just(true)
                    : sealed(left).thenReturn(true).onErrorReturn(false);
        }

        private Mono<List<AppendResult>> settle(List<EncodedCommit> batch, List<Placement> placements) {
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
            return again(lost.stream().map(batch::get).toList())
                    .onErrorMap(error -> partly ? partlyStored(error) : error)
                    .map(rest -> {
                        for (int i = 0; i < rest.size(); i++) {
                            results[lost.get(i)] = rest.get(i);
                        }
                        return Arrays.asList(results);
                    });
        }

        private Mono<List<AppendResult>> again(List<EncodedCommit> batch) {
            return Mono.defer(() -> append(batch));
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
