package io.aett.reactive.sample.store;

import io.aett.reactive.TopicMap;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.nio.file.Path;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A PostgreSQL server: the user's own, by its address, or else an embedded one, whose data stays in a folder. A second process on
 * the same folder uses the server of the first, as long as that one runs.
 */
final class PostgresKind implements StoreKind {

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public boolean keepsData() {
        return true;
    }

    @Override
    public Mono<OpenStore> open(StoreLocation location, TopicMap topics) {
        return Mono.defer(() -> {
            location.requireNoBucket(name());
            return location.url()
                    .map(url -> initialized(configuration(url), topics, Mono.empty()))
                    .orElseGet(() -> embedded(location.dataFolder().resolve("postgres"), topics));
        });
    }

    /** Starting a server blocks, and so does stopping it. */
    private static Mono<OpenStore> embedded(Path folder, TopicMap topics) {
        return Mono.fromCallable(() ->
                        PostgresServer.options().directory(folder).fsync(true).start())
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(server -> initialized(configuration(server.url()), topics, Opened.blocking(server::close)));
    }

    private static Mono<OpenStore> initialized(
            PostgresqlConnectionConfiguration configuration, TopicMap topics, Mono<Void> stop) {
        return Opened.initialized(
                PostgresEventStore.create(
                        configuration,
                        PostgresOptions.builder().topicMap(topics).build()),
                stop);
    }

    private static PostgresqlConnectionConfiguration configuration(String url) {
        try {
            return PostgresqlConnectionFactoryProvider.builder(ConnectionFactoryOptions.parse(url))
                    .forceBinary(true)
                    .build();
        } catch (RuntimeException e) {
            throw new BadInputException(
                    "not an address of a PostgreSQL database; one is like r2dbc:postgresql://user:password@host:5432/database");
        }
    }
}
