package io.aett.reactive.postgres;

import io.aett.reactive.engine.EngineOptions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What can be set on a {@link PostgresEventStore}. Immutable. */
public final class PostgresOptions {

    private final EngineOptions engine;
    private final String schema;
    private final int writers;
    private final int readers;
    private final @Nullable Boolean notifications;
    private final boolean pgBouncer;

    private PostgresOptions(Builder builder, EngineOptions shared) {
        engine = shared;
        schema = PostgresSchema.requireValid(builder.schema);
        writers = builder.writers;
        readers = builder.readers;
        notifications = builder.notifications;
        pgBouncer = builder.pgBouncer;
        EngineOptions.require(writers >= 1 && writers <= 64, "writers", "between 1 and 64", writers);
        EngineOptions.require(readers >= 1 && readers <= 1000, "readers", "between 1 and 1000", readers);
        EngineOptions.require(
                !pgBouncer || !Boolean.TRUE.equals(notifications),
                "notifications",
                "off behind PgBouncer, whose sessions cannot listen",
                "on");
    }

    /** The defaults: an empty topic map, so that no event can be written before one is set. */
    public static PostgresOptions ofDefaults() {
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

    String schema() {
        return schema;
    }

    int writers() {
        return writers;
    }

    int readers() {
        return readers;
    }

    boolean notifications(boolean otherwise) {
        return notifications == null ? otherwise && !pgBouncer : notifications;
    }

    boolean pgBouncer() {
        return pgBouncer;
    }

    /** Builds {@link PostgresOptions}. Not thread-safe. */
    public static final class Builder extends EngineOptions.Builder<Builder> {

        private String schema = "aett";
        private int writers = 2;
        private int readers = 8;
        private @Nullable Boolean notifications;
        private boolean pgBouncer;

        private Builder() {}

        private Builder from(PostgresOptions options) {
            schema = options.schema;
            writers = options.writers;
            readers = options.readers;
            notifications = options.notifications;
            pgBouncer = options.pgBouncer;
            return copyOf(options.engine);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /**
         * The schema that holds the store's tables, made by {@code initialize()}. Default: {@code aett}. One to 48 lower-case
         * letters, digits and underscores, not beginning with a digit or {@code pg_}. Stores in different schemas of a
         * database know nothing of each other.
         */
        public Builder schema(String name) {
            schema = Objects.requireNonNull(name, "schema");
            return this;
        }

        /**
         * How many appends may be under way at once, and how many connections are kept for them where the store has its own.
         * Default: 2; each carries all commits that wait when it starts, so more help only where one flush takes long. Another one is
         * begun for each eight commits that wait or are under way: fewer are stored sooner together.
         */
        public Builder writers(int connections) {
            writers = connections;
            return this;
        }

        /**
         * The most connections for everything but appends, where the store has its own. Default: 8. A read takes one for the
         * time of a page. The same number is the most transactions at once, on connections beside these.
         */
        public Builder readers(int connections) {
            readers = connections;
            return this;
        }

        /**
         * Whether commits are announced by {@code NOTIFY}, and followers listen. Default: where the store has its own
         * connections. Listening takes one connection as long as somebody follows. Without it followers look for news at
         * intervals between the shortest and the longest poll interval.
         */
        public Builder notifications(boolean on) {
            notifications = on;
            return this;
        }

        /**
         * Leaves out everything that needs a session of one's own: prepared statements that outlive a transaction, settings,
         * listening. Default: off. For PgBouncer in transaction mode.
         */
        public Builder pgBouncer(boolean on) {
            pgBouncer = on;
            return this;
        }

        /** The options, checked; an {@link IllegalArgumentException} names the option that is wrong. */
        public PostgresOptions build() {
            return new PostgresOptions(this, engineOptions());
        }
    }
}
