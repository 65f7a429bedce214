package io.aett.reactive.serialization;

/**
 * Content is stored in a version that its class does not have and cannot be brought to. Readers of a store get it as a {@link
 * io.aett.reactive.NewerVersionException} or a {@link io.aett.reactive.MissingUpcasterException}, with the place.
 */
public final class UnreadableVersionException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int version;

    /**
     * With the version that values of the topic have now.
     *
     * @param reason why the stored version cannot be read, and what helps
     */
    public UnreadableVersionException(int version, String reason) {
        super(reason);
        this.version = version;
    }

    /** The version that values of the topic have now. */
    public int version() {
        return version;
    }
}
