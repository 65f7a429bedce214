package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/** Something stored cannot be decoded; reading it again will not help. */
public class MalformedDataException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String tenantId;
    private final String streamId;
    private final long commitSequence;

    public MalformedDataException(
            String tenantId, String streamId, long commitSequence, String detail, @Nullable Throwable cause) {
        super("commit " + commitSequence + " of stream " + streamId + " (tenant " + tenantId + "): " + detail, cause);
        this.tenantId = tenantId;
        this.streamId = streamId;
        this.commitSequence = commitSequence;
    }

    /** The tenant of the stream. */
    public String tenantId() {
        return tenantId;
    }

    /** The stream. */
    public String streamId() {
        return streamId;
    }

    /** The commit that cannot be decoded. */
    public long commitSequence() {
        return commitSequence;
    }
}
