package io.aett.reactive.engine;

import java.util.function.Consumer;
import reactor.util.context.Context;

/**
 * What is still signalled after a read or the wait for a commit was cancelled, or an append timed out: nobody waits for it, and
 * it is no fault, so it does not go to Reactor's hooks for signals that were lost.
 */
final class Abandoned {

    private static final String VALUE = "reactor.onNextDropped.local";
    private static final Context IGNORING = ignoring();

    private Abandoned() {}

    /** The context for a driver's publisher, given its subscriber's. */
    static Context ignored(Context context) {
        if (context == IGNORING || context.isEmpty()) {
            return IGNORING;
        }
        return context.getOrDefault(VALUE, null) == IGNORING.get(VALUE) ? context : context.putAll(IGNORING.readOnly());
    }

    private static Context ignoring() {
        Consumer<Object> value = Abandoned::ignore;
        Consumer<Throwable> error = Abandoned::ignore;
        return Context.of(VALUE, value, "reactor.onErrorDropped.local", error);
    }

    private static void ignore(Object signal) {}
}
