package io.aett.reactive.memory;

import io.aett.reactive.engine.EngineOptions;

/** What can be set on a {@link MemoryEventStore}: the options that all stores share. Immutable. */
public final class MemoryOptions {

    private final EngineOptions engine;

    private MemoryOptions(EngineOptions engine) {
        this.engine = engine;
    }

    /** The defaults: an empty topic map, so that no event can be written before one is set. */
    public static MemoryOptions ofDefaults() {
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

    /** Builds {@link MemoryOptions}. Not thread-safe. */
    public static final class Builder extends EngineOptions.Builder<Builder> {

        private Builder() {}

        private Builder from(MemoryOptions options) {
            return copyOf(options.engine);
        }

        @Override
        protected Builder self() {
            return this;
        }

        /** The options, checked; an {@link IllegalArgumentException} names the option that is wrong. */
        public MemoryOptions build() {
            return new MemoryOptions(engineOptions());
        }
    }
}
