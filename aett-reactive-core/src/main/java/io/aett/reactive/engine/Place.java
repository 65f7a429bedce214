package io.aett.reactive.engine;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.MissingUpcasterException;
import io.aett.reactive.NewerVersionException;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.UnknownTopicException;
import io.aett.reactive.serialization.UnreadableVersionException;
import io.aett.reactive.spi.StreamKey;
import org.jspecify.annotations.Nullable;

/** Where what is decoded was stored, for the errors that say so. */
record Place(StreamKey stream, long sequence, long revision, long checkpoint) {

    /** What was met here. */
    MalformedDataException malformed(String detail) {
        return new MalformedDataException(
                stream.tenantId(), stream.streamId(), sequence, revision, checkpoint, detail, null);
    }

    /** Here is a snapshot whose class has another form by now. */
    StaleSnapshotException stale(String topic, @Nullable String form) {
        return new StaleSnapshotException(stream.tenantId(), stream.streamId(), sequence, revision, topic, form);
    }

    /** Here is a version that cannot be read. */
    MalformedDataException ofVersion(String topic, int stored, UnreadableVersionException why) {
        return stored > why.version()
                ? new NewerVersionException(
                        stream.tenantId(),
                        stream.streamId(),
                        sequence,
                        revision,
                        checkpoint,
                        topic,
                        stored,
                        why.version())
                : new MissingUpcasterException(
                        stream.tenantId(),
                        stream.streamId(),
                        sequence,
                        revision,
                        checkpoint,
                        topic,
                        stored,
                        why.version(),
                        String.valueOf(why.getMessage()));
    }

    /** Here is a topic that nobody registered. */
    UnknownTopicException unknown(String topic) {
        return new UnknownTopicException(stream.tenantId(), stream.streamId(), sequence, revision, checkpoint, topic);
    }
}
