package io.aett.reactive.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bodies in a plain commit without parsing it: no headers, bodies that are JSON objects, topics in ASCII, and
 * everything else byte for byte as {@link EnvelopeWriter} writes it. What is not plain, or damaged outside of a body, is left
 * to the parser; what is damaged inside of a body its serializer finds.
 *
 * <p>Nearly all commits are plain, and parsing the frame, which passes over the bodies on its way, costs as much again as
 * reading them.
 */
final class EnvelopeScan {

    private static final byte[] START = ascii("{\"v\":" + Envelope.CURRENT + ",\"events\":[");
    private static final byte[] EVENT = ascii("{\"topic\":\"");
    private static final byte[] VERSION = ascii("\",\"version\":");
    private static final byte[] BODY = ascii("\",\"body\":");
    private static final byte[] BODY_OF_VERSION = ascii(",\"body\":");

    private static final int NOT_PLAIN = -1;
    private static final int MOST_DIGITS = 9;

    /** An event: its topic and version, and where its body is. */
    record Found(String topic, int version, int from, int length) {}

    private final byte[] bytes;
    private int at;

    private EnvelopeScan(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The events, at least one; {@code null} when the commit is not plain. */
    static @Nullable List<Found> plain(byte[] payload) {
        return new EnvelopeScan(payload).events();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private @Nullable List<Found> events() {
        if (!passes(START)) {
            return null;
        }
        List<Found> events = new ArrayList<>(2);
        do {
            Found event = event();
            if (event == null) {
                return null;
            }
            events.add(event);
        } while (passes(','));
        return passes(']') && passes('}') && at == bytes.length ? events : null;
    }

    private @Nullable Found event() {
        if (!passes(EVENT)) {
            return null;
        }
        int from = at;
        while (at < bytes.length && bytes[at] >= ' ' && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        String topic = new String(bytes, from, at - from, StandardCharsets.ISO_8859_1);
        int version = passes(VERSION) ? version() : 1;
        if (version == NOT_PLAIN || !passes(version == 1 ? BODY : BODY_OF_VERSION)) {
            return null;
        }
        int body = at;
        int end = endOfObject(body);
        if (end == NOT_PLAIN) {
            return null;
        }
        at = end;
        return passes('}') ? new Found(topic, version, body, end - body) : null;
    }

    /** As it is written: above 1, and with no more digits than it needs. */
    private int version() {
        int from = at;
        int version = 0;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9' && at - from < MOST_DIGITS) {
            version = version * 10 + bytes[at++] - '0';
        }
        return version > 1 && bytes[from] != '0' ? version : NOT_PLAIN;
    }

    /** Counts brackets outside of strings; whether they match is found by who reads the body. */
    private int endOfObject(int from) {
        if (from >= bytes.length || bytes[from] != '{') {
            return NOT_PLAIN;
        }
        int depth = 0;
        boolean text = false;
        for (int i = from; i < bytes.length; i++) {
            byte b = bytes[i];
            if (b == '"') {
                text = !text;
            } else if (text) {
                if (b == '\\') {
                    i++;
                } else if (b < 0) {
                    i = Utf8.last(bytes, i);
                    if (i == Utf8.NONE) {
                        return NOT_PLAIN;
                    }
                }
            } else if (b == '{' || b == '[') {
                depth++;
            } else if ((b == '}' || b == ']') && --depth == 0) {
                return i + 1;
            }
        }
        return NOT_PLAIN;
    }

    private boolean passes(char expected) {
        boolean there = at < bytes.length && bytes[at] == expected;
        at += there ? 1 : 0;
        return there;
    }

    private boolean passes(byte[] expected) {
        int end = at + expected.length;
        if (end > bytes.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (bytes[at + i] != expected[i]) {
                return false;
            }
        }
        at = end;
        return true;
    }
}
