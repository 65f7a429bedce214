package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** Where statements are run: on a connection that is lent for each, or on one that a transaction holds. */
interface Session {

    /** Work of any kind but appends. */
    <T> Mono<T> reading(Function<Connection, Mono<T>> work);

    /** Whether connections take {@link BinaryColumn}; all do, or none. */
    boolean binary(Connection connection);
}
