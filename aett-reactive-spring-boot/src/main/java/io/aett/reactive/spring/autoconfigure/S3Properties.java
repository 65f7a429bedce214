package io.aett.reactive.spring.autoconfigure;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A store in a bucket of S3 or of a compatible store.
 *
 * @param region the region of AWS; by default as the SDK finds it
 * @param endpoint the address of a compatible store, whose buckets are in the path; by default the service's
 * @param bucket the bucket, which must exist
 * @param prefix the folder in the bucket that the store has for itself
 * @param globalOrder whether commits have a place in the global order; decided when the store is created
 * @param states whether the store keeps states, on which subscriptions rest
 * @param parallelRequests how many requests one operation may have under way at once, 1 to 1000
 * @param sealDelay how long readers of the global order wait for a commit that was announced and is not there
 */
@ConfigurationProperties("aett.s3")
record S3Properties(
        @Nullable String region,
        @Nullable URI endpoint,
        @Nullable String bucket,
        @DefaultValue("aett/") String prefix,
        @DefaultValue("true") boolean globalOrder,
        @DefaultValue("true") boolean states,
        @DefaultValue("48") int parallelRequests,
        @DefaultValue("1s") Duration sealDelay) {}
