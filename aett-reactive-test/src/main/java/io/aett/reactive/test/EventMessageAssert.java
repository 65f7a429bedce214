package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on an {@link EventMessage}. */
public final class EventMessageAssert extends AbstractAssert<EventMessageAssert, EventMessage> {

    EventMessageAssert(@Nullable EventMessage actual) {
        super(actual, EventMessageAssert.class);
    }

    /** Has this body, or one that an {@link EventMatcher} takes. */
    public EventMessageAssert hasBody(Object expected) {
        isNotNull();
        return check(new Messages(subject(), "the body", "found").failureOfOne(expected, actual));
    }

    /** Has a header of this name, with this value; null is JSON's null. */
    public EventMessageAssert hasHeader(String name, @Nullable Object value) {
        isNotNull();
        return check(HeaderChecks.has(subject(), actual.headers(), name, value));
    }

    /** Has no header of this name. */
    public EventMessageAssert doesNotHaveHeader(String name) {
        isNotNull();
        return check(HeaderChecks.hasNot(subject(), actual.headers(), name));
    }

    private String subject() {
        return Texts.name(actual.body().getClass());
    }

    private EventMessageAssert check(@Nullable String failure) {
        if (failure != null) {
            failWithMessage("%s", failure);
        }
        return this;
    }
}
