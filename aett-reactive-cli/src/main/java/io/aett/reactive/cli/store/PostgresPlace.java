package io.aett.reactive.cli.store;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.postgres.PostgresSchema;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/** A schema of a PostgreSQL database. */
record PostgresPlace(String name, ConnectionFactoryOptions address, PostgresOptions options, String schema)
        implements StorePlace {

    private static final Pattern WHERE =
            Pattern.compile("([^/]*@)?([^/@:\\[\\]]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?/[^/]+");

    private static final String SHAPE =
            "an address of a PostgreSQL database is like postgresql://user@host:5432/database?schema=aett, with the password in"
                    + " PGPASSWORD";

    static PostgresPlace of(String url, Map<String, String> environment) {
        Address parts = Address.of(url.replaceFirst("^r2dbc:", ""));
        if (!WHERE.matcher(parts.rest()).matches()) {
            throw new BadInputException(SHAPE);
        }
        String schema = Optional.ofNullable(parts.take("schema")).orElse("aett");
        ConnectionFactoryOptions address = address(parts, environment);
        PostgresOptions options = StorePlaces.options(() -> PostgresOptions.builder()
                .schema(schema)
                .serializer(new StoredEvents())
                .build());
        String name = "postgresql://" + where(address) + (schema.equals("aett") ? "" : "?schema=" + schema);
        return new PostgresPlace(name, address, options, schema);
    }

    private static ConnectionFactoryOptions address(Address parts, Map<String, String> environment) {
        try {
            ConnectionFactoryOptions given = ConnectionFactoryOptions.parse("r2dbc:postgresql://" + parts.rest());
            ConnectionFactoryOptions.Builder builder = given.mutate();
            parts.parameters().forEach((name, value) -> builder.option(Option.valueOf(name), value));
            if (!given.hasOption(ConnectionFactoryOptions.USER)) {
                builder.option(
                        ConnectionFactoryOptions.USER,
                        environment.getOrDefault("PGUSER", System.getProperty("user.name")));
            }
            if (!given.hasOption(ConnectionFactoryOptions.PASSWORD) && environment.containsKey("PGPASSWORD")) {
                builder.option(ConnectionFactoryOptions.PASSWORD, environment.get("PGPASSWORD"));
            }
            return builder.build();
        } catch (RuntimeException e) {
            throw new BadInputException(SHAPE);
        }
    }

    private static String where(ConnectionFactoryOptions address) {
        Object port = address.getValue(ConnectionFactoryOptions.PORT);
        return address.getRequiredValue(ConnectionFactoryOptions.HOST)
                + (port == null ? "" : ":" + port)
                + "/"
                + address.getRequiredValue(ConnectionFactoryOptions.DATABASE);
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
