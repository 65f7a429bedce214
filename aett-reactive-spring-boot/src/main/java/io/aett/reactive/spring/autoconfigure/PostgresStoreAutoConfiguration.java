package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.spring.OptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** A store in PostgreSQL, at the address of {@code spring.r2dbc.*} or of a service connection. */
@AutoConfiguration(
        after = TopicsAutoConfiguration.class,
        afterName = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration",
        before = EventStoreAutoConfiguration.class)
@ConditionalOnClass(PostgresEventStore.class)
@ConditionalOnStore(StoreKind.POSTGRES)
@ConditionalOnMissingBean(EventStore.class)
@EnableConfigurationProperties(PostgresProperties.class)
@Import({PostgresConnection.OfBoot.class, PostgresConnection.OfFactory.class})
public final class PostgresStoreAutoConfiguration {

    @Bean(destroyMethod = "close")
    PostgresEventStore eventStore(
            PostgresProperties properties,
            StoreOptions options,
            PostgresConnection connection,
            ObjectProvider<OptionsCustomizer<PostgresOptions.Builder>> customizers) {
        return SetupException.naming(() -> connection.open(
                options.applyTo(builder(properties), customizers).build()));
    }

    @Bean
    StoreSite aettStoreSite(PostgresConnection connection) {
        return connection.site();
    }

    static PostgresOptions.Builder builder(PostgresProperties properties) {
        PostgresOptions.Builder builder = PostgresOptions.builder()
                .schema(properties.schema())
                .writers(properties.writers())
                .readers(properties.readers())
                .pgBouncer(properties.pgBouncer());
        PropertyMapper.get().from(properties.notifications()).to(builder::notifications);
        return builder;
    }
}
