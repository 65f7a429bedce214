package io.aett.reactive.explorer;

import io.aett.reactive.serialization.JacksonEventSerializer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** What the explorer can be given. Immutable. */
public final class ExplorerOptions {

    private final String path;
    private final boolean readOnly;
    private final int commitsPerLook;
    private final int eventsPerFold;
    private final Duration heartbeat;
    private final JsonMapper mapper;
    private final List<StateView> views;

    private ExplorerOptions(Builder builder) {
        this.path = builder.path;
        this.readOnly = builder.readOnly;
        this.commitsPerLook = builder.commitsPerLook;
        this.eventsPerFold = builder.eventsPerFold;
        this.heartbeat = builder.heartbeat;
        this.mapper = builder.mapper;
        this.views = List.copyOf(builder.views);
    }

    /** All defaults. */
    public static ExplorerOptions create() {
        return builder().build();
    }

    /** A builder with all defaults. */
    public static Builder builder() {
        return new Builder();
    }

    String path() {
        return path;
    }

    boolean readOnly() {
        return readOnly;
    }

    int commitsPerLook() {
        return commitsPerLook;
    }

    int eventsPerFold() {
        return eventsPerFold;
    }

    Duration heartbeat() {
        return heartbeat;
    }

    JsonMapper mapper() {
        return mapper;
    }

    List<StateView> views() {
        return views;
    }

    /** Not thread-safe. */
    public static final class Builder {

        private String path = "/aett";
        private boolean readOnly = true;
        private int commitsPerLook = 1_000;
        private int eventsPerFold = 10_000;
        private Duration heartbeat = Duration.ofSeconds(15);
        private JsonMapper mapper = JacksonEventSerializer.mapperBuilder().build();
        private final List<StateView> views = new ArrayList<>();

        private Builder() {}

        /** Where the page is: segments of letters, digits, dots, dashes and underscores, each after a slash. Default: {@code /aett}. */
        public Builder path(String value) {
            if (!value.matches("(/[A-Za-z0-9._-]+)+")) {
                throw new IllegalArgumentException(
                        "path must be segments of letters, digits, dots, dashes and underscores,"
                                + " each after a slash, as /aett is, but is " + value);
            }
            path = value;
            return this;
        }

        /** Whether subscriptions can be looked at only, and not paused, resumed, reset, and their parked commits not replayed or discarded. Default: true. */
        public Builder readOnly(boolean value) {
            readOnly = value;
            return this;
        }

        /** How many commits are read to list the streams that had them. Default: 1,000. */
        public Builder commitsPerLook(int value) {
            commitsPerLook = positive("commitsPerLook", value);
            return this;
        }

        /** How many events are read at most to show what a stream has come to. Default: 10,000. */
        public Builder eventsPerFold(int value) {
            eventsPerFold = positive("eventsPerFold", value);
            return this;
        }

        /** How often a live feed gives a sign of life, by which a server learns that a client is gone. Default: 15 s. */
        public Builder heartbeat(Duration value) {
            if (value.isNegative() || value.isZero()) {
                throw new IllegalArgumentException("heartbeat must be positive, but is " + value);
            }
            heartbeat = value;
            return this;
        }

        /** What events, headers and states are shown by. Default: the mapper of {@link JacksonEventSerializer}. */
        public Builder mapper(JsonMapper value) {
            mapper = Objects.requireNonNull(value, "mapper");
            return this;
        }

        /** Adds a way to show what streams have come to; the first that says that a stream is its own is taken. Default: none. */
        public Builder view(StateView view) {
            views.add(Objects.requireNonNull(view, "view"));
            return this;
        }

        /** The options. */
        public ExplorerOptions build() {
            return new ExplorerOptions(this);
        }

        private static int positive(String option, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(option + " must be at least 1, but is " + value);
            }
            return value;
        }
    }
}
