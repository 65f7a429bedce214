package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.Upcaster;
import java.util.Objects;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** What events are called and how they are written; what all stores share. */
@AutoConfiguration
@EnableConfigurationProperties(AettProperties.class)
@Import(TopicClassesRegistrar.class)
public final class TopicsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean({TopicMap.class, EventSerializer.class})
    TopicMap topicMap(TopicClasses found, ConfigurableBeanFactory beans) {
        return found.register(Objects.requireNonNull(beans.getBeanClassLoader(), "class loader"));
    }

    @Bean
    @ConditionalOnMissingBean
    EventSerializer eventSerializer(TopicMap topics, ObjectProvider<Upcaster> upcasters) {
        return JacksonEventSerializer.builder(topics)
                .upcasters(upcasters.orderedStream().toArray(Upcaster[]::new))
                .build();
    }

    @Bean
    StoreOptions aettStoreOptions(
            AettProperties properties,
            ObjectProvider<EventSerializer> serializer,
            ObjectProvider<ConflictDetector> conflictDetector) {
        return new StoreOptions(properties, serializer, conflictDetector);
    }
}
