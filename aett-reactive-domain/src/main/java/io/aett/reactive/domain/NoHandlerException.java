package io.aett.reactive.domain;

/** A class has no {@code apply} method for an event. */
final class NoHandlerException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final Class<?> owner;

    NoHandlerException(Class<?> owner, Class<?> event) {
        super("no handler for event " + event.getName() + " in " + owner.getName() + ": add a method apply("
                + event.getSimpleName() + ")");
        this.owner = owner;
    }

    Class<?> owner() {
        return owner;
    }
}
