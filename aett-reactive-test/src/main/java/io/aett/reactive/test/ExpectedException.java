package io.aett.reactive.test;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * The exception with which a command was refused, of the expected class, for a closer look.
 *
 * @param <E> its class
 */
public final class ExpectedException<E extends Throwable> {

    private final String subject;
    private final E thrown;

    ExpectedException(String subject, E thrown) {
        this.subject = subject;
        this.thrown = thrown;
    }

    /** Fails unless the message is exactly this. */
    public ExpectedException<E> withMessage(String message) {
        Objects.requireNonNull(message, "message");
        return check(message.equals(thrown.getMessage()), "the message", message);
    }

    /** Fails unless the message contains this. */
    public ExpectedException<E> withMessageContaining(String part) {
        Objects.requireNonNull(part, "part");
        String message = thrown.getMessage();
        return check(message != null && message.contains(part), "a message with", part);
    }

    /** Runs these assertions on the exception; what they throw is thrown as it is. */
    public ExpectedException<E> satisfying(Consumer<? super E> assertions) {
        assertions.accept(thrown);
        return this;
    }

    private ExpectedException<E> check(boolean holds, String what, String expected) {
        if (holds) {
            return this;
        }
        throw new AssertionError(
                subject + ": expected " + what + "\n\n  " + Texts.of(expected) + "\n\nbut "
                        + thrown.getClass().getName() + " has\n\n  " + Texts.of(thrown.getMessage()),
                thrown);
    }
}
