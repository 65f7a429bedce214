package io.aett.reactive.spring.autoconfigure;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An application that cannot start as it is set up: what is wrong, and what to do about it. */
public final class SetupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /** The message says what is wrong, in whole sentences, and {@code action} what to do. */
    SetupException(String description, String action) {
        this(description, action, null);
    }

    SetupException(String description, String action, @Nullable Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /** What {@code creation} makes; an option that it refuses is an exception of this kind. */
    static <T> T naming(Supplier<T> creation) {
        try {
            return creation.get();
        } catch (IllegalArgumentException wrong) {
            throw new SetupException(
                    "An option of the event store is wrong: " + wrong.getMessage() + ".",
                    "Correct the property of that name below aett, or what a bean of type OptionsCustomizer sets.",
                    wrong);
        }
    }

    /** As {@link #naming}, for a subscription. */
    static <T> T namingSubscription(String name, Supplier<T> creation) {
        try {
            return creation.get();
        } catch (IllegalArgumentException wrong) {
            throw new SetupException(
                    "An option of the subscription " + name + " is wrong: " + wrong.getMessage() + ".",
                    "Correct its name, its methods, the property below aett.subscriptions." + name
                            + ", or what a bean of type SubscriptionCustomizer sets.",
                    wrong);
        }
    }

    /** What is wrong. */
    @Override
    public String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    /** What to do about it. */
    public String action() {
        return action;
    }
}
