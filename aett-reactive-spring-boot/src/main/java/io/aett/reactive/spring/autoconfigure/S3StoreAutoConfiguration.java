package io.aett.reactive.spring.autoconfigure;

import io.aett.reactive.EventStore;
import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import io.aett.reactive.spring.OptionsCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/** A store in a bucket, by the application's client or one that {@code aett.s3.*} describes. */
@AutoConfiguration(after = TopicsAutoConfiguration.class, before = EventStoreAutoConfiguration.class)
@ConditionalOnClass(S3EventStore.class)
@ConditionalOnStore(StoreKind.S3)
@ConditionalOnMissingBean(EventStore.class)
@EnableConfigurationProperties(S3Properties.class)
public final class S3StoreAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    S3AsyncClient s3AsyncClient(
            S3Properties properties,
            ObjectProvider<AwsCredentialsProvider> credentials,
            ObjectProvider<OptionsCustomizer<S3AsyncClientBuilder>> customizers) {
        S3AsyncClientBuilder builder =
                Aws.at(S3AsyncClient.builder(), properties.region(), properties.endpoint(), credentials);
        if (properties.endpoint() != null) {
            compatible(builder);
        }
        customizers.orderedStream().forEach(customizer -> customizer.customize(builder));
        return Aws.connected("S3", "aett.s3", builder::build);
    }

    /** Compatible stores have buckets in the path, and many do not know the newer checksums. */
    private static void compatible(S3AsyncClientBuilder builder) {
        builder.forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
    }

    @Bean(destroyMethod = "close")
    S3EventStore eventStore(
            S3Properties properties,
            StoreOptions options,
            S3AsyncClient client,
            ObjectProvider<OptionsCustomizer<S3Options.Builder>> customizers) {
        return SetupException.naming(() -> S3EventStore.create(
                client, options.applyTo(builder(properties), customizers).build()));
    }

    @Bean
    StoreSite aettStoreSite(S3AsyncClient client) {
        return StoreSite.of(StoreKind.S3, client.serviceClientConfiguration().endpointOverride());
    }

    static S3Options.Builder builder(S3Properties properties) {
        String bucket = properties.bucket();
        S3Options.Builder builder = S3Options.builder()
                .prefix(properties.prefix())
                .globalOrder(properties.globalOrder())
                .states(properties.states())
                .parallelRequests(properties.parallelRequests())
                .sealDelay(properties.sealDelay());
        if (bucket != null) {
            builder.bucket(bucket);
        }
        return builder;
    }
}
