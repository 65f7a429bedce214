package io.aett.reactive.cli.store;

import io.aett.reactive.cli.kit.BadInputException;
import java.util.Map;
import java.util.function.Supplier;

/** Stores by their addresses. Nothing that is wrong with an address quotes it: there may be a password in it. */
public final class StorePlaces {

    private static final String KINDS =
            "postgresql://HOST/DATABASE, mongodb://HOST/DATABASE, dynamodb:TABLE, s3:BUCKET/PREFIX, or env:NAME for an address"
                    + " in the environment";

    private StorePlaces() {}

    /** The options of a store, whose own limits are those of an address. */
    static <O> O options(Supplier<O> build) {
        try {
            return build.get();
        } catch (IllegalArgumentException e) {
            throw new BadInputException("that is no store: " + e.getMessage());
        }
    }

    /**
     * The store that is meant; an address that is none is a {@link BadInputException}.
     *
     * @param environment where {@code env:NAME} and passwords are looked for
     */
    public static StorePlace of(String address, Map<String, String> environment) {
        String url = url(address, environment);
        if (url.matches("(r2dbc:)?postgres(ql)?:.*")) {
            return PostgresPlace.of(url, environment);
        }
        if (url.matches("mongodb(\\+srv)?:.*")) {
            return MongoPlace.of(url);
        }
        if (url.startsWith("dynamodb:")) {
            return DynamoDbPlace.of(url);
        }
        if (url.startsWith("s3:")) {
            return S3Place.of(url);
        }
        throw new BadInputException(
                url.startsWith("python:")
                        ? "a store of the Python library can only be copied: aett copy python:ADDRESS TO"
                        : "that is no address of a store; write " + KINDS);
    }

    /** The address that is meant, which may be in the environment. */
    public static String url(String address, Map<String, String> environment) {
        String url = address.strip();
        if (!url.startsWith("env:")) {
            return url;
        }
        String name = url.substring("env:".length());
        String value = environment.getOrDefault(name, "").strip();
        if (value.isEmpty() || value.startsWith("env:")) {
            throw new BadInputException("the environment has no address of a store in " + name + "; set it to one of "
                    + KINDS.replace(", or env:NAME for an address in the environment", ""));
        }
        return value;
    }
}
