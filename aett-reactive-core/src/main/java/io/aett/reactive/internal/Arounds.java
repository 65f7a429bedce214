package io.aett.reactive.internal;

import io.aett.reactive.Around;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * What goes around operations of one kind, the first the outermost. With none an operation is what it was.
 *
 * @param <O> says what an operation is
 */
public record Arounds<O>(List<Around<? super O>> all) {

    /** Around nothing. */
    public static <O> Arounds<O> none() {
        return new Arounds<>(List.of());
    }

    /** These, and within them another one. */
    public Arounds<O> and(Around<? super O> inner) {
        Objects.requireNonNull(inner, "around");
        return new Arounds<>(Stream.concat(all.stream(), Stream.of(inner)).toList());
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return all.isEmpty();
    }

    /** The work within all of these, which are asked when it is subscribed to. */
    public <T> Mono<T> around(Supplier<? extends O> operation, Mono<T> work) {
        return all.isEmpty() ? work : Mono.defer(() -> within(0, operation.get(), work));
    }

    /** The one at that place, with those behind it within, each of which is asked when it is its turn. */
    private <T> Mono<T> within(int place, O operation, Mono<T> work) {
        int next = place + 1;
        return asked(
                all.get(place), operation, next == all.size() ? work : Mono.defer(() -> within(next, operation, work)));
    }

    /** Hidden, since Reactor throws some errors at whoever is on the stack when it is asked for them at once. */
    private static <O, T> Mono<T> asked(Around<? super O> around, O operation, Mono<T> work) {
        try {
            return Objects.requireNonNull(
                    around.around(operation, work),
                    () -> around.getClass().getName() + " returned null in the place of an operation");
        } catch (Throwable thrown) {
            return Mono.<T>error(thrown).hide();
        }
    }
}
