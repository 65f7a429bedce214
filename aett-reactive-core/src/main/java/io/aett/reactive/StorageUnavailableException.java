package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/** The database could not be reached or did not answer; nothing was written, and the same call may succeed later. */
public class StorageUnavailableException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    public StorageUnavailableException(String message) {
        super(message);
    }

    public StorageUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
