package io.aett.reactive;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Common properties of commands. Optional: commands may be of any class. */
public interface BaseCommand {

    /** The aggregate that the command is for. */
    String aggregateId();

    /** The version of the aggregate that the sender had seen. */
    long version();

    /** When the command was issued. */
    Instant timestamp();

    /** The id that ties it to related events and commands, if there is one. */
    @Nullable
    String correlationId();
}
