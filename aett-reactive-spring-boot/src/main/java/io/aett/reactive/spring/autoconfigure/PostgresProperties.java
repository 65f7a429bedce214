package io.aett.reactive.spring.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A store in PostgreSQL, whose address is that of {@code spring.r2dbc.*}.
 *
 * @param schema the schema that holds the store's tables
 * @param writers how many appends may be under way at once
 * @param readers the most connections for everything but appends, and as many more for transactions
 * @param notifications whether commits are announced by NOTIFY; by default where the store has its own connections
 * @param pgBouncer whether everything is left out that needs a session of one's own, for PgBouncer in transaction mode
 * @param shareConnections whether the store takes its connections from the ConnectionFactory bean, instead of making its own to the same address,
 *     which read several times faster
 */
@ConfigurationProperties("aett.postgres")
record PostgresProperties(
        @DefaultValue("aett") String schema,
        @DefaultValue("2") int writers,
        @DefaultValue("8") int readers,
        @Nullable Boolean notifications,
        @DefaultValue("false") boolean pgBouncer,
        @DefaultValue("false") boolean shareConnections) {}
