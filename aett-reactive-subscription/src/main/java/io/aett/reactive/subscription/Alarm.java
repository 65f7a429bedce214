package io.aett.reactive.subscription;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** Wakes the one who waits; who is not waiting yet finds it rung. */
final class Alarm {

    private final AtomicBoolean rung = new AtomicBoolean();
    private final AtomicReference<@Nullable MonoSink<Void>> asleep = new AtomicReference<>();

    void ring() {
        rung.set(true);
        MonoSink<Void> sleeper = asleep.getAndSet(null);
        if (sleeper != null) {
            sleeper.success();
        }
    }

    /** Completes when it has been rung since the last time. */
    Mono<Void> next() {
        return Mono.<Void>create(sink -> {
                    asleep.set(sink);
                    if (rung.get()) {
                        sink.success();
                    }
                })
                .doOnSuccess(done -> rung.set(false));
    }
}
