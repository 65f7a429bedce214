package io.aett.reactive;

/** A stored value has a topic that nobody registered. */
public class UnknownTopicException extends MalformedDataException {

    private static final long serialVersionUID = 1L;

    private final String topic;

    public UnknownTopicException(String tenantId, String streamId, long commitSequence, String topic) {
        super(
                tenantId,
                streamId,
                commitSequence,
                "topic " + topic + " is unknown; register its class with the store's TopicMap",
                null);
        this.topic = topic;
    }

    /** The topic that is not registered. */
    public String topic() {
        return topic;
    }
}
