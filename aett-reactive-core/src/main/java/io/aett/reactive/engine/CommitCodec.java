package io.aett.reactive.engine;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Turns commits and snapshots into stored bytes and back. Decoding never skips anything: what cannot be read is a
 * {@link MalformedDataException} that names stream, sequence, revision and checkpoint.
 */
final class CommitCodec {

    private final EnvelopeWriter writer;
    private final EnvelopeReader reader;
    private final boolean stored;

    CommitCodec(EventSerializer serializer) {
        this.stored = serializer instanceof StoredEvents;
        this.writer = new EnvelopeWriter(serializer);
        this.reader = new EnvelopeReader(serializer);
    }

    /** Throws {@link IllegalArgumentException} when something in the commit cannot be written. */
    EncodedCommit encode(StreamKey stream, Commit commit, Instant stamp, UUID nonce) {
        return new EncodedCommit(
                stream,
                commit.commitSequence(),
                commit.streamRevision(),
                commit.events().size(),
                commit.commitId(),
                nonce,
                stamp,
                payload(commit),
                0);
    }

    private byte[] payload(Commit commit) {
        byte[] same = stored ? StoredEvent.payload(commit.headers(), commit.events()) : null;
        return same == null ? writer.commit(commit.headers(), commit.events()) : same;
    }

    private List<EventMessage> events(EnvelopeReader.Contents contents, byte[] payload) {
        return stored ? StoredEvent.in(payload, contents.headers(), contents.events()) : contents.events();
    }

    Commit decode(EncodedCommit stored) {
        StreamKey stream = stored.stream();
        Place place = new Place(stream, stored.sequence(), stored.revision(), stored.checkpoint());
        EnvelopeReader.Contents contents = reader.read(place, stored.payload());
        List<EventMessage> events = events(contents, stored.payload());
        if (events.size() != stored.eventCount()) {
            throw place.malformed("has " + events.size() + " events where " + stored.eventCount() + " were stored");
        }
        return new Commit(
                stream.tenantId(),
                stream.streamId(),
                stored.revision(),
                stored.commitId(),
                stored.sequence(),
                stored.stamp(),
                contents.headers(),
                events,
                stored.checkpoint());
    }

    /** Throws {@link IllegalArgumentException} when the payload has no topic or cannot be written. */
    EncodedSnapshot encode(StreamKey stream, Snapshot snapshot) {
        EventMessage payload = new EventMessage(snapshot.payload(), Map.copyOf(snapshot.headers()));
        byte[] same = stored ? StoredEvent.payload(Map.of(), List.of(payload)) : null;
        return new EncodedSnapshot(
                stream,
                snapshot.streamRevision(),
                snapshot.commitSequence(),
                same == null ? writer.snapshot(payload) : same);
    }

    Snapshot decode(EncodedSnapshot stored) {
        StreamKey stream = stored.stream();
        Place place = new Place(stream, stored.commitSequence(), stored.revision(), 0);
        EnvelopeReader.Contents contents = reader.snapshot(place, stored.payload());
        if (contents.events().size() != 1) {
            throw place.malformed("has a snapshot of " + contents.events().size() + " payloads");
        }
        EventMessage payload = events(contents, stored.payload()).get(0);
        Map<String, String> headers = new java.util.LinkedHashMap<>();
        payload.headers().forEach((name, value) -> headers.put(name, String.valueOf(value)));
        return new Snapshot(
                stream.tenantId(),
                stream.streamId(),
                stored.revision(),
                stored.commitSequence(),
                payload.body(),
                headers);
    }
}
