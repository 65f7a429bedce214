package io.aett.reactive.s3;

import io.aett.reactive.testservers.S3Server;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;

/** Clients of test servers; they share connections and threads, so that a client costs next to nothing. */
final class TestClients {

    static final String BUCKET = "aett-tests";

    private static final SdkAsyncHttpClient HTTP = connections();

    private static final Executor COMPLETING = Executors.newFixedThreadPool(8, task -> {
        Thread thread = new Thread(task, "s3-completing");
        thread.setDaemon(true);
        return thread;
    });

    private TestClients() {}

    /** The shared server, with the bucket. */
    static S3Server server() {
        return Shared.SERVER;
    }

    static Wire wire() {
        return new Wire(HTTP);
    }

    /** For who goes to an address that nobody else goes to; to be closed, since a pool keeps the last request and answer of each. */
    static SdkAsyncHttpClient connections() {
        return NettyNioAsyncHttpClient.builder().maxConcurrency(128).build();
    }

    static S3AsyncClient client(
            S3Server server, URI endpoint, SdkAsyncHttpClient http, List<ExecutionInterceptor> interceptors) {
        return client(endpoint, server.accessKey(), server.secretKey(), http, interceptors);
    }

    /** For a process that has no server of its own. */
    static S3AsyncClient client(URI endpoint, String key, String secret) {
        return client(endpoint, key, secret, wire(), List.of());
    }

    private static S3AsyncClient client(
            URI endpoint, String key, String secret, SdkAsyncHttpClient http, List<ExecutionInterceptor> interceptors) {
        return S3AsyncClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .overrideConfiguration(overrides -> overrides.executionInterceptors(interceptors))
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, COMPLETING))
                .httpClient(http)
                .build();
    }

    static S3AsyncClient client(S3Server server, ExecutionInterceptor... interceptors) {
        return client(server, server.endpoint(), wire(), List.of(interceptors));
    }

    /** Reads and writes in parts what is larger than 5 MiB, and has connections of its own. */
    static S3AsyncClient multipart(S3Server server) {
        return S3AsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .forcePathStyle(true)
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, COMPLETING))
                .httpClient(wire())
                .multipartEnabled(true)
                .multipartConfiguration(
                        parts -> parts.thresholdInBytes(5L << 20).minimumPartSizeInBytes(5L << 20))
                .build();
    }

    static void makeBucket(S3Server server) {
        try (S3AsyncClient client = client(server)) {
            client.createBucket(create -> create.bucket(BUCKET)).join();
        } catch (CompletionException e) {
            if (!(e.getCause() instanceof BucketAlreadyOwnedByYouException)) {
                throw e;
            }
        }
    }

    private static final class Shared {
        static final S3Server SERVER = start();

        private static S3Server start() {
            S3Server server = S3Server.shared();
            makeBucket(server);
            return server;
        }
    }
}
