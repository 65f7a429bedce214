package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

class S3ServerTest {

    private static final String BUCKET = "servers-test";

    @Test
    void of_32_racing_creates_of_one_key_exactly_one_wins() {
        try (S3AsyncClient client = client(S3Server.shared())) {
            newBucket(client);
            assertThat(winnersOfEachRace(client, 8)).containsOnly(1L);
        }
    }

    @Test
    void of_racing_replacements_and_removals_of_one_object_exactly_one_wins() {
        try (S3AsyncClient client = client(S3Server.shared())) {
            newBucket(client);
            for (int race = 0; race < 20; race++) {
                String key = "replaced-" + System.nanoTime();
                String tag = put(client, key, "x").join().eTag();
                List<CompletableFuture<?>> racers = new ArrayList<>();
                for (int racer = 0; racer < 16; racer++) {
                    racers.add(replace(client, key, tag, "racer " + racer));
                    racers.add(delete(client, key, tag));
                }
                assertThat(racers.stream().map(S3ServerTest::statusOf).filter(status -> status == 200))
                        .as("race %d", race)
                        .hasSize(1);
            }
        }
    }

    @Test
    void where_the_last_object_of_a_folder_is_removed_another_is_created_meanwhile() {
        try (S3AsyncClient client = clientThatSendsOnce(S3Server.shared())) {
            newBucket(client);
            for (int race = 0; race < 100; race++) {
                String folder = "folder-" + System.nanoTime() + "/deep/deeper/";
                List<CompletableFuture<?>> racers = new ArrayList<>();
                for (int racer = 0; racer < 8; racer++) {
                    String key = folder + racer;
                    racers.add(put(client, key, "x").thenCompose(created -> delete(client, key, created.eTag())));
                }
                assertThat(racers.stream().map(S3ServerTest::statusOf))
                        .as("race %d", race)
                        .containsOnly(200);
            }
        }
    }

    @Test
    void many_are_removed_by_one_request() {
        try (S3AsyncClient client = client(S3Server.shared())) {
            newBucket(client);
            String folder = "many-" + System.nanoTime() + "/";
            List<ObjectIdentifier> keys = IntStream.range(0, 100)
                    .mapToObj(i -> ObjectIdentifier.builder().key(folder + i).build())
                    .toList();
            CompletableFuture.allOf(keys.stream()
                            .map(key -> put(client, key.key(), "x"))
                            .toArray(CompletableFuture[]::new))
                    .join();

            assertThat(client.deleteObjects(request -> request.bucket(BUCKET).delete(all -> all.objects(keys)))
                            .join()
                            .deleted())
                    .hasSize(100);
            assertThat(client.listObjectsV2(request -> request.bucket(BUCKET).prefix(folder))
                            .join()
                            .contents())
                    .isEmpty();
        }
    }

    @Test
    void a_body_that_does_not_come_holds_up_no_other_request() {
        try (S3AsyncClient client = clientThatSendsOnce(S3Server.shared())) {
            newBucket(client);
            String folder = "stalled-" + System.nanoTime() + "/";
            CompletableFuture<PutObjectResponse> stalled = client.putObject(
                    request -> request.bucket(BUCKET).key(folder + "stalled").contentLength(2L),
                    AsyncRequestBody.forBlockingInputStream(2L));
            String tag = put(client, folder + "other", "x").join().eTag();

            assertThat(statusOf(delete(client, folder + "other", tag))).isEqualTo(200);
            assertThat(statusOf(put(client, folder + "other", "x"))).isEqualTo(200);
            assertThat(stalled).isNotDone();
            stalled.cancel(true);
        }
    }

    @Test
    void what_has_another_tag_or_is_gone_is_neither_replaced_nor_removed() {
        try (S3Server versions = S3Server.startOneThatKeepsVersions()) {
            for (S3Server server : List.of(S3Server.shared(), versions)) {
                keepsConditions(server);
            }
        }
    }

    private static void keepsConditions(S3Server server) {
        try (S3AsyncClient client = client(server)) {
            newBucket(client);
            String key = "tagged-" + System.nanoTime();
            String old = put(client, key, "x").join().eTag();
            String now = replace(client, key, old, "y").join().eTag();

            assertThat(now).isNotEqualTo(old);
            assertThat(statusOf(replace(client, key, old, "z"))).isEqualTo(412);
            assertThat(statusOf(delete(client, key, old))).isEqualTo(412);
            assertThat(statusOf(delete(client, key, now))).isEqualTo(200);
            assertThat(statusOf(delete(client, key, now))).isIn(404, 412);
            assertThat(statusOf(replace(client, key, now, "z"))).isIn(404, 412);
            assertThat(statusOf(put(client, key, "x"))).isEqualTo(200);
        }
    }

    @Test
    void on_disk_too_exactly_one_create_wins_and_objects_survive_SIGKILL() {
        try (S3Server server = S3Server.startOwnOnDisk();
                S3AsyncClient client = client(server)) {
            newBucket(client);
            assertThat(winnersOfEachRace(client, 4)).containsOnly(1L);
            put(client, "a/kept", "text").join();
            server.kill();
            server.start();
            var kept = client.getObject(
                            request -> request.bucket(BUCKET).key("a/kept"), AsyncResponseTransformer.toBytes())
                    .join();
            assertThat(kept.asUtf8String()).isEqualTo("text");
            assertThat(kept.response().metadata()).containsEntry("nonce", "n1");
            assertThat(statusOf(put(client, "a/kept", "other"))).isEqualTo(412);
        }
    }

    @Test
    void objects_carry_metadata_and_lists_come_in_order_in_pages_of_1000() {
        try (S3AsyncClient client = client(S3Server.shared())) {
            newBucket(client);
            String prefix = "list-" + System.nanoTime() + "/";
            CompletableFuture.allOf(IntStream.range(0, 1001)
                            .mapToObj(i -> put(client, prefix + "%05d".formatted(i), "x"))
                            .toArray(CompletableFuture[]::new))
                    .join();
            assertThat(client.headObject(request -> request.bucket(BUCKET).key(prefix + "00007"))
                            .join()
                            .metadata())
                    .containsEntry("nonce", "n1");
            ListObjectsV2Response first = client.listObjectsV2(
                            request -> request.bucket(BUCKET).prefix(prefix))
                    .join();
            assertThat(first.isTruncated()).isTrue();
            assertThat(first.contents())
                    .hasSize(1000)
                    .isSortedAccordingTo((a, b) -> a.key().compareTo(b.key()));
            ListObjectsV2Response rest = client.listObjectsV2(
                            request -> request.bucket(BUCKET).prefix(prefix).startAfter(prefix + "00999"))
                    .join();
            assertThat(rest.contents()).extracting(S3Object::key).containsExactly(prefix + "01000");
        }
    }

    @Test
    void the_negative_case_lets_more_than_one_racing_create_win() {
        try (S3Server server = S3Server.startOneThatLetsRacingCreatesWin();
                S3AsyncClient client = client(server)) {
            newBucket(client);
            assertThat(IntStream.range(0, 100)).anyMatch(race -> winners(client) > 1);
        }
    }

    @Test
    void an_endpoint_of_the_environment_comes_with_the_credentials_of_the_environment() {
        S3Server server = S3Server.ofEndpoint(
                "https://s3.example", Map.of("AWS_ACCESS_KEY_ID", "id", "AWS_SECRET_ACCESS_KEY", "secret"));
        assertThat(server.port()).isEqualTo(443);
        assertThat(server.endpoint()).isEqualTo(URI.create("https://s3.example"));
        assertThat(server.accessKey()).isEqualTo("id");
        assertThat(server.toString()).doesNotContain("secret");
    }

    private static List<Long> winnersOfEachRace(S3AsyncClient client, int races) {
        return IntStream.range(0, races).mapToObj(race -> winners(client)).toList();
    }

    private static long winners(S3AsyncClient client) {
        String key = "race-" + System.nanoTime();
        List<CompletableFuture<?>> racers = Stream.<CompletableFuture<?>>generate(() -> put(client, key, "x"))
                .limit(32)
                .toList();
        return racers.stream().filter(racer -> statusOf(racer) == 200).count();
    }

    private static CompletableFuture<PutObjectResponse> replace(
            S3AsyncClient client, String key, String tag, String content) {
        return client.putObject(
                request -> request.bucket(BUCKET).key(key).ifMatch(tag), AsyncRequestBody.fromString(content));
    }

    private static CompletableFuture<?> delete(S3AsyncClient client, String key, String tag) {
        return client.deleteObject(request -> request.bucket(BUCKET).key(key).ifMatch(tag));
    }

    private static CompletableFuture<PutObjectResponse> put(S3AsyncClient client, String key, String content) {
        return client.putObject(
                request -> request.bucket(BUCKET).key(key).ifNoneMatch("*").metadata(Map.of("nonce", "n1")),
                AsyncRequestBody.fromString(content));
    }

    private static int statusOf(CompletableFuture<?> call) {
        try {
            call.join();
            return 200;
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOf(S3Exception.class);
            return ((S3Exception) e.getCause()).statusCode();
        }
    }

    private static void newBucket(S3AsyncClient client) {
        client.createBucket(request -> request.bucket(BUCKET))
                .handle((created, error) -> null)
                .join();
    }

    private static S3AsyncClient client(S3Server server) {
        return builder(server).build();
    }

    /** Gets the server's own answers: the SDK would repeat what failed with 500. */
    private static S3AsyncClient clientThatSendsOnce(S3Server server) {
        return builder(server)
                .overrideConfiguration(each -> each.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    private static S3AsyncClientBuilder builder(S3Server server) {
        return S3AsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .forcePathStyle(true)
                .serviceConfiguration(service -> service.expectContinueEnabled(false))
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(64));
    }
}
