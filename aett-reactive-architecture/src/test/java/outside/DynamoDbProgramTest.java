package outside;

import io.aett.reactive.dynamodb.DynamoDbEventStore;
import io.aett.reactive.dynamodb.DynamoDbOptions;
import io.aett.reactive.testservers.DynamoServer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

class DynamoDbProgramTest {

    @Test
    void every_operation_on_dynamodb() {
        DynamoServer server = DynamoServer.shared();
        try (DynamoDbAsyncClient client = DynamoDbAsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .build()) {
            DynamoDbOptions options = DynamoDbOptions.builder()
                    .topicMap(Orders.TOPICS)
                    .pageSize(50)
                    .table("outside")
                    .build();
            new StoreProgram(DynamoDbEventStore.create(
                            client, options.toBuilder().build()))
                    .run();
        }
    }
}
