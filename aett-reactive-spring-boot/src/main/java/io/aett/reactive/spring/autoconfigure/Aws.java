package io.aett.reactive.spring.autoconfigure;

import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.PropertyMapper;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.regions.Region;

/** What clients of all services of AWS have in common. */
final class Aws {

    private Aws() {}

    /** Region and endpoint as given, else as the SDK finds them; credentials of the bean, else as the SDK finds them. */
    static <B extends AwsClientBuilder<B, ?>> B at(
            B builder,
            @Nullable String region,
            @Nullable URI endpoint,
            ObjectProvider<AwsCredentialsProvider> credentials) {
        PropertyMapper map = PropertyMapper.get();
        map.from(region).as(Region::of).to(builder::region);
        map.from(endpoint).to(builder::endpointOverride);
        credentials.ifAvailable(builder::credentialsProvider);
        return builder;
    }

    /** The client; a {@link SetupException} when the SDK lacks something, mostly the region. */
    static <C> C connected(String service, String prefix, Supplier<C> client) {
        try {
            return client.get();
        } catch (SdkException | IllegalArgumentException lacking) {
            throw new SetupException(
                    "The event store is in " + service + ", but there is no connection to it: " + lacking.getMessage(),
                    "Set " + prefix + ".region, and " + prefix + ".endpoint for a compatible server; or declare a bean"
                            + " of the asynchronous client of " + service + ".",
                    lacking);
        }
    }
}
