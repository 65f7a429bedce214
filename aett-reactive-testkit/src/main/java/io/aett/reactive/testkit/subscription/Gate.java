package io.aett.reactive.testkit.subscription;

import io.aett.reactive.Commit;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A handler that holds some commits back until it is opened. */
public final class Gate implements Function<Commit, Publisher<?>> {

    private final Predicate<Commit> held;
    private final Sinks.Empty<Void> open = Sinks.empty();

    private Gate(Predicate<Commit> held) {
        this.held = held;
    }

    /** Holds these back. */
    public static Gate holding(Predicate<Commit> held) {
        return new Gate(held);
    }

    /** Holds this one back. */
    public static Gate holding(Commit commit) {
        return new Gate(other -> other.checkpointToken() == commit.checkpointToken());
    }

    /** Holds everything back. */
    public static Gate closed() {
        return new Gate(commit -> true);
    }

    /** Lets all go on, those to come too. */
    public void open() {
        open.tryEmitEmpty();
    }

    @Override
    public Publisher<?> apply(Commit commit) {
        return held.test(commit) ? open.asMono() : Mono.empty();
    }
}
