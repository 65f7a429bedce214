package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.r2dbc.OptionsCapableConnectionFactory;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How the store gets at PostgreSQL.
 *
 * @param address where it makes connections of its own; null where it takes those of the factory
 * @param factory makes connections; null where it makes its own
 * @param site where the server is
 */
record PostgresConnection(
        @Nullable ConnectionFactoryOptions address,
        @Nullable ConnectionFactory factory,
        StoreSite site) {

    private static final String BOOT = "org.springframework.boot.r2dbc.autoconfigure.R2dbcConnectionDetails";

    /** Without the address, which has a password, and perhaps another one for a key. */
    @Override
    public String toString() {
        return "PostgresConnection[" + site + "]";
    }

    PostgresEventStore open(PostgresOptions options) {
        if (address != null) {
            return PostgresEventStore.create(address, options);
        }
        if (factory != null) {
            return PostgresEventStore.create(factory, options);
        }
        throw new SetupException(
                "The event store is in PostgreSQL, but there is no connection to it.",
                "Set spring.r2dbc.url=r2dbc:postgresql://host:5432/database, spring.r2dbc.username and"
                        + " spring.r2dbc.password (with the dependency org.springframework.boot:spring-boot-r2dbc), or"
                        + " declare a bean of type ConnectionFactory.");
    }

    private static PostgresConnection of(@Nullable ConnectionFactoryOptions address, ConnectionFactory factory) {
        return new PostgresConnection(
                null, factory, address == null ? StoreSite.unknown(StoreKind.POSTGRES) : siteOf(address));
    }

    private static PostgresConnection ofAddress(ConnectionFactoryOptions address) {
        return new PostgresConnection(address, null, siteOf(address));
    }

    private static StoreSite siteOf(ConnectionFactoryOptions address) {
        Object host = address.getValue(ConnectionFactoryOptions.HOST);
        return host == null
                ? StoreSite.unknown(StoreKind.POSTGRES)
                : StoreSite.of(StoreKind.POSTGRES, host.toString().split(","));
    }

    /** The address of a pool is that of what it pools. */
    private static ConnectionFactoryOptions unpooled(ConnectionFactoryOptions address) {
        Object protocol = address.getValue(ConnectionFactoryOptions.PROTOCOL);
        if (!"pool".equals(address.getValue(ConnectionFactoryOptions.DRIVER)) || protocol == null) {
            return address;
        }
        String[] parts = protocol.toString().split(":", 2);
        return address.mutate()
                .option(ConnectionFactoryOptions.DRIVER, parts[0])
                .option(ConnectionFactoryOptions.PROTOCOL, parts.length > 1 ? parts[1] : "")
                .build();
    }

    /** With Boot's module for R2DBC. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(R2dbcConnectionDetails.class)
    static class OfBoot {

        @Bean
        @ConditionalOnMissingBean
        PostgresConnection aettPostgresConnection(
                PostgresProperties properties,
                ObjectProvider<R2dbcConnectionDetails> details,
                ObjectProvider<ConnectionFactoryOptionsBuilderCustomizer> customizers,
                ObjectProvider<ConnectionFactory> factories) {
            R2dbcConnectionDetails known = details.getIfAvailable();
            if (known == null || properties.shareConnections()) {
                return given(factories.getIfAvailable());
            }
            ConnectionFactoryOptions.Builder address =
                    unpooled(known.getConnectionFactoryOptions()).mutate();
            customizers.orderedStream().forEach(customizer -> customizer.customize(address));
            return ofAddress(address.build());
        }

        private static PostgresConnection given(@Nullable ConnectionFactory factory) {
            if (factory == null) {
                return new PostgresConnection(null, null, StoreSite.unknown(StoreKind.POSTGRES));
            }
            OptionsCapableConnectionFactory capable = OptionsCapableConnectionFactory.unwrapFrom(factory);
            return of(capable == null ? null : capable.getOptions(), factory);
        }
    }

    /** Without it. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass(BOOT)
    static class OfFactory {

        @Bean
        @ConditionalOnMissingBean
        PostgresConnection aettPostgresConnection(ObjectProvider<ConnectionFactory> factories) {
            ConnectionFactory factory = factories.getIfAvailable();
            return factory == null
                    ? new PostgresConnection(null, null, StoreSite.unknown(StoreKind.POSTGRES))
                    : of(null, factory);
        }
    }
}
