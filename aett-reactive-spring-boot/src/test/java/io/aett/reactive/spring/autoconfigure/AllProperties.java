package io.aett.reactive.spring.autoconfigure;

import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Those of every store, whichever is there. */
@EnableConfigurationProperties({
    PostgresProperties.class,
    MongoProperties.class,
    DynamoDbProperties.class,
    S3Properties.class
})
class AllProperties {}
