package io.aett.reactive.mongodb;

import io.aett.reactive.engine.EngineOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/** What can be set on a {@link MongoEventStore}: the options that all stores share, and its own. Immutable. */
public final class MongoOptions {

    private static final Pattern DATABASE = Pattern.compile("[A-Za-z0-9_-]{1,63}");

    private final EngineOptions engine;
    private final String database;
    private final Duration sealDelay;
    private final boolean changeStreams;

    private MongoOptions(Builder builder) {
        this.engine = builder.checkedEngine();
        this.database = builder.database;
        this.sealDelay = builder.sealDelay;
        this.changeStreams = builder.changeStreams;
        EngineOptions.require(
                DATABASE.matcher(database).matches(),
                "database",
                "1 to 63 letters, digits, hyphens and underscores",
                database);
        EngineOptions.requireDuration("sealDelay", sealDelay, EngineOptions.LONGEST);
    }

    /** The defaults: an empty topic map, so that no event can be written before one is set. */
    public static MongoOptions ofDefaults() {
        return builder().build();
    }

    /** A builder that begins with the defaults. */
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

    String database() {
        return database;
    }

    Duration sealDelay() {
        return sealDelay;
    }

    boolean changeStreams() {
        return changeStreams;
    }

    /** Builds {@link MongoOptions}. Not thread-safe. */
    public static final class Builder extends EngineOptions.Builder<Builder> {

        private String database = "aett";
        private Duration sealDelay = Duration.ofMillis(250);
        private boolean changeStreams = true;

        private Builder() {}

        private Builder from(MongoOptions options) {
            database = options.database;
            sealDelay = options.sealDelay;
            changeStreams = options.changeStreams;
            return copyOf(options.engine);
        }

        @Override
        protected Builder self() {
            return this;
        }

        private EngineOptions checkedEngine() {
            return engineOptions();
        }

        /** The database that the store's collections are in: 1 to 63 letters, digits, hyphens, underscores. Default: aett. */
        public Builder database(String name) {
            database = Objects.requireNonNull(name, "database");
            return this;
        }

        /**
         * How long readers of the global order wait for a writer that took a place in it and does not fill it, before they
         * close the place. Longer than a write usually takes; a writer that is slower asks for more. Default: 250 milliseconds.
         */
        public Builder sealDelay(Duration delay) {
            sealDelay = Objects.requireNonNull(delay, "sealDelay");
            return this;
        }

        /**
         * Whether followers are woken by a change stream where the server has them (replica sets, sharded clusters);
         * otherwise they poll. Default: true.
         */
        public Builder changeStreams(boolean on) {
            changeStreams = on;
            return this;
        }

        /** The options, checked; an {@link IllegalArgumentException} names the option that is wrong. */
        public MongoOptions build() {
            return new MongoOptions(this);
        }
    }
}
