package io.aett.reactive.test;

import reactor.core.publisher.Flux;

/** What goes wrong with a read. {@link Fault} has the usual ones. */
public interface ReadFault {

    /**
     * What the reader gets instead of the store's answer. Cold: it is subscribed to at once, and cancelled with the reader.
     *
     * @param <T> what is read
     * @param answer what the store would give
     */
    <T> Flux<T> read(Flux<T> answer);
}
