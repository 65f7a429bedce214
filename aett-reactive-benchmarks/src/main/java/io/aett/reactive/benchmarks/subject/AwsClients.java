package io.aett.reactive.benchmarks.subject;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.client.builder.SdkAsyncClientBuilder;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;

/** Clients of the SDK, set up as the pages of the stores say. */
final class AwsClients {

    /** More than a store has under way at once, and for raw callers as many as a small server can use. */
    private static final int CONNECTIONS = 200;

    private AwsClients() {}

    /** Points a client to a server. */
    static <C, B extends AwsClientBuilder<B, C> & SdkAsyncClientBuilder<B, C>> B at(
            B builder, URI endpoint, String region, String accessKey, String secretKey) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey)))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(CONNECTIONS));
    }
}
