package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A real S3-compatible server with conditional writes and deletions: the one of {@value #ENVIRONMENT}, or one from packages (S3Proxy).
 * None from Docker, as MinIO takes no notice of the condition of a DELETE.
 *
 * <p>S3Proxy keeps its objects in memory, unless it is {@linkplain #startOwnOnDisk started on a folder}: those are there
 * again after a restart.
 */
public final class S3Server extends TestServer {

    /**
     * The variable that names an endpoint of the user's, such as {@code http://localhost:9000}; credentials and region
     * are then taken from {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_REGION}.
     */
    public static final String ENVIRONMENT = "AETT_TEST_S3_ENDPOINT";

    private static final String LOOPBACK = "127.0.0.1";
    private static final String REGION = "us-east-1";
    private static final Shared<S3Server> SHARED = new Shared<>(ENVIRONMENT, S3Server::find);

    private final URI endpoint;
    private final String accessKey;
    private final String secretKey;
    private final String region;

    private S3Server(Found found, URI endpoint, String accessKey, String secretKey, String region) {
        super(found);
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.region = region;
    }

    /** The one server that all tests of this JVM share; it is found or started by the first call. */
    public static S3Server shared() {
        return SHARED.get();
    }

    /** Starts one more server, from packages, that keeps its objects in memory: a restart empties it. */
    public static S3Server startOwn() {
        return startS3Proxy(List.of("jclouds.provider=transient-nio2"), JavaServers.temporaryFolder("s3"), true);
    }

    /** Starts one more server, from packages, whose objects are files in a folder of its own and survive SIGKILL. */
    public static S3Server startOwnOnDisk() {
        Path folder = JavaServers.temporaryFolder("s3");
        try {
            Path objects = Files.createDirectory(folder.resolve("objects"));
            return startS3Proxy(
                    List.of("jclouds.provider=filesystem-nio2", "jclouds.filesystem.basedir=" + objects), folder, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts Adobe's S3Mock, which takes {@code If-None-Match} for granted and lets several racing creates win: the
     * negative case for whatever claims to find such servers out, and good for nothing else.
     */
    public static S3Server startOneThatLetsRacingCreatesWin() {
        int port = Ports.free();
        String url = "http://" + LOOPBACK + ":" + port;
        Path folder = JavaServers.temporaryFolder("s3mock");
        ServerProcess process = JavaServers.process(
                "S3Mock",
                "s3mock",
                List.of("--server.port=0", "--com.adobe.testing.s3mock.httpPort=" + port),
                folder,
                true,
                () -> HttpProbe.answers(url));
        process.start();
        return server(
                new Found(LOOPBACK, port, "from packages, Adobe S3Mock (the negative case)", process),
                "test",
                "testtest");
    }

    /**
     * Starts MiniStack, whose buckets can keep versions and lock objects, as S3Proxy's cannot. It does one request after the
     * other.
     */
    public static S3Server startOneThatKeepsVersions() {
        int port = Ports.free();
        ServerProcess process = MiniStack.start("s3", "from ministack.app import main; main()", port);
        return server(
                new Found(LOOPBACK, port, "from packages, MiniStack", process),
                MiniStack.CREDENTIAL,
                MiniStack.CREDENTIAL);
    }

    /** The endpoint, to be used with path-style access. */
    public URI endpoint() {
        return endpoint;
    }

    /** The endpoint of this very server through another address, such as that of a proxy. */
    public URI endpointThrough(String otherHost, int otherPort) {
        return URI.create("http://" + otherHost + ":" + otherPort);
    }

    public String accessKey() {
        return accessKey;
    }

    public String secretKey() {
        return secretKey;
    }

    public String region() {
        return region;
    }

    private static S3Server find() {
        @Nullable String endpoint = System.getenv(ENVIRONMENT);
        if (endpoint != null && !endpoint.isBlank()) {
            return Endpoints.answering(ENVIRONMENT, ofEndpoint(endpoint, System.getenv()));
        }
        return startOwn();
    }

    static S3Server ofEndpoint(String endpoint, Map<String, String> environment) {
        URI uri = Endpoints.parse(ENVIRONMENT, endpoint);
        return new S3Server(
                new Found(uri.getHost(), Endpoints.port(uri), "from " + ENVIRONMENT, null),
                uri,
                Objects.requireNonNullElse(environment.get("AWS_ACCESS_KEY_ID"), "test"),
                Objects.requireNonNullElse(environment.get("AWS_SECRET_ACCESS_KEY"), "testtest"),
                Objects.requireNonNullElse(environment.get("AWS_REGION"), REGION));
    }

    private static S3Server startS3Proxy(List<String> storage, Path folder, boolean temporary) {
        int port = Ports.free();
        String url = "http://" + LOOPBACK + ":" + port;
        String secret = PostgresOptions.newPassword();
        Path configuration = folder.resolve("s3proxy.conf");
        try {
            Files.writeString(configuration, String.join("\n", storage) + """

                jclouds.identity=local
                jclouds.credential=local
                s3proxy.endpoint=%s
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=test
                s3proxy.credential=%s
                """.formatted(url, secret));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ServerProcess process = JavaServers.process(
                "S3Proxy",
                "s3proxy",
                "io.aett.reactive.testservers.OneStepS3Proxy",
                List.of(configuration.toString()),
                folder,
                temporary,
                () -> HttpProbe.answers(url));
        process.start();
        return server(new Found(LOOPBACK, port, "from packages, S3Proxy", process), "test", secret);
    }

    private static S3Server server(Found found, String accessKey, String secretKey) {
        URI endpoint = URI.create("http://" + found.host() + ":" + found.port());
        return new S3Server(found, endpoint, accessKey, secretKey, REGION);
    }
}
