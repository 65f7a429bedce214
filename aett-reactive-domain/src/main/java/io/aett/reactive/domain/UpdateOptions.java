package io.aett.reactive.domain;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What can be set for one update. Immutable. */
public final class UpdateOptions {

    private static final UpdateOptions DEFAULTS = builder().build();

    private final OptionalLong expectedVersion;
    private final Optional<UUID> commitId;
    private final Map<String, Object> headers;
    private final OptionalInt attempts;

    private UpdateOptions(Builder builder) {
        this.expectedVersion = builder.expectedVersion;
        this.commitId = builder.commitId;
        this.headers = Collections.unmodifiableMap(new LinkedHashMap<>(builder.headers));
        this.attempts = builder.attempts;
    }

    /** No version expected, an id of the repository's, no headers, and as many attempts as the repository makes. */
    public static UpdateOptions ofDefaults() {
        return DEFAULTS;
    }

    /** A builder that begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.expectedVersion = expectedVersion;
        builder.commitId = commitId;
        builder.headers.putAll(headers);
        builder.attempts = attempts;
        return builder;
    }

    /** The version that the change was decided on. */
    public OptionalLong expectedVersion() {
        return expectedVersion;
    }

    /** The id of the commit, which makes the update repeatable. */
    public Optional<UUID> commitId() {
        return commitId;
    }

    /** The headers of the commit. */
    public Map<String, Object> headers() {
        return headers;
    }

    /** How often to try at most, the first time included. */
    public OptionalInt attempts() {
        return attempts;
    }

    /** Builds {@link UpdateOptions}. Not thread-safe. */
    public static final class Builder {

        private OptionalLong expectedVersion = OptionalLong.empty();
        private Optional<UUID> commitId = Optional.empty();
        private final Map<String, Object> headers = new LinkedHashMap<>();
        private OptionalInt attempts = OptionalInt.empty();

        private Builder() {}

        /**
         * The update ends in {@link io.aett.reactive.UnexpectedVersionException}, before the change runs, if what is loaded is at another
         * version, and is not repeated after a lost race; 0 expects a new instance. A repetition by its commit id succeeds at any version.
         * Default: any version.
         */
        public Builder expectedVersion(long version) {
            expectedVersion = OptionalLong.of(version);
            return this;
        }

        /**
         * The id of the commit. If the stream has it, the update is a repetition: the change does not run, nothing is written, and the
         * update succeeds with what is stored. Derive it from what is processed. Default: an id of the repository's.
         */
        public Builder commitId(UUID id) {
            commitId = Optional.of(id);
            return this;
        }

        /** Sets one header of the commit, a JSON value or an event message; {@code null} is JSON's null. */
        @SuppressWarnings("NullAway") // a header's value may be null
        public Builder header(String name, @Nullable Object value) {
            headers.put(Objects.requireNonNull(name, "name"), value);
            return this;
        }

        /** Adds these headers to those already given. */
        public Builder headers(Map<String, ?> values) {
            values.forEach(this::header);
            return this;
        }

        /** How often to try at most, the first time included, at least 1. Default: what the repository was given. */
        public Builder attempts(int value) {
            attempts = OptionalInt.of(value);
            return this;
        }

        /** The options, checked; an {@link IllegalArgumentException} names the option that is wrong. */
        public UpdateOptions build() {
            if (expectedVersion.isPresent() && expectedVersion.getAsLong() < 0) {
                throw new IllegalArgumentException(
                        "expectedVersion must not be negative, but is " + expectedVersion.getAsLong());
            }
            if (attempts.isPresent() && attempts.getAsInt() < 1) {
                throw new IllegalArgumentException("attempts must be at least 1, but is " + attempts.getAsInt());
            }
            return new UpdateOptions(this);
        }
    }
}
