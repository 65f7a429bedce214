package io.aett.reactive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What most events carry. Optional: events may be of any class. */
public interface BaseEvent {

    /** Who or what the event comes from. */
    String source();

    /** When it happened. */
    Instant timestamp();

    /** What ties it to other events and commands, if anything does. */
    @Nullable
    String correlationId();
}
