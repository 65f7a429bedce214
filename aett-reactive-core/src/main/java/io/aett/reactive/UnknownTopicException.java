package io.aett.reactive;

/** A stored value has a topic that nobody registered. */
public class UnknownTopicException extends MalformedDataException {

    private static final long serialVersionUID = 1L;
    private static final int LONGEST_TOLD = 200;

    private final String topic;

    public UnknownTopicException(String tenantId, String streamId, long commitSequence, String topic) {
        this(tenantId, streamId, commitSequence, 0, 0, topic);
    }

    /** With all numbers of the place, as in {@link MalformedDataException}. */
    public UnknownTopicException(
            String tenantId, String streamId, long commitSequence, long streamRevision, long checkpoint, String topic) {
        super(
                tenantId,
                streamId,
                commitSequence,
                streamRevision,
                checkpoint,
                "topic " + shortened(topic) + " is unknown; register its class with the store's TopicMap",
                null);
        this.topic = topic;
    }

    private static String shortened(String topic) {
        return topic.length() <= LONGEST_TOLD ? topic : topic.substring(0, LONGEST_TOLD) + "...";
    }

    /** The topic that is not registered. */
    public String topic() {
        return topic;
    }
}
