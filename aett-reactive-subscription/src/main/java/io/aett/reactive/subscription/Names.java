package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import io.aett.reactive.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/** Where a subscription keeps its states, and which slice and lane a stream belongs to. */
final class Names {

    /** One entry for each subscription: {@link Control}. */
    static final String SUBSCRIPTIONS = "aett.subscriptions";

    /** Changed by whoever changes something that runs have to see soon. */
    static final String BELLS = "aett.bells";

    static final String BELL = "subscriptions";

    private static final String SPACE = "aett.subscription/";
    static final String LEASES = "lease/";
    static final String MEMBERS = "member/";
    static final String PARTS = "parked/";
    static final String POSITIONS = "position/";

    /** The longest name, in UTF-8 bytes, so that a space can be made of it. */
    static final int MAX_NAME_BYTES = 200;

    private Names() {}

    static String requireValidName(String name) {
        Objects.requireNonNull(name, "name");
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            throw new IllegalArgumentException(
                    "the name of a subscription has 1 to " + MAX_NAME_BYTES + " UTF-8 bytes, but this has " + bytes);
        }
        return name;
    }

    static String space(String subscription) {
        return SPACE + subscription;
    }

    static String lease(int slice) {
        return LEASES + number(slice);
    }

    static String position(int slice) {
        return POSITIONS + number(slice);
    }

    static String parts(int slice) {
        return PARTS + number(slice) + "/";
    }

    static String member(String run) {
        return MEMBERS + run;
    }

    /** Of a key of leases, positions or parts, one of so many slices; a {@link StorageException} when it names none. */
    static int sliceOf(String key, String prefix, int slices) {
        String digits = key.substring(prefix.length());
        if (digits.matches("[0-9]{5}") && Integer.parseInt(digits) < slices) {
            return Integer.parseInt(digits);
        }
        throw new StorageException(
                "the state " + key + " of a subscription is that of no slice; it was written by hand");
    }

    private static String number(int slice) {
        return String.format(Locale.ROOT, "%05d", slice);
    }

    /**
     * A stream's number. What slice it belongs to follows from it, so it is the same in every process and version: of Java's documented
     * hash codes of strings, mixed by the finaliser of MurmurHash3.
     */
    static int hash(String tenantId, String streamId) {
        int h = 31 * tenantId.hashCode() + streamId.hashCode();
        h = (h ^ (h >>> 16)) * 0x85EBCA6B;
        h = (h ^ (h >>> 13)) * 0xC2B2AE35;
        return h ^ (h >>> 16);
    }

    static int slice(int hash, int slices) {
        return slices == 1 ? 0 : Integer.remainderUnsigned(hash, slices);
    }

    /** Of other bits than the slice, so that the streams of one slice use all lanes. */
    static int lane(int hash, int lanes) {
        return lanes == 1 ? 0 : Integer.remainderUnsigned(hash * 0x9E3779B9, lanes);
    }

    /** A stream of a tenant. */
    record Stream(String tenantId, String streamId) {
        static Stream of(Commit commit) {
            return new Stream(commit.tenantId(), commit.streamId());
        }
    }
}
