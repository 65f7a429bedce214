package io.aett.reactive.postgres;

import io.netty.buffer.ByteBufAllocator;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.codec.CodecRegistry;
import io.r2dbc.postgresql.extension.CodecRegistrar;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/**
 * Lets connections of r2dbc-postgresql take a store's parameters in binary, which halves what an append sends. The driver finds
 * it by itself (as a service), unless its {@code autodetectExtensions} is off; then it may be given to {@code extendWith}.
 * Changes nothing for anybody else: it is asked last, and only knows a type that is private to the store.
 */
public final class BinaryParameters implements CodecRegistrar {

    /** For the driver. */
    public BinaryParameters() {}

    @Override
    public Publisher<Void> register(
            PostgresqlConnection connection, ByteBufAllocator allocator, CodecRegistry registry) {
        return Mono.fromRunnable(() -> registry.addLast(new BinaryColumn.Writer(allocator)));
    }
}
