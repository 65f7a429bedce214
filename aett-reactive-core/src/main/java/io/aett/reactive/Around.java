package io.aett.reactive;

import reactor.core.publisher.Mono;

/**
 * Goes around operations, to observe them: what it returns is subscribed to in their place, and ends as they do.
 *
 * <p>It is called while the operation is subscribed to, on the thread that subscribes, and must not block. What it writes into the Reactor
 * context reaches the operation. What it throws, and {@code null}, is the operation's error; the operation was not begun then.
 *
 * @param <O> says what an operation is
 */
public interface Around<O> {

    /**
     * The operation, with what is to be around it.
     *
     * @param <T> what it gives
     * @param operation what it is
     * @param work does it; to be subscribed to once
     * @return {@code work}, or what subscribes to it
     */
    <T> Mono<T> around(O operation, Mono<T> work);
}
