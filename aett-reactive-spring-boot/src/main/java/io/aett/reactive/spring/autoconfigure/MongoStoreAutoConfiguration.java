package io.aett.reactive.spring.autoconfigure;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.EventStore;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import io.aett.reactive.spring.OptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** A store in MongoDB, by the client of {@code spring.mongodb.*} or of a service connection. */
@AutoConfiguration(
        after = TopicsAutoConfiguration.class,
        afterName = "org.springframework.boot.mongodb.autoconfigure.MongoReactiveAutoConfiguration",
        before = EventStoreAutoConfiguration.class)
@ConditionalOnClass(MongoEventStore.class)
@ConditionalOnStore(StoreKind.MONGODB)
@ConditionalOnMissingBean(EventStore.class)
@EnableConfigurationProperties(MongoProperties.class)
public final class MongoStoreAutoConfiguration {

    @Bean(destroyMethod = "close")
    MongoEventStore eventStore(
            MongoProperties properties,
            StoreOptions options,
            ObjectProvider<MongoClient> clients,
            ObjectProvider<OptionsCustomizer<MongoOptions.Builder>> customizers) {
        MongoClient client = clients.getIfAvailable();
        if (client == null) {
            throw new SetupException(
                    "The event store is in MongoDB, but there is no connection to it.",
                    "Set spring.mongodb.uri=mongodb://host:27017 (with the dependency"
                            + " org.springframework.boot:spring-boot-mongodb), or declare a bean of type"
                            + " com.mongodb.reactivestreams.client.MongoClient.");
        }
        return SetupException.naming(() -> MongoEventStore.create(
                client, options.applyTo(builder(properties), customizers).build()));
    }

    @Bean
    StoreSite aettStoreSite(ObjectProvider<MongoClient> clients) {
        MongoClient client = clients.getIfAvailable();
        if (client == null) {
            return StoreSite.unknown(StoreKind.MONGODB);
        }
        ClusterSettings cluster = client.getClusterDescription().getClusterSettings();
        String service = cluster.getSrvHost();
        return service != null
                ? StoreSite.of(StoreKind.MONGODB, service)
                : new StoreSite(
                        StoreKind.MONGODB,
                        cluster.getHosts().stream().map(ServerAddress::getHost).toList());
    }

    static MongoOptions.Builder builder(MongoProperties properties) {
        return MongoOptions.builder()
                .database(properties.database())
                .sealDelay(properties.sealDelay())
                .changeStreams(properties.changeStreams());
    }
}
