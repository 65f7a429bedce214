package io.aett.reactive.process;

import io.aett.reactive.EventStoreException;

/** A relay met a command that it has no handler for. Another attempt does not help; the commit is set aside or ends the run, as for any failure. */
public final class NoCommandHandlerException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    NoCommandHandlerException(String relay, Class<?> command) {
        super("relay " + relay + " has no handler for " + command.getName() + ": add on(" + command.getSimpleName()
                + ".class, ...), or ignoring(" + command.getSimpleName()
                + ".class) if another relay hands it over, and replay what is set aside");
    }
}
