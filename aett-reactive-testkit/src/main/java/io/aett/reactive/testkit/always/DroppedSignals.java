package io.aett.reactive.testkit.always;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import reactor.core.publisher.Hooks;

/** Errors and values that an operator could give to nobody, in the whole process, but for those that a driver is known to drop. */
final class DroppedSignals {

    private static final Queue<Throwable> DROPPED = new ConcurrentLinkedQueue<>();

    private static final List<Predicate<Throwable>> ALLOWED = new CopyOnWriteArrayList<>();

    private static final List<Predicate<Object>> ALLOWED_VALUES = new CopyOnWriteArrayList<>();

    private DroppedSignals() {}

    static void allow(Predicate<Throwable> known) {
        ALLOWED.add(known);
    }

    static void allowValue(Predicate<Object> known) {
        ALLOWED_VALUES.add(known);
    }

    static void install() {
        Hooks.onErrorDropped(error -> {
            if (ALLOWED.stream().noneMatch(known -> known.test(error))) {
                DROPPED.add(new AssertionError("dropped error: " + error, error));
            }
        });
        Hooks.onNextDropped(value -> {
            if (ALLOWED_VALUES.stream().noneMatch(known -> known.test(value))) {
                DROPPED.add(new AssertionError(
                        "dropped value of " + value.getClass().getName()));
            }
        });
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
