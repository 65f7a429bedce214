package io.aett.reactive.s3;

import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.internal.InTime;
import io.aett.reactive.s3.LogObjects.Created;
import io.aett.reactive.s3.Stretches.Stretch;
import java.time.Duration;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * The stretches that this process is to pack: those behind which it began the next one. Made one at a time, beside its appends; what is
 * forgotten or fails is made by whoever reads it.
 */
final class Duties {

    private static final int MOST_DUE = 16;
    private static final int MOST_TRIES = 10;

    private final Packer packer;
    private final Duration longest;
    private final Scheduler scheduler;
    private final Queue<Due> due = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Mono<Void>> underWay = new AtomicReference<>();

    Duties(Packer packer, EngineOptions options) {
        this.packer = packer;
        this.longest = options.readTimeout();
        this.scheduler = options.scheduler();
    }

    /** A stretch that is over, up to the position where the next one begins. */
    private record Due(UUID storeId, boolean large, long start, long next, int tries) {

        Due again() {
            return new Due(storeId, large, start, next, tries + 1);
        }
    }

    /** This process created a log object. */
    void created(UUID storeId, Created created) {
        long position = created.object().position();
        Stretches now = created.object().stretches();
        if (now.small().start() == position) {
            ended(storeId, false, created.before().small(), position);
        }
        if (now.large().start() == position) {
            ended(storeId, true, created.before().large(), position);
        }
    }

    private void ended(UUID storeId, boolean large, Stretch stretch, long next) {
        if (stretch.start() > 0) {
            add(new Due(storeId, large, stretch.start(), next, 0));
        }
    }

    private void add(Due one) {
        due.add(one);
        if (due.size() > MOST_DUE) {
            due.poll();
        }
    }

    /**
     * Makes what is due, if no other does so already; for as long as a read may take. Goes on when cancelled. Its failure is nobody's: it is
     * tried again a few times, and a pack that is missing is made by who reads.
     */
    Mono<Void> beside() {
        return Mono.defer(() -> {
            Mono<Void> going = underWay.get();
            if (going != null || due.isEmpty()) {
                return going == null ? Mono.empty() : going;
            }
            Mono<Void> begun = Mono.defer(this::makeNext)
                    .doFinally(end -> underWay.set(null))
                    .contextWrite(callers -> Context.empty())
                    .cache();
            return underWay.compareAndSet(null, begun) ? begun : Mono.empty();
        });
    }

    /** Completes when nothing is being made. */
    Mono<Void> idle() {
        return Mono.defer(() -> {
            Mono<Void> going = underWay.get();
            return going == null ? Mono.empty() : going;
        });
    }

    private Mono<Void> makeNext() {
        Due next = due.poll();
        if (next == null) {
            return Mono.empty();
        }
        Mono<Boolean> making =
                packer.make(next.storeId, next.large, next.start, next.next).hasElement();
        return InTime.of(making, longest, Mono.just(false), scheduler)
                .onErrorReturn(false)
                .doOnNext(made -> {
                    if (!made && next.tries < MOST_TRIES) {
                        add(next.again());
                    }
                })
                .then();
    }
}
