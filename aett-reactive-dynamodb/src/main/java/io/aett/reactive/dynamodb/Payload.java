package io.aett.reactive.dynamodb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A payload as items hold it: deflated where that makes it smaller, and divided where it is more than an item takes.
 *
 * <p>A write costs by the begun kilobyte of an item, so what fits into one anyway is left as it is.
 *
 * @param stored the bytes of all parts together
 * @param deflatedFrom the length before, or 0 when the bytes are as they were
 */
@SuppressWarnings("ArrayRecordComponent")
record Payload(byte[] stored, int deflatedFrom) {

    /** The most that one item holds of a payload: 400 KB less its keys and numbers, for which 9,600 bytes are plenty. */
    static final int PART_BYTES = 400_000;

    private static final int NOT_WORTH_IT = 512;

    static Payload of(byte[] payload) {
        if (payload.length <= NOT_WORTH_IT) {
            return new Payload(payload, 0);
        }
        Deflater deflater = new Deflater();
        try {
            deflater.setInput(payload);
            deflater.finish();
            byte[] buffer = new byte[payload.length];
            int length = 0;
            while (!deflater.finished() && length < buffer.length) {
                length += deflater.deflate(buffer, length, buffer.length - length);
            }
            return deflater.finished() && length < payload.length
                    ? new Payload(Arrays.copyOf(buffer, length), payload.length)
                    : new Payload(payload, 0);
        } finally {
            deflater.end();
        }
    }

    /** The parts, at least one. */
    List<SdkBytes> parts() {
        if (stored.length <= PART_BYTES) {
            return List.of(SdkBytes.fromByteArrayUnsafe(stored));
        }
        List<SdkBytes> parts = new ArrayList<>();
        for (int from = 0; from < stored.length; from += PART_BYTES) {
            int to = Math.min(stored.length, from + PART_BYTES);
            parts.add(SdkBytes.fromByteArrayUnsafe(Arrays.copyOfRange(stored, from, to)));
        }
        return parts;
    }

    /** The payload as it was; empty when it cannot be restored, which whoever decodes it refuses, at its place. */
    byte[] restored() {
        if (deflatedFrom == 0) {
            return stored;
        }
        if (deflatedFrom < 0 || deflatedFrom > DynamoDbEventStore.COMMIT_BYTES) {
            return new byte[0];
        }
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(stored);
            byte[] payload = new byte[deflatedFrom];
            int length = 0;
            int read = 1;
            while (length < payload.length && read > 0) {
                read = inflater.inflate(payload, length, payload.length - length);
                length += read;
            }
            return length == payload.length ? payload : new byte[0];
        } catch (DataFormatException e) {
            return new byte[0];
        } finally {
            inflater.end();
        }
    }

    /** Puts parts together again. */
    static byte[] joined(List<SdkBytes> parts) {
        if (parts.size() == 1) {
            return parts.get(0).asByteArrayUnsafe();
        }
        int length =
                parts.stream().mapToInt(part -> part.asByteArrayUnsafe().length).sum();
        byte[] all = new byte[length];
        int at = 0;
        for (SdkBytes part : parts) {
            byte[] bytes = part.asByteArrayUnsafe();
            System.arraycopy(bytes, 0, all, at, bytes.length);
            at += bytes.length;
        }
        return all;
    }
}
