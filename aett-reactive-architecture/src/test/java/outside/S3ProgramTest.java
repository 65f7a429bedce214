package outside;

import io.aett.reactive.s3.S3EventStore;
import io.aett.reactive.s3.S3Options;
import io.aett.reactive.testservers.S3Server;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

class S3ProgramTest {

    @Test
    void every_operation_on_s3() {
        S3Server server = S3Server.shared();
        try (S3AsyncClient client = S3AsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .build()) {
            client.createBucket(bucket -> bucket.bucket("outside")).join();
            S3Options options = S3Options.builder()
                    .topicMap(Orders.TOPICS)
                    .pageSize(50)
                    .bucket("outside")
                    .prefix("program")
                    .build();
            new StoreProgram(S3EventStore.create(client, options.toBuilder().build())).run();
        }
    }
}
