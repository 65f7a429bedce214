package io.aett.reactive.internal;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Ticks as they are asked for, a pause before each. Made of single timers: to cancel one of {@code Flux.interval} BlockHound takes for
 * blocking when the queue of timers is locked for a moment, and what it throws there leaves that lock taken for ever.
 */
public final class Ticks {

    private Ticks() {}

    /** For ever, the first after a pause too. */
    public static Flux<Long> every(Duration pause, Scheduler scheduler) {
        return Mono.delay(pause, scheduler).repeat();
    }
}
