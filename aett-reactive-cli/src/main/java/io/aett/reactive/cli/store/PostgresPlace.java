package io.aett.reactive.cli.store;

import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.postgres.PostgresSchema;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** A schema of a PostgreSQL database. */
record PostgresPlace(String name, ConnectionFactoryOptions address, PostgresOptions options, String schema)
        implements StorePlace {

    static PostgresPlace of(String url, Map<String, String> environment) {
        Address parts = Address.of(url.replaceFirst("^r2dbc:", ""));
        String schema = Optional.ofNullable(parts.take("schema")).orElse("aett");
        ConnectionFactoryOptions address = Servers.postgres(parts, environment);
        PostgresOptions options = StorePlaces.options(() -> PostgresOptions.builder()
                .schema(schema)
                .serializer(new StoredEvents())
                .build());
        String name = "postgresql://" + Servers.where(address) + (schema.equals("aett") ? "" : "?schema=" + schema);
        return new PostgresPlace(name, address, options, schema);
    }

    @Override
    public Mono<OpenStore> open() {
        return Mono.fromSupplier(() -> {
            PostgresEventStore store = PostgresEventStore.create(address, options);
            return new OpenStore(store, store.close());
        });
    }

    @Override
    public String creation() {
        return PostgresSchema.ddl(schema);
    }

    @Override
    public String toString() {
        return name;
    }
}
