package io.aett.reactive.sample.store;

import io.aett.reactive.sample.BadInputException;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/**
 * Where a service is: {@code aws}, with region and credentials as all tools of AWS find them, or the address of a compatible
 * server, for which made-up credentials do unless some are in the environment.
 */
final class Aws {

    private static final String REAL = "aws";

    private Aws() {}

    /** Points a client builder to the service. */
    static <B extends AwsClientBuilder<B, ?>> B at(String url, B builder) {
        if (url.equals(REAL)) {
            return builder;
        }
        return builder.endpointOverride(endpoint(url)).region(region()).credentialsProvider(credentials());
    }

    /** Whether it is a compatible server and not the service itself. */
    static boolean isCompatible(String url) {
        return !url.equals(REAL);
    }

    private static URI endpoint(String url) {
        try {
            URI endpoint = URI.create(url);
            if (Optional.ofNullable(endpoint.getScheme()).orElse("").matches("https?") && endpoint.getHost() != null) {
                return endpoint;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(url);
        }
        throw notAnAddress(url);
    }

    private static BadInputException notAnAddress(String url) {
        return new BadInputException("'" + url + "' is no address; write aws, or one like http://localhost:8000");
    }

    private static Region region() {
        try {
            return DefaultAwsRegionProviderChain.builder().build().getRegion();
        } catch (SdkClientException e) {
            return Region.US_EAST_1;
        }
    }

    private static AwsCredentialsProvider credentials() {
        return AwsCredentialsProviderChain.of(
                EnvironmentVariableCredentialsProvider.create(),
                SystemPropertyCredentialsProvider.create(),
                StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
    }
}
