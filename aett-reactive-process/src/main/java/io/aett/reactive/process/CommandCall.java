package io.aett.reactive.process;

import io.aett.reactive.Commit;
import java.util.Objects;

/**
 * That a command is about to be handed to its handler.
 *
 * @param relay the relay's name
 * @param command the command
 * @param context where it comes from
 * @param commit the commit that it is in: the saga's, or the one that says that a timer was due
 */
public record CommandCall(String relay, Object command, CommandContext context, Commit commit) {

    public CommandCall {
        Objects.requireNonNull(relay, "relay");
        Objects.requireNonNull(command, "command");
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(commit, "commit");
    }
}
