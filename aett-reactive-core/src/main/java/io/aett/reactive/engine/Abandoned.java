package io.aett.reactive.engine;

import java.util.function.Consumer;
import reactor.util.context.Context;

/**
 * What a driver still signals after a read was cancelled, or an append timed out: nobody waits for it, and it is no fault, so
 * it does not go to Reactor's hooks for signals that were lost.
 */
final class Abandoned {

    private Abandoned() {}

    /** To be given to {@code contextWrite} on top of a driver's publisher. */
    static Context ignored(Context context) {
        Consumer<Object> value = Abandoned::ignore;
        Consumer<Throwable> error = Abandoned::ignore;
        return context.put("reactor.onNextDropped.local", value).put("reactor.onErrorDropped.local", error);
    }

    private static void ignore(Object signal) {}
}
