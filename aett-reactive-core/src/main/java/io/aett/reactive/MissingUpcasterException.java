package io.aett.reactive;

/**
 * A stored value has an older version than its class, and no {@link io.aett.reactive.serialization.Upcaster} leads from one to the
 * other. Register the missing upcaster with the serializer; the message says which.
 */
public class MissingUpcasterException extends MalformedDataException {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int storedVersion;
    private final int version;

    /**
     * With all numbers that locate the data, as in {@link MalformedDataException}.
     *
     * @param missing which step is missing, and the remedy
     */
    public MissingUpcasterException(
            String tenantId,
            String streamId,
            long commitSequence,
            long streamRevision,
            long checkpoint,
            String topic,
            int storedVersion,
            int version,
            String missing) {
        super(
                tenantId,
                streamId,
                commitSequence,
                streamRevision,
                checkpoint,
                "topic " + topic + " has version " + storedVersion + " here, and its class has version " + version
                        + ": " + missing,
                null);
        this.topic = topic;
        this.storedVersion = storedVersion;
        this.version = version;
    }

    /** The topic of the value. */
    public String topic() {
        return topic;
    }

    /** The version that it was written in. */
    public int storedVersion() {
        return storedVersion;
    }

    /** The version that this program reads. */
    public int version() {
        return version;
    }
}
