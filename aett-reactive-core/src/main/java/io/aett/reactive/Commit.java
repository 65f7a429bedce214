package io.aett.reactive;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The unit of writing: events that are stored together or not at all. Immutable: headers and events are copied, nested lists and
 * maps included, and cannot be changed.
 *
 * <p>Nulls are rejected, except as header values, where {@code null} is JSON's null. Whether a commit is <em>valid</em> is decided
 * by the store, not by this constructor.
 *
 * @param streamRevision  revision of the last event
 * @param commitId        identity within the stream; an id is stored at most once
 * @param commitSequence  position among the stream's commits, from 1
 * @param commitStamp     when the commit was created; the store truncates it to microseconds and never lets it fall behind the stream's
 * @param headers         JSON values, or {@link EventMessage}s
 * @param checkpointToken position among all commits of the store; 0 until stored
 */
public record Commit(
        String tenantId,
        String streamId,
        long streamRevision,
        UUID commitId,
        long commitSequence,
        Instant commitStamp,
        Map<String, Object> headers,
        List<EventMessage> events,
        long checkpointToken) {

    public Commit {
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        Objects.requireNonNull(commitId, "commitId");
        Objects.requireNonNull(commitStamp, "commitStamp");
        headers = Headers.copy(headers);
        events = List.copyOf(events);
    }

    /** The revision of the first event: {@code streamRevision - events.size() + 1}. */
    public long firstRevision() {
        return streamRevision - events.size() + 1;
    }

    /** This commit as stored, with the checkpoint and the stamp that the store assigned. */
    public Commit withStored(long checkpoint, Instant stamp) {
        return new Commit(
                tenantId, streamId, streamRevision, commitId, commitSequence, stamp, headers, events, checkpoint);
    }

    /** A builder without tenant, stream and events. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts from the values of this commit. */
    public Builder toBuilder() {
        return builder()
                .tenantId(tenantId)
                .streamId(streamId)
                .streamRevision(streamRevision)
                .commitId(commitId)
                .commitSequence(commitSequence)
                .commitStamp(commitStamp)
                .headers(headers)
                .events(events)
                .checkpointToken(checkpointToken);
    }

    /**
     * Builds commits. Tenant and stream are required. By default the commit is the first of its stream (sequence 1, a revision equal to
     * the number of events), with a random id and the clock's time.
     */
    public static final class Builder {

        private @Nullable String tenantId;
        private @Nullable String streamId;
        private @Nullable Long streamRevision;
        private @Nullable UUID commitId;
        private long commitSequence = 1;
        private @Nullable Instant commitStamp;
        private Clock clock = Clock.systemUTC();
        private final Map<String, Object> headers = new LinkedHashMap<>();
        private final List<EventMessage> events = new ArrayList<>();
        private long checkpointToken;

        private Builder() {}

        public Builder tenantId(String tenant) {
            tenantId = Objects.requireNonNull(tenant, "tenantId");
            return this;
        }

        public Builder streamId(String stream) {
            streamId = Objects.requireNonNull(stream, "streamId");
            return this;
        }

        /** The revision of the last event. Default: the number of events. */
        public Builder streamRevision(long revision) {
            streamRevision = revision;
            return this;
        }

        /** Default: a random id for each commit built. */
        public Builder commitId(UUID id) {
            commitId = Objects.requireNonNull(id, "commitId");
            return this;
        }

        /** Default: 1. */
        public Builder commitSequence(long sequence) {
            commitSequence = sequence;
            return this;
        }

        /** Default: the clock's time when the commit is built. */
        public Builder commitStamp(Instant stamp) {
            commitStamp = Objects.requireNonNull(stamp, "commitStamp");
            return this;
        }

        /** The source of the stamp unless one is given. Default: the system's clock. */
        public Builder clock(Clock source) {
            clock = Objects.requireNonNull(source, "clock");
            return this;
        }

        /** Adds these headers to those already given. */
        public Builder headers(Map<String, ?> values) {
            values.forEach(this::header);
            return this;
        }

        /** Sets one header; {@code null} is JSON's null. */
        @SuppressWarnings("NullAway") // a header's value may be null
        public Builder header(String name, @Nullable Object value) {
            headers.put(Objects.requireNonNull(name, "name"), value);
            return this;
        }

        /** Adds one event: an {@link EventMessage} unchanged, anything else as the body of one without headers. */
        public Builder event(Object event) {
            events.add(EventMessage.of(event));
            return this;
        }

        /** Adds these events after those already given, each as {@link #event} does. */
        public Builder events(Iterable<?> more) {
            more.forEach(this::event);
            return this;
        }

        /** Adds these events after those already given, each as {@link #event} does. */
        public Builder events(Object... more) {
            return events(List.of(more));
        }

        /** Default: 0, not yet stored. */
        public Builder checkpointToken(long checkpoint) {
            checkpointToken = checkpoint;
            return this;
        }

        /** A new commit; throws {@link NullPointerException} naming what is missing. */
        public Commit build() {
            return new Commit(
                    Objects.requireNonNull(tenantId, "tenantId"),
                    Objects.requireNonNull(streamId, "streamId"),
                    streamRevision == null ? events.size() : streamRevision,
                    commitId == null ? CommitIds.SHARED.get() : commitId,
                    commitSequence,
                    commitStamp == null ? clock.instant() : commitStamp,
                    headers,
                    events,
                    checkpointToken);
        }
    }
}
