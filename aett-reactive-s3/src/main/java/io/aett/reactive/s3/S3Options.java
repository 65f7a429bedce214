package io.aett.reactive.s3;

import io.aett.reactive.engine.EngineOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be set on an {@link S3EventStore}: where the data lives, and the options that all stores share. Immutable. */
public final class S3Options {

    private final EngineOptions engine;
    private final String bucket;
    private final String prefix;
    private final boolean globalOrder;
    private final boolean states;
    private final int parallelRequests;
    private final Duration sealDelay;

    private S3Options(Builder builder, EngineOptions engine, String bucket) {
        this.engine = engine;
        this.bucket = bucket;
        this.prefix = builder.prefix;
        this.globalOrder = builder.globalOrder;
        this.states = builder.states;
        this.parallelRequests = builder.parallelRequests;
        this.sealDelay = builder.sealDelay;
    }

    /** A builder that begins with the defaults; the bucket has none. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        return new Builder().from(this);
    }

    EngineOptions engine() {
        return engine;
    }

    String bucket() {
        return bucket;
    }

    /** Ends with a slash. */
    String prefix() {
        return prefix.endsWith("/") ? prefix : prefix + "/";
    }

    boolean globalOrder() {
        return globalOrder;
    }

    boolean states() {
        return states;
    }

    int parallelRequests() {
        return parallelRequests;
    }

    Duration sealDelay() {
        return sealDelay;
    }

    /** Builds {@link S3Options}. Not thread-safe. */
    public static final class Builder extends EngineOptions.Builder<Builder> {

        /** What S3 allows in a bucket's name, and access point aliases and names (which may be ARNs). */
        private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:/_-]{1,254}[A-Za-z0-9]");

        /** The characters that every store, proxy and URL library takes as they are. */
        private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9!_.()-]+(/[A-Za-z0-9!_.()-]+)*/?");

        private static final int MAX_PREFIX = 200;

        private @Nullable String bucket;
        private String prefix = "aett/";
        private boolean globalOrder = true;
        private boolean states = true;
        private int parallelRequests = 48;
        private Duration sealDelay = Duration.ofSeconds(1);

        private Builder() {
            // A look is two requests, and requests are money; what this process commits itself is known without
            // looking.
            minPollInterval(Duration.ofMillis(50));
        }

        private Builder from(S3Options options) {
            bucket = options.bucket;
            prefix = options.prefix;
            globalOrder = options.globalOrder;
            states = options.states;
            parallelRequests = options.parallelRequests;
            sealDelay = options.sealDelay;
            return copyOf(options.engine);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** The bucket, which must exist. Required. */
        public Builder bucket(String name) {
            bucket = Objects.requireNonNull(name, "bucket");
            return this;
        }

        /**
         * The folder in the bucket that this store has for itself; nothing outside of it is ever read, written or removed.
         * Letters, digits, {@code ! - _ . ( )} and slashes between them, at most 200. Default: {@code aett/}.
         */
        public Builder prefix(String folder) {
            prefix = Objects.requireNonNull(folder, "prefix");
            return this;
        }

        /**
         * Whether commits have a place in the global order. Decided by the first {@code initialize()} and the same for all
         * who use the store. Without it a commit costs one write instead of two, checkpoints are 0, and reading by
         * checkpoint, following and {@code getAllTo} are errors. Default: {@code true}.
         */
        public Builder globalOrder(boolean kept) {
            globalOrder = kept;
            return this;
        }

        /**
         * Whether the store keeps states, which need an endpoint whose {@code If-Match} holds for writes and deletions. Without it all of
         * {@code states()} is an error, and commits and snapshots need {@code If-None-Match} alone. Default: {@code true}.
         */
        public Builder states(boolean kept) {
            states = kept;
            return this;
        }

        /**
         * How many requests one operation may have under way at once, 1 to 1000. The client's {@code maxConcurrency} should
         * not be less. Default: 48, as the SDK's own default is 50 connections.
         */
        public Builder parallelRequests(int requests) {
            parallelRequests = requests;
            return this;
        }

        /**
         * How long a reader of the global order waits for a commit that was announced and is not there before it decides
         * that it never will be. Longer than a commit usually takes; a writer that is slower asks for more. It decides who waits,
         * never what is read.
         * Default: 1 second.
         */
        public Builder sealDelay(Duration delay) {
            sealDelay = Objects.requireNonNull(delay, "sealDelay");
            return this;
        }

        /** The options, checked; an {@link IllegalArgumentException} names the option that is wrong. */
        public S3Options build() {
            String name = bucket;
            if (name == null) {
                throw new IllegalArgumentException("option bucket must be set");
            }
            EngineOptions.require(BUCKET.matcher(name).matches(), "bucket", "a bucket's name", "'" + name + "'");
            EngineOptions.require(
                    prefix.length() <= MAX_PREFIX && PREFIX.matcher(prefix).matches() && !hasDots(prefix),
                    "prefix",
                    "1 to 200 of letters, digits, !-_.() and single slashes between them, without '.' or '..'",
                    "'" + prefix + "'");
            EngineOptions.require(
                    parallelRequests >= 1 && parallelRequests <= 1000,
                    "parallelRequests",
                    "between 1 and 1000",
                    parallelRequests);
            if (!sealDelay.isZero()) {
                EngineOptions.requireDuration("sealDelay", sealDelay, EngineOptions.LONGEST);
            }
            return new S3Options(this, engineOptions(), name);
        }

        /** Whether a part is nothing but dots: some clients resolve such parts as file systems do. */
        private static boolean hasDots(String prefix) {
            for (String part : prefix.split("/", -1)) {
                if (part.equals(".") || part.equals("..")) {
                    return true;
                }
            }
            return false;
        }
    }
}
