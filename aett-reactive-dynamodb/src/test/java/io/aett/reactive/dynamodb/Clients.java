package io.aett.reactive.dynamodb;

import io.aett.reactive.testservers.DynamoServer;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/** Clients of the test server. */
final class Clients {

    /** One pool for the clients of all tests, as a pool has threads. */
    private static final SdkAsyncHttpClient HTTP =
            NettyNioAsyncHttpClient.builder().maxConcurrency(200).build();

    /** Few, so that a test with a fault that stays does not outlast the time of a read. */
    private static final RetryStrategy THREE_TRIES =
            AwsRetryStrategy.standardRetryStrategy().toBuilder().maxAttempts(3).build();

    private Clients() {}

    static DynamoDbAsyncClient of(DynamoServer server, ExecutionInterceptor... interceptors) {
        return of(server, server.endpoint(), interceptors).httpClient(HTTP).build();
    }

    /** A client with a pool of its own, which it closes, on another way to the server. */
    static DynamoDbAsyncClient through(
            DynamoServer server, URI endpoint, Duration readTimeout, ExecutionInterceptor... interceptors) {
        return of(server, endpoint, interceptors)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().readTimeout(readTimeout))
                .build();
    }

    /** A client of another process, which knows the server by what it was told. */
    static DynamoDbAsyncClient plain(String endpoint, String accessKey, String secretKey, String region) {
        return DynamoDbAsyncClient.builder()
                .endpointOverride(URI.create(endpoint))
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder())
                .build();
    }

    private static DynamoDbAsyncClientBuilder of(
            DynamoServer server, URI endpoint, ExecutionInterceptor... interceptors) {
        return DynamoDbAsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .overrideConfiguration(override ->
                        override.executionInterceptors(List.of(interceptors)).retryStrategy(THREE_TRIES));
    }
}
