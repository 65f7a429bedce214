package io.aett.reactive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Common properties of events. Optional: events may be of any class. */
public interface BaseEvent {

    /** The origin of the event. */
    String source();

    /** When it happened. */
    Instant timestamp();

    /** The id that ties it to related events and commands, if there is one. */
    @Nullable
    String correlationId();
}
