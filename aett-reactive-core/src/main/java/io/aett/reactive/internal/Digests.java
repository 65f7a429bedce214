package io.aett.reactive.internal;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Digests that every Java platform has. Each is a copy of one that is never fed: looking up the algorithm anew would go through the lock of
 * the security providers.
 */
public final class Digests {

    private static final MessageDigest SHA_1 = named("SHA-1");
    private static final MessageDigest SHA_256 = named("SHA-256");

    private Digests() {}

    /** A SHA-1 of the caller's own. */
    public static MessageDigest sha1() {
        return fresh(SHA_1);
    }

    /** A SHA-256 of the caller's own. */
    public static MessageDigest sha256() {
        return fresh(SHA_256);
    }

    private static MessageDigest fresh(MessageDigest unused) {
        try {
            return (MessageDigest) unused.clone();
        } catch (CloneNotSupportedException notByThisProvider) {
            return named(unused.getAlgorithm());
        }
    }

    private static MessageDigest named(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java platform has " + algorithm, missing);
        }
    }
}
