package io.aett.reactive.cli.python;

import com.mongodb.ConnectionString;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.store.Address;
import io.aett.reactive.cli.store.Aws;
import io.aett.reactive.cli.store.Servers;
import io.aett.reactive.cli.store.StorePlaces;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** Where the Python library stores: {@code python:} and an address as for other stores. */
public final class PythonPlace {

    private static final String SCHEME = "python:";
    private static final String KINDS =
            "postgresql://HOST/DATABASE, mongodb://HOST/DATABASE, dynamodb:TABLE, s3:BUCKET/FOLDER, or env:NAME";

    private final String name;
    private final boolean ordered;
    private final ZoneId zone;
    private final Supplier<PythonStore> opening;

    private PythonPlace(String name, boolean ordered, ZoneId zone, Supplier<PythonStore> opening) {
        this.name = SCHEME + name;
        this.ordered = ordered;
        this.zone = zone;
        this.opening = opening;
    }

    /** Whether the address says that the Python library stores there. */
    public static boolean isMeant(String address) {
        return address.startsWith(SCHEME);
    }

    /** The place; an address that is none is a {@link BadInputException}. */
    public static PythonPlace of(String address, Map<String, String> environment) {
        String url = StorePlaces.url(address.substring(SCHEME.length()), environment);
        if (url.matches("(r2dbc:)?postgres(ql)?:.*")) {
            return postgres(Address.of(url.replaceFirst("^r2dbc:", "")), environment);
        }
        if (url.matches("mongodb(\\+srv)?:.*")) {
            return mongo(url);
        }
        if (url.startsWith("dynamodb:")) {
            return dynamoDb(Address.of(url));
        }
        if (url.startsWith("s3:")) {
            return s3(Address.of(url));
        }
        throw new BadInputException("that is no address of a store of the Python library; write python: and " + KINDS);
    }

    private static PythonPlace postgres(Address parts, Map<String, String> environment) {
        String schema = take(parts, "schema", "public");
        String commits = take(parts, "commits", "commits");
        String snapshots = take(parts, "snapshots", "snapshots");
        ZoneId zone = zone(parts);
        ConnectionFactoryOptions address = Servers.postgres(parts, environment);
        return new PythonPlace(
                "postgresql://" + Servers.where(address) + ", table " + schema + "." + commits,
                true,
                zone,
                () -> new PythonPostgres(address, schema, commits, snapshots));
    }

    private static PythonPlace mongo(String url) {
        Address parts = Address.of(url);
        String commits = take(parts, "commits", "commits");
        String snapshots = take(parts, "snapshots", "snapshots");
        ConnectionString address = Servers.mongo(url.replaceAll("(?<=[?&])(commits|snapshots)=[^&]*&?", ""));
        String database = address.getDatabase();
        if (database == null) {
            throw new BadInputException("name the database of the Python library: python:mongodb://HOST/DATABASE");
        }
        return new PythonPlace(
                Servers.where(address, database) + ", collection " + commits,
                true,
                ZoneOffset.UTC,
                () -> new PythonMongo(address, database, commits, snapshots));
    }

    private static PythonPlace dynamoDb(Address parts) {
        parts.requireNoUser();
        String commits = parts.rest().isEmpty() ? "commits" : parts.rest();
        String snapshots = take(parts, "snapshots", "snapshots");
        Aws aws = parts.aws();
        parts.requireNothingElse("region, endpoint and snapshots");
        return new PythonPlace(
                "dynamodb:" + commits + Address.where(aws),
                false,
                ZoneOffset.UTC,
                () -> new PythonDynamoDb(aws, commits, snapshots));
    }

    private static PythonPlace s3(Address parts) {
        parts.requireNoUser();
        String[] path = parts.rest().split("/", 2);
        String commits = path.length == 2 && !path[1].isEmpty() ? path[1].replaceFirst("/+$", "") : "commits";
        String snapshots = take(parts, "snapshots", "snapshots");
        ZoneId zone = zone(parts);
        Aws aws = parts.aws();
        parts.requireNothingElse("region, endpoint, snapshots and timezone");
        if (path[0].isEmpty()) {
            throw new BadInputException("an address of S3 is like python:s3:BUCKET, or python:s3:BUCKET/FOLDER");
        }
        return new PythonPlace(
                "s3:" + path[0] + "/" + commits + Address.where(aws),
                false,
                zone,
                () -> new PythonS3(aws, path[0], commits, snapshots));
    }

    private static String take(Address parts, String name, String usual) {
        return Optional.ofNullable(parts.take(name)).orElse(usual);
    }

    private static ZoneId zone(Address parts) {
        String zone = take(parts, "timezone", "UTC");
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new BadInputException("'" + zone + "' is no time zone; write one like timezone=Europe/Berlin");
        }
    }

    /** How messages call it: without user and password, and the same for the same tables. */
    public String name() {
        return name;
    }

    /** Whether it has an order between streams; otherwise they are ordered by the seconds of stamps. */
    public boolean isOrdered() {
        return ordered;
    }

    RowDecoder decoder() {
        return new RowDecoder(zone);
    }

    /** The work on what is there, whose connections are closed after it. */
    public <T> Mono<T> with(Function<PythonStore, Mono<T>> work) {
        return Mono.usingWhen(
                Mono.fromSupplier(opening), store -> Mono.defer(() -> work.apply(store)), PythonStore::close);
    }
}
