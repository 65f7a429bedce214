package io.aett.reactive;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One stream as its owner sees it: the events read, and the events to be written after them. For a single owner, not thread-safe.
 *
 * <p>A commit either moves exactly the events it sent to the committed ones or, if it fails, leaves everything unchanged. While the
 * outcome of an attempt is unknown (after {@link CommitOutcomeUnknownException} or cancellation) what was sent stays one commit: the
 * next {@code commitChanges} sends the same events and headers under the same id, so that nothing is stored twice, and what was added
 * since waits for the following commit.
 *
 * <p>A stream opened up to a revision below the head is partial: events can be added, but committing fails with a {@link
 * CommitConflictException}.
 */
public final class EventStream {

    private final String tenantId;
    private final String streamId;
    private final Clock clock;
    private final List<EventMessage> committed = new ArrayList<>();
    private final List<EventMessage> uncommitted = new ArrayList<>();
    private final Map<String, Object> committedHeaders = new LinkedHashMap<>();
    private final Map<String, Object> uncommittedHeaders = new LinkedHashMap<>();
    private long revision;
    private long commitSequence;
    private @Nullable Attempt inDoubt;

    private EventStream(String tenantId, String streamId, Clock clock) {
        this.tenantId = Objects.requireNonNull(tenantId, "tenantId");
        this.streamId = Objects.requireNonNull(streamId, "streamId");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    /** A stream without events; nothing is read. For a stream that is known to be new. */
    public static EventStream create(String tenantId, String streamId) {
        return create(tenantId, streamId, Clock.systemUTC());
    }

    /** A stream without events whose commits are stamped by this clock. */
    public static EventStream create(String tenantId, String streamId, Clock clock) {
        return new EventStream(tenantId, streamId, clock);
    }

    /** The whole stream; one without events if the store has none. */
    public static Mono<EventStream> open(CommitStore store, String tenantId, String streamId) {
        return open(store, tenantId, streamId, 1, Long.MAX_VALUE);
    }

    /** The whole stream, its commits to be stamped by this clock. */
    public static Mono<EventStream> open(CommitStore store, String tenantId, String streamId, Clock clock) {
        return open(store, tenantId, streamId, 1, Long.MAX_VALUE, clock);
    }

    /**
     * The stream's events of these revisions, both inclusive. If there are none: a stream without events, or, with a {@code
     * minRevision} above 1, {@link StreamNotFoundException} as a signal. Each subscription reads its own stream.
     */
    public static Mono<EventStream> open(
            CommitStore store, String tenantId, String streamId, long minRevision, long maxRevision) {
        return open(store, tenantId, streamId, minRevision, maxRevision, Clock.systemUTC());
    }

    /** The stream's events of these revisions, its commits to be stamped by this clock. */
    public static Mono<EventStream> open(
            CommitStore store, String tenantId, String streamId, long minRevision, long maxRevision, Clock clock) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(tenantId, "tenantId");
        Objects.requireNonNull(streamId, "streamId");
        Objects.requireNonNull(clock, "clock");
        return Mono.defer(() -> store.get(tenantId, streamId, minRevision, maxRevision)
                        .collect(
                                () -> create(tenantId, streamId, clock),
                                (stream, commit) -> stream.read(commit, minRevision, maxRevision))
                        .filter(stream -> minRevision <= 1 || !stream.committed.isEmpty())
                        .switchIfEmpty(Mono.error(
                                () -> new StreamNotFoundException(tenantId, streamId, minRevision, maxRevision))))
                .onErrorStop();
    }

    /** The tenant of the stream. */
    public String tenantId() {
        return tenantId;
    }

    /** The id of the stream within the tenant. */
    public String streamId() {
        return streamId;
    }

    /** The revision of the last committed event read, 0 before the first. */
    public long revision() {
        return revision;
    }

    /** The sequence of the last commit read to its end, 0 before the first. */
    public long commitSequence() {
        return commitSequence;
    }

    /** The events read and those committed since, as a copy. */
    public List<EventMessage> committed() {
        return List.copyOf(committed);
    }

    /** The events not yet committed, as a copy. */
    public List<EventMessage> uncommitted() {
        return List.copyOf(uncommitted);
    }

    /** The headers of all commits read and written, as a copy; for equal names the latest applies. */
    public Map<String, Object> committedHeaders() {
        return Headers.copy(committedHeaders);
    }

    /** The headers of the next commit, as a copy. */
    public Map<String, Object> uncommittedHeaders() {
        return Headers.copy(uncommittedHeaders);
    }

    /** Adds an event to the next commit: an {@link EventMessage} unchanged, anything else as the body of one without headers. */
    public EventStream add(Object event) {
        uncommitted.add(EventMessage.of(event));
        return this;
    }

    /** Sets a header of the next commit; {@code null} is JSON's null. */
    @SuppressWarnings("NullAway") // a header's value may be null
    public EventStream setHeader(String name, @Nullable Object value) {
        uncommittedHeaders.put(Objects.requireNonNull(name, "name"), value);
        return this;
    }

    /** The uncommitted events and headers as the commit after the last one read, stamped now. Changes nothing. */
    public Commit toCommit(UUID commitId) {
        return toCommit(new Attempt(commitId, uncommitted, uncommittedHeaders));
    }

    /** Commits as {@link #commitChanges(CommitStore, UUID)} does, under an id that is kept until the outcome is known. */
    public Mono<Commit> commitChanges(CommitStore store) {
        Objects.requireNonNull(store, "store");
        return Mono.defer(() -> commit(store, inDoubt == null ? CommitIds.SHARED.get() : inDoubt.id))
                .onErrorStop();
    }

    /**
     * Stores the uncommitted events and headers as one commit, and moves exactly those to the committed ones. Without events: empty,
     * and headers wait. Each subscription is a separate attempt.
     *
     * <p>Errors are those of {@link CommitStore#commit}, and leave everything uncommitted. An attempt after one of unknown
     * outcome repeats it; if it is found stored, with what was sent, that is a success that returns it. If the id belongs to something else,
     * the attempt fails with {@link DuplicateCommitException}. Under another id a repetition would risk storing twice, so that fails with {@link
     * IllegalStateException}.
     *
     * <p>Cancelling leaves the outcome unknown.
     */
    public Mono<Commit> commitChanges(CommitStore store, UUID commitId) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(commitId, "commitId");
        return Mono.defer(() -> commit(store, commitId)).onErrorStop();
    }

    /**
     * Reads what was stored since, and returns this stream; uncommitted events are kept, and renumbered after it. Finding the commit whose
     * outcome was unknown settles it, if its events and headers are equal to those that were sent; if equality cannot tell, the next
     * {@code commitChanges} has the store compare. An error leaves the stream unchanged.
     */
    public Mono<EventStream> refresh(CommitStore store) {
        Objects.requireNonNull(store, "store");
        return Mono.defer(() -> store.get(tenantId, streamId, revision + 1, Long.MAX_VALUE)
                        .collectList()
                        .map(this::catchUp))
                .onErrorStop();
    }

    /** Discards uncommitted events and headers, and any attempt of unknown outcome. */
    public void clearChanges() {
        uncommitted.clear();
        uncommittedHeaders.clear();
        inDoubt = null;
    }

    private Mono<Commit> commit(CommitStore store, UUID id) {
        if (uncommitted.isEmpty()) {
            return Mono.empty();
        }
        Attempt earlier = inDoubt;
        if (earlier != null && !earlier.id.equals(id)) {
            return Mono.error(new IllegalStateException("the outcome of commit " + earlier.id
                    + " is not known; repeat it under that id, or refresh or clear the stream, before committing as "
                    + id));
        }
        Attempt attempt = earlier == null ? new Attempt(id, uncommitted, uncommittedHeaders) : earlier;
        inDoubt = attempt;
        attempt.timesSent++;
        attempt.sequences.add(commitSequence + 1);
        return store.commit(toCommit(attempt))
                .onErrorResume(DuplicateCommitException.class, duplicate -> ownCommit(attempt, duplicate))
                .doOnError(failure -> failed(attempt, failure))
                .doOnNext(stored -> settle(attempt, stored));
    }

    private Commit toCommit(Attempt attempt) {
        return new Commit(
                tenantId,
                streamId,
                revision + attempt.events.size(),
                attempt.id,
                commitSequence + 1,
                clock.instant(),
                attempt.headers,
                attempt.events,
                0);
    }

    /** A duplicate is this stream's own only if it was sent before, under the number and with the content that is stored. */
    private static Mono<Commit> ownCommit(Attempt attempt, DuplicateCommitException duplicate) {
        Commit stored = duplicate.storedCommit();
        boolean own = attempt.timesSent > 1
                && (duplicate.sameContent() ? attempt.sentAs(stored) : attempt.isKnownToBe(stored));
        return own ? Mono.just(stored) : Mono.error(duplicate);
    }

    /** Whether the attempt still may come to be stored. One sent before may, even when its repetition wrote nothing. */
    private void failed(Attempt attempt, Throwable failure) {
        boolean decided = failure instanceof CommitConflictException
                || failure instanceof DuplicateCommitException
                || failure instanceof InvalidCommitException;
        boolean notSent = failure instanceof StorageUnavailableException || failure instanceof StorageException;
        if (inDoubt == attempt && (decided || (notSent && attempt.timesSent == 1))) {
            inDoubt = null;
        }
    }

    private EventStream catchUp(List<Commit> tail) {
        for (Commit commit : tail) {
            if (inDoubt != null && inDoubt.isKnownToBe(commit)) {
                settle(inDoubt, commit);
            } else {
                read(commit, revision + 1, Long.MAX_VALUE);
            }
        }
        return this;
    }

    private void settle(Attempt attempt, Commit stored) {
        if (inDoubt != attempt) {
            return;
        }
        inDoubt = null;
        uncommitted.subList(0, attempt.events.size()).clear();
        uncommittedHeaders
                .entrySet()
                .removeIf(header -> attempt.headers.containsKey(header.getKey())
                        && Objects.equals(attempt.headers.get(header.getKey()), header.getValue()));
        read(stored, revision + 1, Long.MAX_VALUE);
    }

    /** Takes in the events of the commit that lie in the range; only a commit read to its end counts as read. */
    private void read(Commit commit, long minRevision, long maxRevision) {
        long first = commit.firstRevision();
        long from = Math.max(first, minRevision);
        long to = Math.min(commit.streamRevision(), maxRevision);
        if (from > to) {
            return;
        }
        committed.addAll(commit.events().subList((int) (from - first), (int) (to - first + 1)));
        committedHeaders.putAll(commit.headers());
        revision = to;
        commitSequence = to == commit.streamRevision() ? commit.commitSequence() : commit.commitSequence() - 1;
    }

    /** What is sent under one commit id, however often. */
    private static final class Attempt {

        private final UUID id;
        private final List<EventMessage> events;
        private final Map<String, Object> headers;
        private final Set<Long> sequences = new HashSet<>();
        private int timesSent;

        Attempt(UUID id, List<EventMessage> events, Map<String, Object> headers) {
            this.id = Objects.requireNonNull(id, "commitId");
            this.events = List.copyOf(events);
            this.headers = Headers.copy(headers);
        }

        boolean sentAs(Commit stored) {
            return id.equals(stored.commitId()) && sequences.contains(stored.commitSequence());
        }

        /** Says no, to be on the safe side, when classes of events have no {@code equals}, or headers are read back as other types. */
        boolean isKnownToBe(Commit stored) {
            return sentAs(stored) && events.equals(stored.events()) && headers.equals(stored.headers());
        }
    }
}
