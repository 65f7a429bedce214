package io.aett.reactive.testservers;

import reactor.blockhound.BlockHound;
import reactor.blockhound.integration.BlockHoundIntegration;

/**
 * What drivers do on threads that must not block, and is theirs to answer for: found by BlockHound itself, wherever it runs.
 *
 * <p>PostgreSQL's draws random numbers for its authentication from the system, which answers at once. MongoDB's guards a few lines
 * of its connection pool with a lock, on whatever thread asks for a connection; by throwing in the middle of that BlockHound would
 * leave the lock taken for ever. Netty, which most drivers are made of, looks once at which system it runs on, on the thread that
 * needs it first; broken off there, none of its classes could be used any more. The SDK for DynamoDB and S3, when it is closed, waits for
 * its channels on Netty's global thread, and guards its collection of digests with a lock.
 */
public final class DriverAllowances implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        String locks = "com.mongodb.internal.Locks";
        builder.allowBlockingCallsInside("java.security.SecureRandom", "nextBytes")
                .allowBlockingCallsInside(locks, "withLock")
                .allowBlockingCallsInside(locks, "checkedWithLock")
                .allowBlockingCallsInside(locks, "withUnfairLock")
                .allowBlockingCallsInside(locks, "lockInterruptibly")
                .allowBlockingCallsInside("com.mongodb.internal.connection.ConcurrentPool", "get")
                .allowBlockingCallsInside("com.mongodb.internal.connection.ConcurrentPool", "release")
                .allowBlockingCallsInside("io.netty.util.internal.PlatformDependent", "<clinit>")
                .allowBlockingCallsInside("io.netty.util.NetUtil", "<clinit>")
                .allowBlockingCallsInside("io.netty.channel.pool.SimpleChannelPool", "close")
                .allowBlockingCallsInside("software.amazon.awssdk.checksums.internal.DigestAlgorithm", "getDigest")
                .allowBlockingCallsInside(
                        "software.amazon.awssdk.checksums.internal.DigestAlgorithm$CloseableMessageDigest", "close");
    }
}
