package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.Around;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.CommitHeaders;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.RepositoryCall;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.process.CommandCall;
import io.aett.reactive.spring.AggregateRepositories;
import io.aett.reactive.spring.OptionsCustomizer;
import io.aett.reactive.subscription.HandlerCall;
import io.aett.reactive.subscription.Subscriptions;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** What stands on the store, whichever it is. */
@AutoConfiguration(after = TopicsAutoConfiguration.class)
public final class EventStoreAutoConfiguration {

    /** Says why there is no store. */
    @Bean
    @ConditionalOnMissingBean
    @SuppressWarnings("DoNotCallSuggester")
    EventStore eventStore(Environment environment, ConfigurableBeanFactory beans) {
        throw StoreChoice.of(environment, Objects.requireNonNull(beans.getBeanClassLoader(), "class loader"))
                .failure();
    }

    @Bean
    StoreInitializer aettStoreInitializer(EventStore store, AettProperties properties, ObjectProvider<StoreSite> site) {
        return new StoreInitializer(store, properties, site.getIfAvailable());
    }

    @Bean
    @ConditionalOnMissingBean
    Subscriptions subscriptions(EventStore store) {
        return Subscriptions.of(store);
    }

    @Bean
    Calls aettCalls(
            ObjectProvider<Around<RepositoryCall>> ofRepositories,
            ObjectProvider<Around<HandlerCall>> ofHandlers,
            ObjectProvider<Around<CommandCall>> ofCommands,
            ObjectProvider<CommitHeaders> headers) {
        return new Calls(ofRepositories, ofHandlers, ofCommands, headers);
    }

    @Bean
    @ConditionalOnMissingBean
    AggregateRepositories aggregateRepositories(
            EventStore store,
            Calls calls,
            ObjectProvider<SnapshotPolicy> snapshotPolicy,
            ObjectProvider<OptionsCustomizer<DefaultAggregateRepository.Builder>> customizers) {
        return new TenantRepositories(tenantId -> {
            DefaultAggregateRepository.Builder builder = DefaultAggregateRepository.builder(tenantId, store);
            calls.repositories(builder::around);
            builder.commitHeaders(calls.headers());
            snapshotPolicy.ifAvailable(builder::snapshotPolicy);
            customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
            return builder.build();
        });
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("aett.tenant")
    AggregateRepository aggregateRepository(AggregateRepositories repositories, AettProperties properties) {
        return repositories.of(Objects.requireNonNull(properties.tenant(), "aett.tenant"));
    }
}
