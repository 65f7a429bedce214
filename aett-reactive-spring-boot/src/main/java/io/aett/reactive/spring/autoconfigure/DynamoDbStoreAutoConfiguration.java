package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.dynamodb.DynamoDbOptions;
import io.aett.reactive.spring.OptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/** A store in a table of DynamoDB, by the application's client or one that {@code aett.dynamodb.*} describes. */
@AutoConfiguration(after = TopicsAutoConfiguration.class, before = EventStoreAutoConfiguration.class)
@ConditionalOnClass(DynamoDbEventStore.class)
@ConditionalOnStore(StoreKind.DYNAMODB)
@ConditionalOnMissingBean(EventStore.class)
@EnableConfigurationProperties(DynamoDbProperties.class)
public final class DynamoDbStoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DynamoDbAsyncClient dynamoDbAsyncClient(
            DynamoDbProperties properties,
            ObjectProvider<AwsCredentialsProvider> credentials,
            ObjectProvider<OptionsCustomizer<DynamoDbAsyncClientBuilder>> customizers) {
        DynamoDbAsyncClientBuilder builder =
                Aws.at(DynamoDbAsyncClient.builder(), properties.region(), properties.endpoint(), credentials);
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return Aws.connected("DynamoDB", "aett.dynamodb", builder::build);
    }

    @Bean(destroyMethod = "close")
    DynamoDbEventStore eventStore(
            DynamoDbProperties properties,
            StoreOptions options,
            DynamoDbAsyncClient client,
            ObjectProvider<OptionsCustomizer<DynamoDbOptions.Builder>> customizers) {
        return SetupException.naming(() -> DynamoDbEventStore.create(
                client, options.applyTo(builder(properties), customizers).build()));
    }

    @Bean
    StoreSite aettStoreSite(DynamoDbAsyncClient client) {
        return StoreSite.of(
                StoreKind.DYNAMODB, client.serviceClientConfiguration().endpointOverride());
    }

    static DynamoDbOptions.Builder builder(DynamoDbProperties properties) {
        return DynamoDbOptions.builder()
                .table(properties.table())
                .globalOrder(properties.globalOrder())
                .sealDelay(properties.sealDelay());
    }
}
