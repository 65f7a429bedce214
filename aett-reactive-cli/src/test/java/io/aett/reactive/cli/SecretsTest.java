package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.cli.store.StorePlaces;
import io.aett.reactive.testservers.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a failed connection to any store tells, with all causes and their traces: never a password or a key. */
class SecretsTest {

    private static final String SECRET = "s3cret-9f1b";

    @BeforeEach
    void credentials() {
        PostgresServer.shared();
        System.setProperty("aws.accessKeyId", "key-of-nobody");
        System.setProperty("aws.secretAccessKey", SECRET);
    }

    @AfterEach
    void noCredentials() {
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String failure(String address) {
        return Cli.on(address).run("head", "--stacktrace").ends(2).err();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ann:SECRET@127.0.0.1:PORT/d",
                "r2dbc:postgresql://ann:SECRET@127.0.0.1:PORT/d?sslMode=require",
                "postgresql://ann@127.0.0.1:PORT/d?password=SECRET&sslPassword=SECRET",
                "postgresql://ann:SECRET@host.invalid:PORT/d",
                "mongodb://ann:SECRET@127.0.0.1:PORT/d?serverSelectionTimeoutMS=200",
                "mongodb://ann:SECRET@127.0.0.1:PORT/d?serverSelectionTimeoutMS=200&replicaSet=r&tls=true",
                "dynamodb:table?endpoint=http://127.0.0.1:PORT",
                "s3:bucket?endpoint=http://127.0.0.1:PORT"
            })
    void a_server_that_is_not_there_is_told_without_what_would_open_it(String address) throws IOException {
        String told = failure(address.replace("SECRET", SECRET).replace("PORT", Integer.toString(closedPort())));

        assertThat(told).contains("\tat ", "the store does not answer").doesNotContain(SECRET);
    }

    @Test
    void a_password_that_is_wrong_is_not_told() {
        PostgresServer server = PostgresServer.shared();

        assertThat(failure("postgresql://nobody:" + SECRET + "@" + server.host() + ":" + server.port() + "/"
                        + server.database()))
                .contains("\tat ", "nobody")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://ann:SECRET@h/d",
                "postgresql://ann@h/d?password=SECRET&sslPassword=SECRET",
                "mongodb://ann:SECRET@h/d"
            })
    void a_place_says_where_it_is_and_nothing_else(String address) {
        Object place = StorePlaces.of(address.replace("SECRET", SECRET), Map.of("PGPASSWORD", SECRET));

        assertThat(place.toString()).contains("//h/d").doesNotContain(SECRET, "ann");
    }
}
