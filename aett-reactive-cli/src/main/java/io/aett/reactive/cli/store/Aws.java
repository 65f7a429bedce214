package io.aett.reactive.cli.store;

import io.aett.reactive.cli.kit.BadInputException;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/**
 * Where a service is: AWS itself, with region and credentials as all tools of AWS find them, or the address of a compatible server, for
 * which made-up credentials do unless some are in the environment.
 *
 * @param endpoint of a compatible server; {@code null} for AWS itself
 * @param region {@code null} for the one that the tools of AWS find
 */
public record Aws(@Nullable URI endpoint, @Nullable Region region) {

    /** AWS itself. */
    public static Aws service() {
        return new Aws(null, null);
    }

    /** A compatible server; an address that is none is a {@link BadInputException}. */
    public static Aws compatible(String url) {
        return new Aws(endpoint(url), null);
    }

    /** A client of DynamoDB, to be closed. */
    public DynamoDbAsyncClient dynamoDb() {
        return at(DynamoDbAsyncClient.builder()).build();
    }

    /** A client of S3, to be closed. Compatible servers have buckets in the path, and many do not know the newer checksums. */
    public S3AsyncClient s3() {
        S3AsyncClientBuilder builder = at(S3AsyncClient.builder());
        if (endpoint != null) {
            builder.forcePathStyle(true)
                    .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                    .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        }
        return builder.build();
    }

    private <B extends AwsClientBuilder<B, ?>> B at(B builder) {
        if (endpoint == null) {
            return region == null ? builder : builder.region(region);
        }
        return builder.endpointOverride(endpoint)
                .region(region == null ? usualRegion() : region)
                .credentialsProvider(credentials());
    }

    private static URI endpoint(String url) {
        try {
            URI endpoint = URI.create(url);
            if (Optional.ofNullable(endpoint.getScheme()).orElse("").matches("https?")
                    && endpoint.getHost() != null
                    && endpoint.getRawUserInfo() == null) {
                return endpoint;
            }
        } catch (IllegalArgumentException e) {
            throw notAnAddress(url);
        }
        throw notAnAddress(url);
    }

    private static BadInputException notAnAddress(String url) {
        return new BadInputException((url.contains("@") ? "what has an @ in it" : "'" + url + "'")
                + " is no address; write aws, or one like http://localhost:8000");
    }

    private static Region usualRegion() {
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
