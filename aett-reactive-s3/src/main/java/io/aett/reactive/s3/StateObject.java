package io.aett.reactive.s3;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.spi.StateTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A state as an object: lines that say the format, the nonce, the space and the key, and the value behind them.
 *
 * <p>No two writes have the same nonce, so no two have the same content, and a tag never comes back. An entry's version is the nonce and
 * the tag: the tag is what a condition can be put on.
 */
final class StateObject {

    private static final String FORMAT = "aett-state 1";
    private static final int LINES = 4;

    /** Not what has a meaning of its own in a condition: a star, a list. */
    private static final Pattern TAG = Pattern.compile("[!#-)+\\--~]+");

    private StateObject() {}

    static byte[] write(String space, String key, byte[] value, String nonce) {
        byte[] head = (FORMAT + '\n' + nonce + '\n' + space + '\n' + key + '\n').getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(head.length + value.length)
                .put(head)
                .put(value)
                .array();
    }

    static StateEntry parse(Found object) {
        byte[] body = object.body();
        String[] lines = new String[LINES];
        int begin = 0;
        for (int line = 0; line < LINES; line++) {
            int end = begin;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            if (end == body.length) {
                throw malformed(object);
            }
            lines[line] = new String(body, begin, end - begin, StandardCharsets.UTF_8);
            begin = end + 1;
        }
        if (!lines[0].equals(FORMAT) || lines[1].length() != StateTable.NONCE_LENGTH) {
            throw malformed(object);
        }
        byte[] value = ByteBuffer.allocate(body.length - begin)
                .put(body, begin, body.length - begin)
                .array();
        return new StateEntry(lines[2], lines[3], value, version(lines[1], object.etag()));
    }

    static String version(String nonce, String etag) {
        return nonce + '/' + bare(etag);
    }

    /** The tag that an object with this version has, in quotes; null for what is no version of an object. */
    static @Nullable String etag(StateEntry expected) {
        String version = expected.version();
        int slash = StateTable.NONCE_LENGTH;
        if (version.length() <= slash || version.charAt(slash) != '/') {
            return null;
        }
        String tag = version.substring(slash + 1);
        return TAG.matcher(tag).matches() ? '"' + tag + '"' : null;
    }

    /** Some servers leave the quotes away in some of their answers. */
    private static String bare(String etag) {
        return etag.length() > 1 && etag.startsWith("\"") && etag.endsWith("\"")
                ? etag.substring(1, etag.length() - 1)
                : etag;
    }

    private static StorageException malformed(Found object) {
        return new StorageException("the object " + object.key() + " is not a state that this version can read");
    }
}
