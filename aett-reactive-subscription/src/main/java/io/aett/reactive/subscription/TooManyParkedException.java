package io.aett.reactive.subscription;

import io.aett.reactive.EventStoreException;
import org.jspecify.annotations.Nullable;

/** As many commits are set aside as may be. The run ends; nothing is lost, the next one begins with the commit that found no room. */
public class TooManyParkedException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    TooManyParkedException(Settings settings, @Nullable Throwable cause) {
        super(
                "subscription " + settings.name() + " has " + settings.maxParked()
                        + " parked commits, or as many as fit; mend the handler, then replay or discard them, and run it again",
                cause);
    }
}
