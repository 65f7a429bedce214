package io.aett.reactive;

import org.jspecify.annotations.Nullable;

/** The database refused, or the store is not ready for use; the same call will fail again until the cause is fixed. */
public class StorageException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
