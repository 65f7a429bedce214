package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;

import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.postgresql.api.PostgresqlResult;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.wait.strategy.Wait;
import reactor.core.publisher.Mono;

/**
 * A real PostgreSQL server: the one of {@value #ENVIRONMENT}, or one from Docker, or one from packages.
 *
 * <p>Each server from packages has a data directory of its own. Its settings lean on speed: no {@code fsync} (a server
 * that is killed loses nothing, since the operating system goes on; see {@link PostgresOptions#fsync}).
 */
public final class PostgresServer extends TestServer {

    /** The variable that names a server of the user's: {@code r2dbc:postgresql://user:password@host:port/database}. */
    public static final String ENVIRONMENT = "AETT_TEST_POSTGRES_URL";

    private static final String IMAGE = "postgres:17-alpine";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Shared<PostgresServer> SHARED = new Shared<>(ENVIRONMENT, PostgresServer::find);

    private final String user;
    private final String password;
    private final String database;

    PostgresServer(Found found, String user, String password, String database) {
        super(found);
        this.user = user;
        this.password = password;
        this.database = database;
    }

    /** The one server that all tests of this JVM share; it is found or started by the first call. */
    public static PostgresServer shared() {
        return SHARED.get();
    }

    /** Starts one more server, from packages, with default options. */
    public static PostgresServer startOwn() {
        return options().start();
    }

    /** Options of one more server, from packages. */
    public static PostgresOptions options() {
        return PostgresOptions.ofDefaults();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    public String database() {
        return database;
    }

    /** {@code r2dbc:postgresql://user:password@host:port/database} of the default database. */
    public String url() {
        return url(database);
    }

    /** The same for another database of this server. */
    public String url(String otherDatabase) {
        return "r2dbc:postgresql://" + encoded(user) + ":" + encoded(password) + "@" + host() + ":" + port() + "/"
                + encoded(otherDatabase);
    }

    /** Creates an empty database of that name; one of that name that is there is dropped first. */
    public void createDatabase(String name) {
        dropDatabase(name);
        execute("CREATE DATABASE " + quoted(name) + " TEMPLATE template0");
    }

    /** Drops the database of that name, if there is one, and ends whoever is connected to it. */
    public void dropDatabase(String name) {
        execute("DROP DATABASE IF EXISTS " + quoted(name) + " WITH (FORCE)");
    }

    /** Runs one SQL statement in the default database, in a connection of its own. */
    public void execute(String sql) {
        execute(database, sql);
    }

    /** Runs one SQL statement in a database of this server, in a connection of its own. */
    public void execute(String inDatabase, String sql) {
        PostgresqlConnectionFactory factory =
                new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                        .host(host())
                        .port(port())
                        .username(user)
                        .password(password)
                        .database(inDatabase)
                        .build());
        Mono.usingWhen(
                        factory.create(),
                        connection -> connection
                                .createStatement(sql)
                                .execute()
                                .flatMap(PostgresqlResult::getRowsUpdated)
                                .then(),
                        PostgresqlConnection::close)
                .block(PATIENCE);
    }

    private static PostgresServer find() {
        @Nullable String url = System.getenv(ENVIRONMENT);
        if (url != null && !url.isBlank()) {
            return Endpoints.answering(ENVIRONMENT, ofUrl(url));
        }
        if (Docker.answers()) {
            return ofDocker();
        }
        return startOwn();
    }

    static PostgresServer ofUrl(String url) {
        ConnectionFactoryOptions options;
        try {
            options = ConnectionFactoryOptions.parse(
                    url.replaceFirst("^(jdbc:|r2dbc:)?postgres(ql)?:", "r2dbc:postgresql:"));
        } catch (IllegalArgumentException e) {
            throw new TestServerException(
                    ENVIRONMENT + " is not of the form r2dbc:postgresql://user:password@host:port/database", e);
        }
        String host = text(options.getValue(ConnectionFactoryOptions.HOST), "localhost");
        int port = Integer.parseInt(text(options.getValue(ConnectionFactoryOptions.PORT), "5432"));
        String user = text(options.getValue(ConnectionFactoryOptions.USER), "postgres");
        Found found = new Found(host, port, "from " + ENVIRONMENT, null);
        return new PostgresServer(
                found,
                user,
                text(options.getValue(ConnectionFactoryOptions.PASSWORD), ""),
                text(options.getValue(ConnectionFactoryOptions.DATABASE), user));
    }

    private static PostgresServer ofDocker() {
        String password = PostgresOptions.newPassword();
        List<String> command = new ArrayList<>(List.of("postgres"));
        options().settings().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        Found found = Docker.start(
                IMAGE,
                5432,
                Map.of("POSTGRES_PASSWORD", password),
                Wait.forLogMessage(".*database system is ready to accept connections.*\\s", 2),
                command.toArray(String[]::new));
        return new PostgresServer(found, "postgres", password, "postgres");
    }

    private static String text(@Nullable Object value, String otherwise) {
        if (value == null) {
            return otherwise;
        }
        return value instanceof CharSequence text ? text.toString() : requireNonNull(value.toString());
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
