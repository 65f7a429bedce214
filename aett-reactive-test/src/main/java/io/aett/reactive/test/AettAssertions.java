package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStream;
import org.assertj.core.annotation.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/** Assertions on commits, event streams and event messages. To be imported beside those of AssertJ. */
public final class AettAssertions {

    private AettAssertions() {}

    /** Assertions on a commit. */
    @CheckReturnValue
    public static CommitAssert assertThat(@Nullable Commit actual) {
        return new CommitAssert(actual);
    }

    /** Assertions on an event stream. */
    @CheckReturnValue
    public static EventStreamAssert assertThat(@Nullable EventStream actual) {
        return new EventStreamAssert(actual);
    }

    /** Assertions on an event with its headers. */
    @CheckReturnValue
    public static EventMessageAssert assertThat(@Nullable EventMessage actual) {
        return new EventMessageAssert(actual);
    }
}
