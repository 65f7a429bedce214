package io.aett.reactive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What most commands carry. Optional: commands may be of any class. */
public interface BaseCommand {

    /** Whom the command is for. */
    String aggregateId();

    /** The aggregate's version that the sender had seen. */
    long version();

    /** When it was given. */
    Instant timestamp();

    /** What ties it to other events and commands, if anything does. */
    @Nullable
    String correlationId();
}
