package io.aett.reactive.testservers;

import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A server that speaks DynamoDB's protocol: the one of {@value #ENVIRONMENT}, or DynamoDB Local from Docker, or MiniStack
 * from Python packages.
 *
 * <p>What MiniStack does as DynamoDB does: transactions with conditions, {@code ALL_OLD} in the reasons, tokens, one
 * winner of every race and no half transaction, pages of 1 MB, the limits of 400 KB and of 25 and 100 items, capacity
 * units, order by bytes. What it does not: it does one request after the other and so never answers with
 * {@code TransactionConflict}, throttling or leftovers of a batch; {@code BatchGetItem} knows no limit of 16 MB; the size of
 * a transaction is that of its request (its limit is raised here, so that 4 MB of binary content pass). It keeps its
 * tables in memory: a restart empties it.
 */
public final class DynamoServer extends TestServer {

    /**
     * The variable that names an endpoint of the user's, such as {@code http://localhost:8000}; credentials and region
     * are then taken from {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_REGION}.
     */
    public static final String ENVIRONMENT = "AETT_TEST_DYNAMODB_ENDPOINT";

    private static final String IMAGE = "amazon/dynamodb-local:2.6.1";
    private static final String LOOPBACK = MiniStack.LOOPBACK;
    private static final String REGION = "us-east-1";
    private static final String CREDENTIAL = MiniStack.CREDENTIAL;

    /** Binary content is a third longer in a request than in a table. */
    private static final String START =
            "import ministack.services.dynamodb as dynamodb; from ministack.app import main;"
                    + " dynamodb._DDB_TXN_MAX_BYTES = 4 * 1024 * 1024 * 4 // 3 + 128 * 1024; main()";

    private static final Shared<DynamoServer> SHARED = new Shared<>(ENVIRONMENT, DynamoServer::find);

    private final URI endpoint;
    private final String accessKey;
    private final String secretKey;
    private final String region;

    private DynamoServer(Found found, URI endpoint, String accessKey, String secretKey, String region) {
        super(found);
        this.endpoint = endpoint;
        this.accessKey = accessKey;
        this.secretKey = secretKey;
        this.region = region;
    }

    /** The one server that all tests of this JVM share; it is found or started by the first call. */
    public static DynamoServer shared() {
        return SHARED.get();
    }

    /** Starts one more server, from packages; its tables are in memory and are gone with it. */
    public static DynamoServer startOwn() {
        int port = Ports.free();
        ServerProcess process = MiniStack.start("dynamodb", START, port);
        return server(new Found(LOOPBACK, port, "from packages, MiniStack", process));
    }

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

    private static DynamoServer find() {
        @Nullable String endpoint = System.getenv(ENVIRONMENT);
        if (endpoint != null && !endpoint.isBlank()) {
            return Endpoints.answering(ENVIRONMENT, ofEndpoint(endpoint, System.getenv()));
        }
        if (Docker.answers()) {
            return server(Docker.start(
                    IMAGE,
                    8000,
                    Map.of(),
                    Wait.forListeningPort(),
                    "-jar",
                    "DynamoDBLocal.jar",
                    "-inMemory",
                    "-sharedDb"));
        }
        return startOwn();
    }

    static DynamoServer ofEndpoint(String endpoint, Map<String, String> environment) {
        URI uri = Endpoints.parse(ENVIRONMENT, endpoint);
        return new DynamoServer(
                new Found(uri.getHost(), Endpoints.port(uri), "from " + ENVIRONMENT, null),
                uri,
                Objects.requireNonNullElse(environment.get("AWS_ACCESS_KEY_ID"), CREDENTIAL),
                Objects.requireNonNullElse(environment.get("AWS_SECRET_ACCESS_KEY"), CREDENTIAL),
                Objects.requireNonNullElse(environment.get("AWS_REGION"), REGION));
    }

    private static DynamoServer server(Found found) {
        URI endpoint = URI.create("http://" + found.host() + ":" + found.port());
        return new DynamoServer(found, endpoint, CREDENTIAL, CREDENTIAL, REGION);
    }
}
