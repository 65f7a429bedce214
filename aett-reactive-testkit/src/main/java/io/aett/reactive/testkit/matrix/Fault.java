package io.aett.reactive.testkit.matrix;

import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * One row of the matrix.
 *
 * @param name what goes wrong, in two or three words
 * @param span how long it lasts
 * @param trouble makes it on a ground; what is left to chance is drawn from the random
 * @param <G> what the ground must be
 */
public record Fault<G>(String name, Span span, BiFunction<? super G, Random, Trouble> trouble) {

    /** How long a fault lasts. */
    public enum Span {
        /** Until somebody noticed, or half a time-out. Comes twice. */
        SHORT,
        /** The same, once: its end takes long. */
        ONCE,
        /** Longer than all time-outs. Comes once. */
        PAST_TIMEOUTS
    }

    /** A fault that is nothing but its beginning and its end. */
    public static <G> Fault<G> of(
            String name,
            Span span,
            BiFunction<? super G, Random, Mono<Void>> begin,
            Function<? super G, Mono<Void>> heal) {
        return new Fault<>(name, span, (ground, random) -> new Trouble() {
            @Override
            public Mono<Void> begin() {
                return Mono.defer(() -> begin.apply(ground, random));
            }

            @Override
            public Mono<Void> heal() {
                return Mono.defer(() -> heal.apply(ground));
            }
        });
    }

    /** A fault whose beginning and end wait for nothing. */
    public static <G> Fault<G> quick(
            String name, Span span, BiConsumer<? super G, Random> begin, Consumer<? super G> heal) {
        return of(
                name,
                span,
                (ground, random) -> Mono.fromRunnable(() -> begin.accept(ground, random)),
                ground -> Mono.fromRunnable(() -> heal.accept(ground)));
    }
}
