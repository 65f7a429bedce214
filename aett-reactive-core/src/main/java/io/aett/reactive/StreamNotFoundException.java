package io.aett.reactive;

/** The requested stream, or the requested part of it, does not exist. */
public class StreamNotFoundException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String tenantId;
    private final String streamId;

    public StreamNotFoundException(String tenantId, String streamId, long minRevision, long maxRevision) {
        super("stream " + streamId + " (tenant " + tenantId + ") has no events with revisions from " + minRevision
                + " to " + (maxRevision == Long.MAX_VALUE ? "its end" : maxRevision));
        this.tenantId = tenantId;
        this.streamId = streamId;
    }

    /** The tenant of the stream. */
    public String tenantId() {
        return tenantId;
    }

    /** The stream. */
    public String streamId() {
        return streamId;
    }
}
