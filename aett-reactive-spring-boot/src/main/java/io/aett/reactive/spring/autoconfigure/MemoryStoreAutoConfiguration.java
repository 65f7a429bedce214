package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.spring.OptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** A store in the memory of the process. */
@AutoConfiguration(after = TopicsAutoConfiguration.class, before = EventStoreAutoConfiguration.class)
@ConditionalOnClass(MemoryEventStore.class)
@ConditionalOnStore(StoreKind.MEMORY)
@ConditionalOnMissingBean(EventStore.class)
public final class MemoryStoreAutoConfiguration {

    @Bean(destroyMethod = "close")
    MemoryEventStore eventStore(
            StoreOptions options, ObjectProvider<OptionsCustomizer<MemoryOptions.Builder>> customizers) {
        return SetupException.naming(() -> MemoryEventStore.create(
                options.applyTo(MemoryOptions.builder(), customizers).build()));
    }

    @Bean
    StoreSite aettStoreSite() {
        return StoreSite.of(StoreKind.MEMORY);
    }
}
