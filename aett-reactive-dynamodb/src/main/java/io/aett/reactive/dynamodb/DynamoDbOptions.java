package io.aett.reactive.dynamodb;

import io.aett.reactive.engine.EngineOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/** What can be set on a {@link DynamoDbEventStore}. Immutable. */
public final class DynamoDbOptions {

    private static final Pattern TABLE = Pattern.compile("[a-zA-Z0-9_.-]{3,255}");

    private final EngineOptions engine;
    private final String table;
    private final boolean globalOrder;
    private final Duration sealDelay;

    private DynamoDbOptions(EngineOptions engine, Builder builder) {
        this.engine = engine;
        this.table = builder.table;
        this.globalOrder = builder.globalOrder;
        this.sealDelay = builder.sealDelay;
    }

    /** The defaults: table {@code aett}, with a global order, and an empty topic map. */
    public static DynamoDbOptions ofDefaults() {
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

    /** The table's name. */
    public String table() {
        return table;
    }

    /** Whether the store keeps a global order. */
    public boolean globalOrder() {
        return globalOrder;
    }

    /** How long a reader of the global order waits for a writer that took a position and does not fill it. */
    public Duration sealDelay() {
        return sealDelay;
    }

    EngineOptions engine() {
        return engine;
    }

    /** Builds {@link DynamoDbOptions}. Not thread-safe. */
    public static final class Builder extends EngineOptions.Builder<Builder> {

        private String table = "aett";
        private boolean globalOrder = true;
        private Duration sealDelay = Duration.ofMillis(500);

        private Builder() {
            minPollInterval(Duration.ofMillis(50));
        }

        private Builder from(DynamoDbOptions options) {
            table = options.table;
            globalOrder = options.globalOrder;
            sealDelay = options.sealDelay;
            return copyOf(options.engine);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** The table: 3 to 255 letters, digits, underscores, dots and hyphens. Default: {@code aett}. */
        public Builder table(String name) {
            table = Objects.requireNonNull(name, "table");
            return this;
        }

        /**
         * Whether commits of all streams have one order. Without it a commit takes one round trip instead of three,
         * and the same capacity; {@code getFrom}, {@code follow} and {@code getAllTo} fail, and the checkpoint of every
         * commit is 0. Decided when the store is created; a later {@code initialize()} with the other value fails. Default:
         * true.
         */
        public Builder globalOrder(boolean ordered) {
            globalOrder = ordered;
            return this;
        }

        /**
         * How long a reader of the global order waits for a writer that took a position and does not fill it, before it
         * closes the position. Longer than an append usually takes; a writer that is slower asks for more. Default: 500 milliseconds.
         */
        public Builder sealDelay(Duration delay) {
            sealDelay = Objects.requireNonNull(delay, "sealDelay");
            return this;
        }

        /** The options, checked; an {@link IllegalArgumentException} names the option that is wrong. */
        public DynamoDbOptions build() {
            EngineOptions.require(
                    TABLE.matcher(table).matches(),
                    "table",
                    "3 to 255 letters, digits, underscores, dots and hyphens",
                    "'" + table + "'");
            EngineOptions.requireDuration("sealDelay", sealDelay, EngineOptions.LONGEST);
            return new DynamoDbOptions(engineOptions(), this);
        }
    }
}
