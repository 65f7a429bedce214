package io.aett.reactive.subscription;

import io.aett.reactive.internal.InTime;
import io.aett.reactive.internal.Ticks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The time in which this run owns a slice: from a takeover until it gives the slice up or loses it.
 *
 * <p>It hands out while it is open and its last renewal is not older than the term. That spares the other owner's handlers company; what
 * keeps the stored data right is that every write goes against a version which a new owner changes first ({@link Takeover}).
 */
final class Tenure {

    private final Settings settings;
    private final Signals signals;
    private final LongSupplier nanos;
    private final int slice;
    private final Cell<Lease> lease;
    private final Cell<Position> position;
    private final SetAside aside;
    private final Window window = new Window();
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicInteger sinceStored = new AtomicInteger();
    private final Sinks.Empty<Void> lost = Sinks.empty();
    private final Sinks.Empty<Void> idle = Sinks.empty();
    private final Sinks.Empty<Void> closing = Sinks.empty();
    private final Sinks.Many<Long> kicks = Sinks.many().multicast().directBestEffort();

    private final long term;
    private final long within;

    /** When somebody last looked at the clock; for what need not be exact. */
    private long now;

    private volatile @Nullable Reading since;

    /** The first that came when nothing was handed out any more: it was read, and is not done. Set before the reading says so, by one thread. */
    private volatile long refused = Long.MAX_VALUE;

    private final AtomicLong handed;
    private volatile long renewedAt;
    private volatile boolean open = true;
    private volatile long storedAt;
    private volatile boolean kicked;

    Tenure(
            Settings settings,
            Signals signals,
            LongSupplier nanos,
            int slice,
            long renewedAt,
            Cell<Lease> lease,
            Cell<Position> position,
            SetAside aside) {
        this.settings = settings;
        this.signals = signals;
        this.nanos = nanos;
        this.slice = slice;
        this.renewedAt = renewedAt;
        this.lease = lease;
        this.position = position;
        this.aside = aside;
        this.handed = new AtomicLong(position.value().checkpoint());
        this.term = settings.term().toNanos();
        this.within = settings.checkpointWithin().toNanos();
        this.now = nanos.getAsLong();
        this.storedAt = now - within;
    }

    int slice() {
        return slice;
    }

    long epoch() {
        return lease.value().epoch();
    }

    SetAside aside() {
        return aside;
    }

    Cell<Position> position() {
        return position;
    }

    /** Whether it may hand out: nobody else does, as far as can be known. Once it may not it never may again, as what was due then is left undone. */
    boolean holds() {
        long time = nanos.getAsLong();
        now = time;
        if (open && time - renewedAt >= term) {
            lose();
        }
        return open;
    }

    /** Completes when nothing is to be handed out any more. */
    Mono<Void> closing() {
        return closing.asMono();
    }

    /** Hands out nothing from here on. */
    void close() {
        open = false;
        closing.tryEmitEmpty();
    }

    /** Completes when the slice was lost or given up; what is at work on it is of no use any more. */
    Mono<Void> lost() {
        return lost.asMono();
    }

    // ---- handing out ----

    /** From here on it counts what this reading brings, and nothing that was read before. */
    void startsWith(Reading reading) {
        since = reading;
    }

    /** Where it has to be read from. */
    long handed() {
        return handed.get();
    }

    /** The next commit of the slice, wanted by the handler; {@code null} when it was handed over before, or is not to be. */
    @Nullable
    Entry accept(Delivery delivery) {
        Reading first = since;
        if (first == null || delivery.reading().number() < first.number() || delivery.checkpoint() <= handed.get()) {
            return null;
        }
        Entry entry = new Entry(this, delivery);
        if (!open || !window.add(entry)) {
            refused = Math.min(refused, delivery.checkpoint());
            return null;
        }
        handed.lazySet(delivery.checkpoint());
        return entry;
    }

    /** The handler begins; false when it must not. */
    boolean begin() {
        working.incrementAndGet();
        if (holds()) {
            return true;
        }
        end();
        return false;
    }

    /** The handler has ended, one way or the other. */
    void end() {
        if (working.decrementAndGet() == 0 && ending.get()) {
            idle.tryEmitEmpty();
        }
    }

    /** Handled to success, or set aside; returns by how many commits the watermark moved. */
    int done(Entry entry) {
        int passed = window.done(entry);
        if (passed > 0 && (sinceStored.addAndGet(passed) >= settings.checkpointCommits() || now - storedAt >= within)) {
            if (!kicked) {
                kicked = true;
                kicks.tryEmitNext(0L);
            }
        }
        return passed;
    }

    /** The low watermark: everything of the slice up to this was handled or set aside. */
    long watermark(Reading now) {
        long stored = position.value().checkpoint();
        // Both before the window: what it holds no more was handed over, or read, by then.
        long taken = handed.get();
        long cursor = now.cursor();
        Entry oldest = window.oldest();
        if (oldest != null) {
            return Math.max(stored, oldest.checkpoint() - 1);
        }
        if (window.isCleared()) {
            return stored;
        }
        Reading first = since;
        long read = first == null || now.number() < first.number() ? stored : Math.min(cursor, refused - 1);
        return Math.max(stored, Math.max(taken, read));
    }

    // ---- storing ----

    /** Stores the checkpoint, until it is cancelled. */
    Mono<Void> storing(ReadingNow reading) {
        Flux<Long> ticks = Ticks.every(settings.checkpointWithin(), settings.scheduler());
        return Flux.merge(kicks.asFlux().onBackpressureLatest(), ticks.onBackpressureLatest())
                .onBackpressureLatest()
                .concatMap(tick -> store(reading).onErrorResume(this::unlessFatal), 1)
                .then();
    }

    /** Stores the watermark, if it moved. */
    Mono<Void> store(ReadingNow reading) {
        return Mono.defer(() -> {
            sinceStored.set(0);
            kicked = false;
            long reached = watermark(reading.now());
            if (reached <= position.value().checkpoint()) {
                return Mono.empty();
            }
            storedAt = nanos.getAsLong();
            return position.update(now -> now.advancedTo(reached)).then();
        });
    }

    /** Renews the lease, until it is cancelled. */
    Mono<Void> renewing() {
        return Mono.defer(this::renewal)
                .delaySubscription(settings.betweenRenewals(), settings.scheduler())
                .repeat()
                .then();
    }

    /** One renewal, tried until it succeeds or the term is over. */
    private Mono<Void> renewal() {
        return Mono.defer(() -> {
                    long sent = nanos.getAsLong();
                    return InTime.of(
                                    lease.update(
                                            now -> now.renewed(settings.clock().millis())),
                                    leftOfTerm(),
                                    Mono.error(LeaseLostException::new),
                                    settings.scheduler())
                            .doOnNext(renewed -> renewedAt = sent)
                            .then();
                })
                .onErrorResume(failure -> unlessFatal(failure)
                        .then(Mono.delay(leftOfTerm().dividedBy(8).plusMillis(1), settings.scheduler()))
                        .then(Mono.defer(this::renewalOrLoss)));
    }

    private Mono<Void> renewalOrLoss() {
        if (leftOfTerm().isZero()) {
            lose();
            return Mono.empty();
        }
        return renewal();
    }

    private Duration leftOfTerm() {
        long left = term - (nanos.getAsLong() - renewedAt);
        return Duration.ofNanos(Math.max(0, left));
    }

    /** What a failure of upkeep means: the end of the tenure, another attempt, or the end of the run. */
    Mono<Void> unlessFatal(Throwable failure) {
        if (failure instanceof LeaseLostException) {
            lose();
            return Mono.empty();
        }
        return Failure.passes(failure)
                ? Mono.fromRunnable(() -> signals.retrying("keeping slice " + slice, 1, failure))
                : Mono.error(failure);
    }

    // ---- the end ----

    /** The slice is another run's now, or may be. */
    void lose() {
        close();
        if (lost.tryEmitEmpty() == Sinks.EmitResult.OK) {
            signals.tell(new SubscriptionSignal.LeaseLost(settings.name(), slice, epoch()));
        }
    }

    /** Gives the slice up in good order: no more is handed out, who is at work ends, within bounds, and the checkpoint is stored. */
    Mono<Void> leave(ReadingNow reading) {
        return Mono.defer(() -> {
                    close();
                    ending.set(true);
                    return working.get() == 0
                            ? Mono.<Void>empty()
                            : idle.asMono().timeout(settings.stopTimeout(), Mono.empty(), settings.scheduler());
                })
                .then(Mono.defer(() -> store(reading)))
                .then(Mono.defer(
                        () -> lease.update(now -> now.givenUp(settings.clock().millis()))))
                .then()
                .onErrorResume(this::unlessFatal)
                .doFinally(end -> lost.tryEmitEmpty());
    }

    /** Takes back what was handed over and not done; returns how much it was. */
    int clear() {
        return window.clear();
    }
}
