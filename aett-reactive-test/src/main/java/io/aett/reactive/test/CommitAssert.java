package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaCommand;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on a {@link Commit}. */
public final class CommitAssert extends AbstractAssert<CommitAssert, Commit> {

    CommitAssert(@Nullable Commit actual) {
        super(actual, CommitAssert.class);
    }

    /** Has exactly these events, in this order; an {@link EventMatcher} may be among them. */
    public CommitAssert hasEvents(Object... expected) {
        isNotNull();
        return check(new Messages(subject(), "event", "found").failure(Arrays.asList(expected), actual.events()));
    }

    /** Has exactly these commands of a saga in its headers, in this order; an {@link EventMatcher} may be among them. */
    public CommitAssert hasCommands(Object... expected) {
        isNotNull();
        List<EventMessage> commands =
                Saga.commandsOf(actual).stream().map(SagaCommand::message).toList();
        return check(new Messages(subject(), "command", "found").failure(Arrays.asList(expected), commands));
    }

    /** Has a header of this name, with this value; null is JSON's null. */
    public CommitAssert hasHeader(String name, @Nullable Object value) {
        isNotNull();
        return check(HeaderChecks.has(subject(), actual.headers(), name, value));
    }

    /** Has no header of this name. */
    public CommitAssert doesNotHaveHeader(String name) {
        isNotNull();
        return check(HeaderChecks.hasNot(subject(), actual.headers(), name));
    }

    /** Is in the stream of this id of this tenant. */
    public CommitAssert isInStream(String tenantId, String streamId) {
        isNotNull();
        return same("stream", tenantId + "/" + streamId, actual.tenantId() + "/" + actual.streamId());
    }

    /** Is the one of this number in its stream. */
    public CommitAssert hasSequence(long expected) {
        isNotNull();
        return same("sequence", expected, actual.commitSequence());
    }

    /** Has this revision with its last event. */
    public CommitAssert hasRevision(long expected) {
        isNotNull();
        return same("revision", expected, actual.streamRevision());
    }

    /** Has this id. */
    public CommitAssert hasId(UUID expected) {
        isNotNull();
        return same("id", expected, actual.commitId());
    }

    /** Has this stamp. */
    public CommitAssert hasStamp(Instant expected) {
        isNotNull();
        return same("stamp", expected, actual.commitStamp());
    }

    /** Has a place in the global order, as stored commits have. */
    public CommitAssert isStored() {
        isNotNull();
        return check(
                actual.checkpointToken() > 0 ? null : subject() + ": expected a stored one, but it has no checkpoint");
    }

    /** Has this place in the global order. */
    public CommitAssert isStoredAt(long checkpoint) {
        isNotNull();
        return same("checkpoint", checkpoint, actual.checkpointToken());
    }

    private String subject() {
        return "commit " + actual.commitSequence() + " of " + actual.tenantId() + "/" + actual.streamId();
    }

    private CommitAssert same(String what, Object expected, Object found) {
        return check(
                Objects.equals(expected, found)
                        ? null
                        : subject() + ": expected " + what + " " + expected + ", but found " + found);
    }

    private CommitAssert check(@Nullable String failure) {
        if (failure != null) {
            failWithMessage("%s", failure);
        }
        return this;
    }
}
