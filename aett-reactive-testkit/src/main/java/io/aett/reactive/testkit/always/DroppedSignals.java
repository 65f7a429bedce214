package io.aett.reactive.testkit.always;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import reactor.core.Exceptions;
import reactor.core.publisher.Hooks;

/**
 * Errors and values that an operator could give to nobody, in the whole process.
 *
 * <p>Except for the errors of what was subscribed to without a callback for them. Stores do not do that; drivers do, when they
 * drain a result that was cancelled in the moment in which it came.
 */
final class DroppedSignals {

    private static final Queue<Throwable> DROPPED = new ConcurrentLinkedQueue<>();

    private DroppedSignals() {}

    static void install() {
        Hooks.onErrorDropped(error -> {
            if (!Exceptions.isErrorCallbackNotImplemented(error)) {
                DROPPED.add(new AssertionError("dropped error: " + error, error));
            }
        });
        Hooks.onNextDropped(value -> DROPPED.add(
                new AssertionError("dropped value of " + value.getClass().getName())));
    }

    /** All that were dropped since the last call. */
    static List<Throwable> take() {
        List<Throwable> taken = new ArrayList<>();
        for (Throwable next = DROPPED.poll(); next != null; next = DROPPED.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
