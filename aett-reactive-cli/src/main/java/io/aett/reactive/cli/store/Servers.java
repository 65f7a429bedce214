package io.aett.reactive.cli.store;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.cli.kit.BadInputException;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Option;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The servers that addresses name. */
public final class Servers {

    private static final Pattern WHERE =
            Pattern.compile("([^/]*@)?([^/@:\\[\\]]+|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?/[^/]+");

    private static final String SHAPE =
            "an address of a PostgreSQL database is like postgresql://user@host:5432/database?schema=aett, with the password in"
                    + " PGPASSWORD";

    private static final int SECONDS_TO_FIND_A_SERVER = 10;

    private Servers() {}

    /** A PostgreSQL server; the parameters that are left are the driver's. */
    public static ConnectionFactoryOptions postgres(Address parts, Map<String, String> environment) {
        if (!WHERE.matcher(parts.rest()).matches()) {
            throw new BadInputException(SHAPE);
        }
        try {
            ConnectionFactoryOptions given = ConnectionFactoryOptions.parse("r2dbc:postgresql://" + parts.rest());
            ConnectionFactoryOptions.Builder builder = given.mutate();
            parts.parameters().forEach((name, value) -> builder.option(Option.valueOf(name), value));
            if (!given.hasOption(ConnectionFactoryOptions.USER)) {
                builder.option(
                        ConnectionFactoryOptions.USER,
                        environment.getOrDefault("PGUSER", System.getProperty("user.name")));
            }
            if (!given.hasOption(ConnectionFactoryOptions.PASSWORD) && environment.containsKey("PGPASSWORD")) {
                builder.option(ConnectionFactoryOptions.PASSWORD, environment.get("PGPASSWORD"));
            }
            return builder.build();
        } catch (RuntimeException e) {
            throw new BadInputException(SHAPE);
        }
    }

    /** Host, port and database, for people. */
    public static String where(ConnectionFactoryOptions address) {
        Object port = address.getValue(ConnectionFactoryOptions.PORT);
        return address.getRequiredValue(ConnectionFactoryOptions.HOST)
                + (port == null ? "" : ":" + port)
                + "/"
                + address.getRequiredValue(ConnectionFactoryOptions.DATABASE);
    }

    /** A MongoDB server. */
    public static ConnectionString mongo(String url) {
        try {
            return new ConnectionString(url);
        } catch (RuntimeException e) {
            throw new BadInputException(
                    "an address of a MongoDB database is like mongodb://user:password@host:27017/database"
                            + "?authSource=admin; what is special in a password is escaped as in every URL");
        }
    }

    /** Hosts and database, for people. */
    public static String where(ConnectionString address, String database) {
        return "mongodb://" + String.join(",", address.getHosts()) + "/" + database;
    }

    /** A client, to be closed. */
    public static MongoClient connect(ConnectionString address) {
        return MongoClients.create(MongoClientSettings.builder()
                .applyToClusterSettings(
                        cluster -> cluster.serverSelectionTimeout(SECONDS_TO_FIND_A_SERVER, TimeUnit.SECONDS))
                .applyConnectionString(address)
                .build());
    }
}
