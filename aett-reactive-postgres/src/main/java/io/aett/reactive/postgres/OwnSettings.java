package io.aett.reactive.postgres;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.APPLICATION_NAME;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.FORCE_BINARY;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.OPTIONS;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE;
import static io.r2dbc.spi.ConnectionFactoryOptions.CONNECT_TIMEOUT;

import io.aett.reactive.engine.EngineOptions;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.util.Map;
import reactor.netty.resources.LoopResources;

/** What serves a store best, wherever the caller's options do not say otherwise. */
final class OwnSettings {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private OwnSettings() {}

    static PostgresqlConnectionConfiguration of(
            ConnectionFactoryOptions given, PostgresOptions options, LoopResources loops) {
        ConnectionFactoryOptions.Builder all = given.mutate();
        add(all, given, FORCE_BINARY, true);
        add(all, given, TCP_KEEPALIVE, true);
        add(all, given, CONNECT_TIMEOUT, CONNECT);
        add(all, given, APPLICATION_NAME, "aett-reactive");
        add(all, given, LOOP_RESOURCES, loops);
        if (options.pgBouncer()) {
            add(all, given, PREPARED_STATEMENT_CACHE_QUERIES, 0);
        } else {
            add(all, given, OPTIONS, session(options.engine()));
        }
        return PostgresqlConnectionFactoryProvider.builder(all.build()).build();
    }

    /** The server ends what nobody waits for any more; the order needs read committed; a short plan is not worth compiling. */
    private static Map<String, String> session(EngineOptions engine) {
        Duration longest = engine.commitTimeout().compareTo(engine.readTimeout()) > 0
                ? engine.commitTimeout()
                : engine.readTimeout();
        return Map.of(
                "statement_timeout", Long.toString(longest.toMillis()),
                "default_transaction_isolation", "read committed",
                "jit", "off");
    }

    /** A loop per processor, and connections spread over them whatever thread asks for one. */
    static LoopResources loops() {
        return LoopResources.create(
                "aett-postgres", 1, Math.max(2, Runtime.getRuntime().availableProcessors()), true, false);
    }

    private static <T> void add(
            ConnectionFactoryOptions.Builder all, ConnectionFactoryOptions given, Option<T> option, T value) {
        if (!given.hasOption(option)) {
            all.option(option, value);
        }
    }
}
