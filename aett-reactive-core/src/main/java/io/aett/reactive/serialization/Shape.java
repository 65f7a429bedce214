package io.aett.reactive.serialization;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * What a class looks like in JSON.
 *
 * @param form    names and types, the same in every run and on every JDK
 * @param refused what of it would not come back as it was, and what helps
 */
record Shape(String form, List<String> refused) {

    private static final int BYTES = 16;

    Shape {
        refused = List.copyOf(refused);
    }

    /** The form in short. */
    String fingerprint() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(form.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
