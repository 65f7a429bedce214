package io.aett.reactive.dynamodb;

import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import io.aett.reactive.spi.StreamKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What items hold besides their keys. Names are one letter, as they are stored and paid with every item.
 *
 * <pre>
 * n  sequence                     x  nonce of the attempt          g  generation
 * r  revision of the first event  t  stamp, microseconds           d  generations that may have left something
 * e  number of events             p  position                      s  id of the store
 * i  commit id                    z  length before deflating       o  whether there is a global order
 * b  bytes                        k  number of chunks              w  whether initialize() created the table
 * v  version of a state                                            q  a drop has begun
 * f0 to f15, l0 to l15, y0 to y15: {@link Announcements}
 * a to h: {@link Entry}
 * </pre>
 *
 * <p>An item among commits without a sequence is a void: {@code q} tells up to which position nobody may put a commit there.
 */
final class Items {

    private Items() {}

    /** A commit's item, and its chunks if there are any. */
    static List<Map<String, AttributeValue>> commit(
            long generation, EncodedCommit commit, Payload payload, Instant stamp, long position) {
        List<SdkBytes> parts = payload.parts();
        Map<String, AttributeValue> first =
                new HashMap<>(Keys.commit(generation, commit.stream(), commit.firstRevision()));
        first.put("n", number(commit.sequence()));
        first.put("e", number(commit.eventCount()));
        first.put("i", uuid(commit.commitId()));
        first.put("x", uuid(commit.nonce()));
        first.put("t", number(micros(stamp)));
        putPosition(first, position);
        putPayload(first, payload, parts);
        List<Map<String, AttributeValue>> items = new ArrayList<>(parts.size());
        items.add(first);
        String partition = Keys.commits(generation, commit.stream());
        for (int i = 1; i < parts.size(); i++) {
            items.add(part(partition, Keys.chunk(commit.firstRevision(), i), parts.get(i)));
        }
        return items;
    }

    /** A snapshot's item, and its chunks if there are any. */
    static List<Map<String, AttributeValue>> snapshot(long generation, EncodedSnapshot snapshot) {
        Payload payload = Payload.of(snapshot.payload());
        List<SdkBytes> parts = payload.parts();
        String partition = Keys.snapshots(generation, snapshot.stream());
        Map<String, AttributeValue> first = new HashMap<>(Keys.key(partition, Keys.number(snapshot.revision())));
        first.put("n", number(snapshot.commitSequence()));
        putPayload(first, payload, parts);
        List<Map<String, AttributeValue>> items = new ArrayList<>(parts.size());
        items.add(first);
        for (int i = 1; i < parts.size(); i++) {
            items.add(part(partition, Keys.chunk(snapshot.revision(), i), parts.get(i)));
        }
        return items;
    }

    /** Says where the commit with this id is, or may come to be. */
    static Map<String, AttributeValue> marker(long generation, EncodedCommit commit, long position) {
        Map<String, AttributeValue> item = new HashMap<>(Keys.marker(generation, commit.stream(), commit.commitId()));
        item.put("r", number(commit.firstRevision()));
        putPosition(item, position);
        return item;
    }

    static Map<String, AttributeValue> state(long store, StateEntry entry) {
        Map<String, AttributeValue> item = new HashMap<>(Keys.key(Keys.states(store, entry.space()), entry.key()));
        item.put("v", AttributeValue.fromS(entry.version()));
        item.put("b", AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(entry.value())));
        return item;
    }

    static StateEntry toState(String space, Map<String, AttributeValue> item) {
        byte[] value = required(item, "b").b().asByteArray();
        return new StateEntry(space, Keys.sort(item), value, text(item, "v"));
    }

    /** Whether an item among commits is none, but says who may not put one there. */
    static boolean isVoid(Map<String, AttributeValue> item) {
        return !item.containsKey("n");
    }

    /** The revision of the last event of the commit whose first item this is. */
    static long lastRevision(Map<String, AttributeValue> first) {
        return Keys.numberOf(Keys.sort(first)) + number(first, "e") - 1;
    }

    /** About as many bytes as the payload has. */
    static long payloadBytes(Map<String, AttributeValue> first) {
        long deflatedFrom = number(first, "z");
        return deflatedFrom > 0
                ? deflatedFrom
                : bytes(first).asByteArrayUnsafe().length + (long) chunks(first) * Payload.PART_BYTES;
    }

    /** Whether these are all the chunks that the first item speaks of. */
    static boolean isWhole(Map<String, AttributeValue> first, List<Map<String, AttributeValue>> chunks) {
        return chunks.size() == chunks(first) && chunks.stream().allMatch(chunk -> chunk.containsKey("b"));
    }

    /** With an empty payload, which whoever decodes it refuses, when it is not whole. */
    static EncodedCommit toCommit(Map<String, AttributeValue> first, List<Map<String, AttributeValue>> chunks) {
        return new EncodedCommit(
                Keys.streamOf(Keys.partition(first)),
                number(first, "n"),
                lastRevision(first),
                (int) number(first, "e"),
                uuid(first, "i"),
                uuid(first, "x"),
                stamp(first),
                payload(first, chunks),
                number(first, "p"));
    }

    static EncodedSnapshot toSnapshot(
            StreamKey stream, Map<String, AttributeValue> first, List<Map<String, AttributeValue>> chunks) {
        return new EncodedSnapshot(stream, Keys.numberOf(Keys.sort(first)), number(first, "n"), payload(first, chunks));
    }

    static int chunks(Map<String, AttributeValue> first) {
        return (int) number(first, "k");
    }

    static Instant stamp(Map<String, AttributeValue> item) {
        return Instant.EPOCH.plus(number(item, "t"), ChronoUnit.MICROS);
    }

    static long micros(Instant stamp) {
        return Math.addExact(Math.multiplyExact(stamp.getEpochSecond(), 1_000_000L), stamp.getNano() / 1000);
    }

    /** The number in an attribute, 0 when there is none. */
    static long number(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        return value == null || value.n() == null ? 0 : Long.parseLong(value.n());
    }

    static String text(Map<String, AttributeValue> item, String attribute) {
        return required(item, attribute).s();
    }

    static AttributeValue required(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        if (value == null) {
            throw new IllegalStateException("an item has no attribute " + attribute);
        }
        return value;
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static AttributeValue numbers(List<Long> values) {
        return AttributeValue.fromNs(
                values.stream().map(value -> Long.toString(value)).toList());
    }

    /** The numbers in an attribute, none when there is none. */
    static List<Long> numbers(Map<String, AttributeValue> item, String attribute) {
        AttributeValue value = item.get(attribute);
        return value == null || !value.hasNs()
                ? List.of()
                : value.ns().stream().map(Long::valueOf).toList();
    }

    static AttributeValue uuid(UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(16);
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(bytes.array()));
    }

    static UUID uuid(Map<String, AttributeValue> item, String attribute) {
        ByteBuffer bytes = required(item, attribute).b().asByteBuffer();
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    /** The size of an item as DynamoDB counts it: names and values, in bytes. */
    static int size(Map<String, AttributeValue> item) {
        int size = 0;
        for (Map.Entry<String, AttributeValue> attribute : item.entrySet()) {
            AttributeValue value = attribute.getValue();
            size += utf8(attribute.getKey());
            if (value.s() != null) {
                size += utf8(value.s());
            } else if (value.b() != null) {
                size += value.b().asByteArrayUnsafe().length;
            } else if (value.n() != null) {
                size += value.n().length() / 2 + 2;
            } else {
                size += 1;
            }
        }
        return size;
    }

    private static Map<String, AttributeValue> part(String partition, String sort, SdkBytes bytes) {
        Map<String, AttributeValue> item = new HashMap<>(Keys.key(partition, sort));
        item.put("b", AttributeValue.fromB(bytes));
        return item;
    }

    private static void putPosition(Map<String, AttributeValue> item, long position) {
        if (position > 0) {
            item.put("p", number(position));
        }
    }

    private static void putPayload(Map<String, AttributeValue> item, Payload payload, List<SdkBytes> parts) {
        item.put("b", AttributeValue.fromB(parts.get(0)));
        if (payload.deflatedFrom() > 0) {
            item.put("z", number(payload.deflatedFrom()));
        }
        if (parts.size() > 1) {
            item.put("k", number(parts.size() - 1));
        }
    }

    private static byte[] payload(Map<String, AttributeValue> first, List<Map<String, AttributeValue>> chunks) {
        if (!isWhole(first, chunks)) {
            return new byte[0];
        }
        List<SdkBytes> parts = new ArrayList<>(1 + chunks.size());
        parts.add(bytes(first));
        chunks.forEach(chunk -> parts.add(bytes(chunk)));
        return new Payload(Payload.joined(parts), (int) number(first, "z")).restored();
    }

    private static SdkBytes bytes(Map<String, AttributeValue> item) {
        @Nullable AttributeValue value = item.get("b");
        return value == null || value.b() == null ? SdkBytes.fromByteArrayUnsafe(new byte[0]) : value.b();
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
