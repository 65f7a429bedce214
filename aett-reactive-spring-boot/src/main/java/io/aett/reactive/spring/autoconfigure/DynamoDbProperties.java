package io.aett.reactive.spring.autoconfigure;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A store in a table of DynamoDB.
 *
 * @param region the region of AWS; by default as the SDK finds it
 * @param endpoint the address of a compatible server; by default the service's
 * @param table the table
 * @param globalOrder whether commits of all streams have one order; decided when the store is created
 * @param sealDelay how long readers of the global order wait for a writer that took a place in it and does not fill it
 */
@ConfigurationProperties("aett.dynamodb")
record DynamoDbProperties(
        @Nullable String region,
        @Nullable URI endpoint,
        @DefaultValue("aett") String table,
        @DefaultValue("true") boolean globalOrder,
        @DefaultValue("500ms") Duration sealDelay) {}
