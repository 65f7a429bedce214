package io.aett.reactive.mongodb;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * Lets the driver take its locks. Its connection pool guards a few lines with a lock on whatever thread asks for a connection,
 * and BlockHound, by throwing in the middle of that, would leave the lock taken for ever.
 */
public final class DriverLocks implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        String locks = "com.mongodb.internal.Locks";
        builder.allowBlockingCallsInside(locks, "withLock")
                .allowBlockingCallsInside(locks, "checkedWithLock")
                .allowBlockingCallsInside(locks, "withUnfairLock")
                .allowBlockingCallsInside(locks, "lockInterruptibly")
                .allowBlockingCallsInside("com.mongodb.internal.connection.ConcurrentPool", "get")
                .allowBlockingCallsInside("com.mongodb.internal.connection.ConcurrentPool", "release");
    }
}
