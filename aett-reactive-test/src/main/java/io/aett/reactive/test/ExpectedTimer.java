package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.SagaTimer;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a saga is expected to say of a timer. Made by {@link SagaFixture#timer} and {@link SagaFixture#cancelled}. */
public final class ExpectedTimer {

    private final String name;
    private final @Nullable Instant due;
    private final @Nullable Object command;

    ExpectedTimer(String name, @Nullable Instant due, @Nullable Object command) {
        this.name = Objects.requireNonNull(name, "name");
        this.due = due;
        this.command = command;
    }

    String name() {
        return name;
    }

    boolean matches(SagaTimer actual) {
        if (!name.equals(actual.name()) || !Objects.equals(due, actual.due())) {
            return false;
        }
        EventMessage message = actual.message();
        return message == null || command == null || EventMatcher.of(command).mismatch(message, "set") == null;
    }

    @Override
    public String toString() {
        return text(name, due, command == null ? "" : EventMatcher.of(command).toString());
    }

    static String text(SagaTimer timer) {
        return text(
                timer.name(),
                timer.due(),
                timer.message() == null ? "" : Texts.of(timer.message().body()));
    }

    private static String text(String name, @Nullable Instant due, String command) {
        return due == null ? name + " cancelled" : name + " at " + due + ": " + command;
    }
}
