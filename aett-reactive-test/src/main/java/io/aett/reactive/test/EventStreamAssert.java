package io.aett.reactive.test;

import io.aett.reactive.EventStream;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on an {@link EventStream}. */
public final class EventStreamAssert extends AbstractAssert<EventStreamAssert, EventStream> {

    EventStreamAssert(@Nullable EventStream actual) {
        super(actual, EventStreamAssert.class);
    }

    /** Has exactly these committed events, in this order; an {@link EventMatcher} may be among them. */
    public EventStreamAssert hasEvents(Object... expected) {
        isNotNull();
        return check(new Messages(subject(), "event", "found").failure(Arrays.asList(expected), actual.committed()));
    }

    /** Has exactly these events that are not committed yet, in this order; an {@link EventMatcher} may be among them. */
    public EventStreamAssert hasUncommitted(Object... expected) {
        isNotNull();
        return check(new Messages(subject(), "uncommitted event", "found")
                .failure(Arrays.asList(expected), actual.uncommitted()));
    }

    /** Has no events that are not committed yet. */
    public EventStreamAssert hasNothingUncommitted() {
        return hasUncommitted();
    }

    /** Has a header of this name in its commits, the latest one with this value; null is JSON's null. */
    public EventStreamAssert hasHeader(String name, @Nullable Object value) {
        isNotNull();
        return check(HeaderChecks.has(subject(), actual.committedHeaders(), name, value));
    }

    /** Was read, or written, up to the commit of this number. */
    public EventStreamAssert hasSequence(long expected) {
        isNotNull();
        return same("sequence", expected, actual.commitSequence());
    }

    /** Was read, or written, up to this revision. */
    public EventStreamAssert hasRevision(long expected) {
        isNotNull();
        return same("revision", expected, actual.revision());
    }

    private String subject() {
        return "stream " + actual.tenantId() + "/" + actual.streamId();
    }

    private EventStreamAssert same(String what, long expected, long found) {
        return check(
                expected == found ? null : subject() + ": expected " + what + " " + expected + ", but found " + found);
    }

    private EventStreamAssert check(@Nullable String failure) {
        if (failure != null) {
            failWithMessage("%s", failure);
        }
        return this;
    }
}
