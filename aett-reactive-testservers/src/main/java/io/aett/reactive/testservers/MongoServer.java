package io.aett.reactive.testservers;

import com.mongodb.ConnectionString;
import com.mongodb.MongoConfigurationException;
import com.mongodb.ServerAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.wait.strategy.Wait;

/**
 * A real MongoDB server: the one of {@value #ENVIRONMENT}, or one from Docker, or one from packages; alone or as a
 * replica set of one.
 *
 * <p>A server alone acknowledges {@code w: majority} before its journal is written: what it acknowledged in the last 100
 * ms before SIGKILL is lost unless the write asked for {@code j: true}. A replica set waits for its journal.
 */
public final class MongoServer extends TestServer {

    /** The variable that names a server of the user's: {@code mongodb://...}. */
    public static final String ENVIRONMENT = "AETT_TEST_MONGODB_URI";

    static final String REPLICA_SET = "aett";
    private static final String IMAGE = "mongo:7";
    private static final int IMAGE_PORT = 27017;
    /** A new collection is read by the majority's concern when the journal was flushed next, by default a tenth of a second later. */
    private static final MongoOptions QUICK = options().arguments("--journalCommitInterval", "5");

    private static final Shared<MongoServer> STANDALONE = new Shared<>(ENVIRONMENT, () -> find(QUICK));
    private static final Shared<MongoServer> REPLICATED = new Shared<>(ENVIRONMENT, () -> find(QUICK.replicaSet(true)));
    private static final Shared<MongoServer> MEASURED =
            new Shared<>(ENVIRONMENT, () -> find(options().replicaSet(true)));

    private final String uri;
    private final boolean replicaSet;

    MongoServer(Found found, String uri, boolean replicaSet) {
        super(found);
        this.uri = uri;
        this.replicaSet = replicaSet;
    }

    /** The one standalone server that all tests of this JVM share; it is found or started by the first call. */
    public static MongoServer shared() {
        return STANDALONE.get();
    }

    /** The one replica set (of one member, unless the user's is larger) that all tests of this JVM share. */
    public static MongoServer sharedReplicaSet() {
        return REPLICATED.get();
    }

    /** The one replica set that all measurements of this JVM share: from packages, it flushes its journal when the server does by default. */
    public static MongoServer measuredReplicaSet() {
        return MEASURED.get();
    }

    /** Starts one more standalone server, from packages. */
    public static MongoServer startOwn() {
        return options().start();
    }

    /** Starts one more replica set of one, from packages. */
    public static MongoServer startOwnReplicaSet() {
        return options().replicaSet(true).start();
    }

    /** Options of one more server, from packages. */
    public static MongoOptions options() {
        return MongoOptions.ofDefaults();
    }

    /** The connection string. */
    public String uri() {
        return uri;
    }

    /** The connection string of this very server through another address, such as that of a proxy. */
    public String uriThrough(String otherHost, int otherPort) {
        return uri.replaceFirst("//([^@/]*@)?[^/?]+", "//$1" + otherHost + ":" + otherPort);
    }

    /** True if the server is a member of a replica set, and so has change streams, sessions and elections. */
    public boolean isReplicaSet() {
        return replicaSet;
    }

    /** A connection string that stays with this one server, whatever it says about other members. */
    static String direct(String host, int port) {
        return "mongodb://" + host + ":" + port + "/?directConnection=true";
    }

    private static MongoServer find(MongoOptions own) {
        boolean replicaSet = own.isReplicaSet();
        @Nullable String uri = System.getenv(ENVIRONMENT);
        if (uri != null && !uri.isBlank()) {
            MongoServer given = ofUri(uri, MongoProbe.isReplicaSet(uri));
            if (given.isReplicaSet() == replicaSet) {
                return given;
            }
        }
        if (Docker.answers()) {
            return ofDocker(replicaSet);
        }
        return own.start();
    }

    static MongoServer ofUri(String uri, boolean replicaSet) {
        ServerAddress first;
        try {
            first = new ServerAddress(new ConnectionString(uri).getHosts().get(0));
        } catch (IllegalArgumentException | MongoConfigurationException e) {
            throw new TestServerException(ENVIRONMENT + " is not a MongoDB connection string", e);
        }
        return new MongoServer(
                new Found(first.getHost(), first.getPort(), "from " + ENVIRONMENT, null), uri, replicaSet);
    }

    private static MongoServer ofDocker(boolean replicaSet) {
        List<String> command = replicaSet
                ? List.of("mongod", "--bind_ip_all", "--replSet", REPLICA_SET)
                : List.of("mongod", "--bind_ip_all");
        Found found = Docker.start(
                IMAGE,
                IMAGE_PORT,
                Map.of(),
                Wait.forLogMessage("(?i).*waiting for connections.*\\s", 1),
                command.toArray(String[]::new));
        String uri = direct(found.host(), found.port());
        if (!MongoProbe.takesWrites(uri, found.host(), found.port(), replicaSet, "127.0.0.1:" + IMAGE_PORT)) {
            throw new TestServerException("MongoDB from Docker takes no writes");
        }
        return new MongoServer(found, uri, replicaSet);
    }
}
