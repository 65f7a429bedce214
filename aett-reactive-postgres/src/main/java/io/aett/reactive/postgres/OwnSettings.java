package io.aett.reactive.postgres;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.APPLICATION_NAME;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.FORCE_BINARY;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.OPTIONS;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.PREPARED_STATEMENT_CACHE_QUERIES;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.TCP_KEEPALIVE;
import static io.r2dbc.spi.ConnectionFactoryOptions.CONNECT_TIMEOUT;
import static io.r2dbc.spi.ConnectionFactoryOptions.USER;

import io.aett.reactive.engine.EngineOptions;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.netty.resources.LoopResources;

/** What serves a store best, wherever the caller's options do not say otherwise. */
final class OwnSettings {

    private static final Duration CONNECT = Duration.ofSeconds(10);

    private OwnSettings() {}

    static PostgresqlConnectionConfiguration of(
            ConnectionFactoryOptions given, PostgresOptions options, LoopResources loops) {
        requireUser(given);
        ConnectionFactoryOptions.Builder all = given.mutate();
        add(all, given, FORCE_BINARY, true);
        add(all, given, TCP_KEEPALIVE, true);
        add(all, given, CONNECT_TIMEOUT, CONNECT);
        add(all, given, APPLICATION_NAME, "aett-reactive");
        add(all, given, LOOP_RESOURCES, loops);
        if (options.pgBouncer()) {
            add(all, given, PREPARED_STATEMENT_CACHE_QUERIES, 0);
        } else {
            all.option(OPTIONS, merged(session(options.engine()), given.getValue(OPTIONS)));
        }
        return PostgresqlConnectionFactoryProvider.builder(all.build()).build();
    }

    /** The server ends what nobody waits for any more; the order needs read committed; a short plan is not worth compiling. */
    private static Map<String, String> session(EngineOptions engine) {
        return Map.of(
                "statement_timeout", Long.toString(longest(engine).toMillis()),
                "default_transaction_isolation", "read committed",
                "jit", "off");
    }

    /** The settings of the address come after the store's, each in place of the store's own of that name. */
    private static Map<String, String> merged(Map<String, String> own, @Nullable Object given) {
        Map<String, String> all = new LinkedHashMap<>(own);
        if (given instanceof Map<?, ?> settings) {
            settings.forEach((name, value) -> put(all, name, value));
        } else if (given != null) {
            for (String setting : given.toString().split(";", -1)) {
                int at = setting.indexOf('=');
                EngineOptions.require(
                        at > 0, "options of the address", "a list of name=value, separated by ;", setting);
                put(all, setting.substring(0, at), setting.substring(at + 1));
            }
        }
        return all;
    }

    /** The server takes the names of its settings in any case. */
    private static void put(Map<String, String> all, Object name, Object value) {
        all.put(name.toString().strip().toLowerCase(Locale.ROOT), value.toString());
    }

    private static void requireUser(ConnectionFactoryOptions address) {
        if (!address.hasOption(USER)) {
            throw new IllegalArgumentException(
                    "the address names no user; write it as r2dbc:postgresql://user:password@host:5432/database");
        }
    }

    /** The longer of the two time-outs: nobody waits longer for an answer. */
    private static Duration longest(EngineOptions engine) {
        return engine.commitTimeout().compareTo(engine.readTimeout()) > 0
                ? engine.commitTimeout()
                : engine.readTimeout();
    }

    static LoopResources loops(PostgresOptions options) {
        return OwnLoops.shared(longest(options.engine()));
    }

    private static <T> void add(
            ConnectionFactoryOptions.Builder all, ConnectionFactoryOptions given, Option<T> option, T value) {
        if (!given.hasOption(option)) {
            all.option(option, value);
        }
    }
}
