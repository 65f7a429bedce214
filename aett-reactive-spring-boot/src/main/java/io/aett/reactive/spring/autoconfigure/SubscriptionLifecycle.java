package io.aett.reactive.spring.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Runs the application's consumers: begun after the store is ready and before requests are taken, ended in good order after requests are not taken any more and before the
 * store is closed. One that ends by itself is reported, and stays ended until the application starts again: its health is down.
 */
final class SubscriptionLifecycle implements SmartLifecycle {

    /** After the store, before the web server; the other way round at the end. */
    static final int PHASE = StoreInitializer.PHASE + 2048;

    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionLifecycle.class);

    /** A consumer at work: ended by the one, ended for good when the other completes. */
    private record Run(Sinks.Empty<Void> end, Mono<Void> ended) {}

    private final Consumers consumers;
    private final List<Consumer> besides;
    private volatile List<Run> runs = List.of();
    private volatile boolean running;

    /** @param besides what is run with them, and begun before them since it may look at them */
    SubscriptionLifecycle(Consumers consumers, List<Consumer> besides) {
        this.consumers = consumers;
        this.besides = List.copyOf(besides);
    }

    @Override
    public void start() {
        List<Run> begun = new ArrayList<>();
        besides.forEach(consumer -> begun.add(begin(consumer)));
        consumers.enabled().forEach(consumer -> begun.add(begin(consumer)));
        runs = List.copyOf(begun);
        running = true;
    }

    private static Run begin(Consumer consumer) {
        Sinks.Empty<Void> end = Sinks.empty();
        Sinks.Empty<Void> ended = Sinks.empty();
        consumer.runUntil()
                .apply(end.asMono())
                .doFinally(signal -> ended.tryEmitEmpty())
                .subscribe(
                        nothing -> {},
                        failure -> LOG.error("Subscription {} cannot go on, and has ended", consumer.name(), failure));
        return new Run(end, ended.asMono());
    }

    @Override
    public void stop(Runnable callback) {
        List<Run> ending = runs;
        runs = List.of();
        running = false;
        ending.forEach(run -> run.end().tryEmitEmpty());
        Mono.whenDelayError(ending.stream().map(Run::ended).toList())
                .doFinally(signal -> callback.run())
                .subscribe();
    }

    @Override
    public void stop() {
        stop(() -> {});
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
