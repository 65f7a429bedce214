package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a test that fails prints. */
final class Failing {

    private Failing() {}

    static String text(ThrowingCallable failing) {
        return failure(failing).getMessage();
    }

    static AssertionError failure(ThrowingCallable failing) {
        AssertionError failure = catchThrowableOfType(AssertionError.class, failing);
        if (failure == null) {
            throw new AssertionError("it did not fail");
        }
        return failure;
    }
}
