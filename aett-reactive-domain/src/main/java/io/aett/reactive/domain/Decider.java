package io.aett.reactive.domain;

import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Decisions as functions: what a command leads to, and what an event makes of the state. A value without a stream, so it is tested
 * without a store; {@link DeciderRepository} gives it one.
 *
 * <p>All three must not block, call out or change what they are given, and must give the same for the same: they run once more
 * whenever a stream is loaded and whenever a race is lost. None of them returns a publisher.
 *
 * @param <C> the commands
 * @param <S> the state, immutable at best. Whoever changes one in {@code evolve} must return a new one from {@code initial} each time
 * @param <E> the events
 * @param initial the state of a stream without events; asked once per load, never null
 * @param decide the events that a command leads to in a state, oldest first; an empty list for none, never null. What it throws is
 *     the caller's error, and nothing is written then
 * @param evolve the state after an event, never null; must neither decide nor fail on events that were once accepted
 */
public record Decider<C, S, E>(
        Supplier<S> initial, BiFunction<? super C, ? super S, List<E>> decide, BiFunction<S, ? super E, S> evolve) {

    public Decider {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(decide, "decide");
        Objects.requireNonNull(evolve, "evolve");
    }
}
