package io.aett.reactive.domain;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/** One subscription at a {@link Turnstile}: told once, by his round, or gone. */
class Guest<V> {

    private final MonoSink<V> sink;
    private final AtomicBoolean leaving = new AtomicBoolean();
    private @Nullable Runnable door;
    private volatile boolean left;

    Guest(MonoSink<V> sink) {
        this.sink = sink;
    }

    /** Once, before anybody else knows this guest. */
    final void leaveBy(Runnable way) {
        door = way;
    }

    final ContextView context() {
        return sink.contextView();
    }

    /** Whether nobody waits for an answer any more. */
    final boolean hasLeft() {
        return left;
    }

    final void tell(V value) {
        told(() -> sink.success(value));
    }

    final void fail(Throwable error) {
        told(() -> sink.error(error));
    }

    /** The guest has left when he was told, so one who comes again at once is in the next round. */
    private void told(Runnable telling) {
        if (left) {
            return;
        }
        try {
            telling.run();
        } catch (Throwable e) {
            Operators.onErrorDropped(e, Context.empty());
        } finally {
            leave();
        }
    }

    final void leave() {
        Runnable way = door;
        if (way != null && leaving.compareAndSet(false, true)) {
            left = true;
            way.run();
        }
    }
}
