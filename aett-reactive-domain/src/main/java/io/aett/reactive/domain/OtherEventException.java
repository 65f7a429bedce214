package io.aett.reactive.domain;

/** An event is none of a decider's. */
final class OtherEventException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private final Class<?> eventType;

    OtherEventException(Class<?> eventType, Class<?> event) {
        super("event " + event.getName() + " is no " + eventType.getName() + ", which the events of this decider are");
        this.eventType = eventType;
    }

    Class<?> eventType() {
        return eventType;
    }
}
