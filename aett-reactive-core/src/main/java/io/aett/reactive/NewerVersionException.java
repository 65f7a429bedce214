package io.aett.reactive;

/**
 * A stored value has a higher version than its class: a newer program wrote it. It is not read, because its meaning is unknown to this
 * program. Read it with the newer program.
 */
public class NewerVersionException extends MalformedDataException {

    private static final long serialVersionUID = 1L;

    private final String topic;
    private final int storedVersion;
    private final int version;

    /** With all numbers that locate the data, as in {@link MalformedDataException}. */
    public NewerVersionException(
            String tenantId,
            String streamId,
            long commitSequence,
            long streamRevision,
            long checkpoint,
            String topic,
            int storedVersion,
            int version) {
        super(
                tenantId,
                streamId,
                commitSequence,
                streamRevision,
                checkpoint,
                "topic " + topic + " has version " + storedVersion + " here, and its class has version " + version
                        + "; a newer program wrote it, so read it with one of that version",
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

    /** The highest version that this program reads. */
    public int version() {
        return version;
    }
}
