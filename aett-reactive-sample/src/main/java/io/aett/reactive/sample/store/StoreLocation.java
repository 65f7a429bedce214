package io.aett.reactive.sample.store;

import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.cli.store.Aws;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the user wants the data.
 *
 * @param url the server's address, if one is given
 * @param bucket the bucket, if one is given
 * @param dataFolder where an embedded server keeps its data; not created yet
 */
public record StoreLocation(Optional<String> url, Optional<String> bucket, Path dataFolder) {

    /** From options, of which those not given are null; the folder is then the user's data folder. */
    public static StoreLocation of(@Nullable String url, @Nullable String bucket, @Nullable Path dataFolder) {
        return new StoreLocation(
                Optional.ofNullable(url), Optional.ofNullable(bucket), dataFolder == null ? userData() : dataFolder);
    }

    /** Refuses a url for a kind of store that has no server. */
    public void requireNoUrl(String kind) {
        if (url.isPresent()) {
            throw new BadInputException("the " + kind + " store takes no --url");
        }
    }

    /** The server's address; without one the user is told what it looks like. */
    public String requireUrl(String kind, String example) {
        return url.orElseThrow(() -> new BadInputException("the " + kind + " store needs --url: " + example));
    }

    /** AWS itself, for {@code aws}, or a compatible server; without a url the user is told what it looks like. */
    public Aws requireAws(String kind, String example) {
        String address = requireUrl(kind, "aws, or " + example);
        return address.equals("aws") ? Aws.service() : Aws.compatible(address);
    }

    /** Refuses a bucket for a kind of store that has none. */
    public void requireNoBucket(String kind) {
        if (bucket.isPresent()) {
            throw new BadInputException("the " + kind + " store takes no --bucket");
        }
    }

    private static Path userData() {
        String base = System.getenv("XDG_DATA_HOME");
        return base == null || base.isBlank()
                ? Path.of(System.getProperty("user.home"), ".local", "share", "aett-reactive-sample")
                : Path.of(base, "aett-reactive-sample");
    }
}
