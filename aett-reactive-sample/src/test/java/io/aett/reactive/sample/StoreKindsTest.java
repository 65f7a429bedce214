package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.sample.store.StoreKinds;
import io.aett.reactive.testservers.DynamoServer;
import io.aett.reactive.testservers.MongoServer;
import io.aett.reactive.testservers.PostgresServer;
import io.aett.reactive.testservers.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** The same history through every kind of store, on real servers. */
class StoreKindsTest {

    @TempDir
    Path folder;

    @Test
    void an_embedded_server_keeps_what_was_imported() throws IOException {
        String data = folder.resolve("data").toString();

        importedOnceAndFoundAgain("--data", data);
    }

    @Test
    void a_postgresql_server_of_the_users() throws IOException {
        importedOnceAndFoundAgain(
                "--store", "postgres", "--url", PostgresServer.shared().url());
    }

    @Test
    void a_mongodb_server() throws IOException {
        importedOnceAndFoundAgain(
                "--store", "mongodb", "--url", MongoServer.shared().uri());
    }

    @Test
    void a_dynamodb_compatible_server() throws IOException {
        importedOnceAndFoundAgain(
                "--store", "dynamodb", "--url", DynamoServer.shared().endpoint().toString());
    }

    @Test
    void a_bucket_of_an_s3_compatible_server() throws IOException {
        S3Server server = S3Server.shared();
        try (S3AsyncClient client = S3AsyncClient.builder()
                .endpointOverride(server.endpoint())
                .region(Region.of(server.region()))
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(server.accessKey(), server.secretKey())))
                .build()) {
            client.createBucket(bucket -> bucket.bucket("sample")).join();
        }
        System.setProperty("aws.accessKeyId", server.accessKey());
        System.setProperty("aws.secretAccessKey", server.secretKey());
        try {
            importedOnceAndFoundAgain(
                    "--store", "s3", "--url", server.endpoint().toString(), "--bucket", "sample");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    private void importedOnceAndFoundAgain(String... store) throws IOException {
        Path repository = Files.createDirectory(folder.resolve("repository"));
        try (GitFixture git = GitFixture.create(repository)) {
            git.put("a", "1\n").put("b", "1\n").commit();
            git.put("a", "1\n2\n").commit();
        }
        assertThat(run(repository, store).succeeds().out()).contains("2 git commits, 3 changes", "verified    2 trees");
        assertThat(run(repository, store).succeeds().out()).contains("verified    2 trees");
        assertThat(run(repository, store, "show", "a").succeeds().out()).contains("file        a");
    }

    private static Cli.Outcome run(Path repository, String[] store, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--repo", repository.toString()));
        arguments.addAll(List.of(store));
        return Cli.run(StoreKinds.standard(), arguments.toArray(new String[0]));
    }
}
