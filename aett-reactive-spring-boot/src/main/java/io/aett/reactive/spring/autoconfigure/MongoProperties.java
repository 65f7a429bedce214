package io.aett.reactive.spring.autoconfigure;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A store in MongoDB, whose address is that of {@code spring.mongodb.*}.
 *
 * @param database the database that the store's collections are in
 * @param sealDelay how long readers of the global order wait for a writer that took a place in it and does not fill it
 * @param changeStreams whether followers are woken by a change stream where the server has them
 */
@ConfigurationProperties("aett.mongodb")
record MongoProperties(
        @DefaultValue("aett") String database,
        @DefaultValue("250ms") Duration sealDelay,
        @DefaultValue("true") boolean changeStreams) {}
