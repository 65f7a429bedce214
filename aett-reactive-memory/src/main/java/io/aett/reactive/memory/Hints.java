package io.aett.reactive.memory;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;

/**
 * Tells all stores on the same data that something changed. Hints given while one is being told become one more; a listener
 * that is busy hears the latest when it is not. None gets lost: after the last change everybody hears one.
 */
final class Hints {

    private final Sinks.Many<Long> listeners = Sinks.unsafe().many().multicast().directBestEffort();
    private final AtomicInteger wip = new AtomicInteger();
    private final AtomicLong number = new AtomicLong();

    void give() {
        if (listeners.currentSubscriberCount() == 0 || wip.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            Sinks.EmitResult told = listeners.tryEmitNext(number.incrementAndGet());
            if (told == Sinks.EmitResult.FAIL_CANCELLED || told == Sinks.EmitResult.FAIL_TERMINATED) {
                throw new IllegalStateException("hints never end");
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
    }

    Flux<Long> listen() {
        return listeners.asFlux().onBackpressureLatest();
    }
}
