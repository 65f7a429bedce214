package io.aett.reactive.memory;

import io.aett.reactive.internal.Trampoline;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * Tells all stores on the same data that something changed, after the callers of the change were told. Hints given while a listener
 * has one before him become one; none gets lost: after the last change everybody hears one.
 */
final class Hints {

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
    private final AtomicLong number = new AtomicLong();

    void give() {
        if (!listeners.isEmpty()) {
            long hint = number.incrementAndGet();
            listeners.forEach(listener -> Trampoline.afterwards(() -> listener.tell(hint)));
        }
    }

    Flux<Long> listen() {
        return Flux.defer(() -> {
            AtomicBoolean told = new AtomicBoolean();
            return Flux.<Long>create(sink -> {
                        Listener listener = new Listener(sink, told);
                        listeners.add(listener);
                        sink.onDispose(() -> listeners.remove(listener));
                    })
                    .doOnNext(hint -> told.set(false));
        });
    }

    /**
     * @param sink has a queue of its own: a listener who is busy hears the next hint when he is not
     * @param told he has a hint before him; what changes once he hears it is news again
     */
    private record Listener(FluxSink<Long> sink, AtomicBoolean told) {

        void tell(long hint) {
            if (told.compareAndSet(false, true)) {
                sink.next(hint);
            }
        }
    }
}
