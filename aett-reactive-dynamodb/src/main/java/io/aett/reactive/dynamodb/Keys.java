package io.aett.reactive.dynamodb;

import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The keys of all items, injective over everything that is stored.
 *
 * <p>The partition key begins with a letter for the kind. Numbers in it end at a colon, and a tenant that is followed by
 * a stream goes with its length ({@link StreamKey#joined()}), so nothing in an id can look like something else. Whatever
 * belongs to a tenant carries the tenant's generation, in ten digits to the base of 36. Numbers that have to sort are
 * zero-padded to 19 digits.
 *
 * <pre>
 * m                            0                   the counter of positions, and the store's id
 * g tenant                     0                   the tenant's generation
 * c generation:stream          revision            a commit, by the revision of its first event, or a void
 * c generation:stream          ~revision.chunk     what the commit's first item does not hold
 * i generation:stream          commit id           the marker of a commit id
 * s generation:stream          revision            a snapshot
 * s generation:stream          ~revision.chunk     what the snapshot's first item does not hold
 * d generation:lane:tenant     stream              the directory of the tenant's streams
 * l lane                       block               what is known of {@value #BLOCK} consecutive positions of the global order
 * x store:space                key                 a state; the store in ten digits too, from its id
 * </pre>
 */
final class Keys {

    static final String PARTITION = "pk";
    static final String SORT = "sk";

    /** The sort key of what is alone in its partition. */
    static final String ALONE = "0";

    /** Partitions of the global order, which share the load of all writers. */
    static final int LANES = 8;

    /** So many consecutive positions share a lane, so that a short read needs few lanes. */
    static final int STRIPE = 32;

    /** So many consecutive positions share an item: as a rule they are within the kilobyte that a write costs by. */
    static final int BLOCK = 8;

    /** Sorts behind all numbers, and before everything else that a partition of commits holds. */
    static final String END = ":";

    /** Generations are positive and below this: ten digits to the base of 36. */
    static final long GENERATIONS = 3_656_158_440_062_976L;

    /** Partition and sort key, with a line's end between them: no id contains one. */
    private static final Pattern SHAPE = Pattern.compile(
            String.join(
                    "|",
                    "m\n0",
                    "c[0-9a-z]{10}:\\d+:.+\n(\\d{19}|~\\d{19}\\.\\d{4})",
                    "i[0-9a-z]{10}:\\d+:.+\n[0-9a-f-]{36}",
                    "s[0-9a-z]{10}:\\d+:.+\n(\\d{19}|~\\d{19}\\.\\d{4})",
                    "d[0-9a-z]{10}:[0-7]:.+\n.+",
                    "l[0-7]\n\\d{19}",
                    "x[0-9a-z]{10}:.+\n.+"),
            Pattern.UNIX_LINES);

    private static final String CHUNK = "~";
    private static final int GENERATION_DIGITS = 10;
    private static final int DIRECTORY_LANES = 8;
    private static final int DIGITS = 19;

    private Keys() {}

    static Map<String, AttributeValue> key(String partition, String sort) {
        return Map.of(PARTITION, AttributeValue.fromS(partition), SORT, AttributeValue.fromS(sort));
    }

    /** The partition and sort key of an item. */
    static Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
        return key(partition(item), sort(item));
    }

    static String partition(Map<String, AttributeValue> item) {
        return Items.text(item, PARTITION);
    }

    static String sort(Map<String, AttributeValue> item) {
        return Items.text(item, SORT);
    }

    static Map<String, AttributeValue> counter() {
        return key("m", ALONE);
    }

    static Map<String, AttributeValue> generation(String tenantId) {
        return key("g" + tenantId, ALONE);
    }

    static String commits(long generation, StreamKey stream) {
        return "c" + text(generation) + ":" + stream.joined();
    }

    /** What the partition keys of all commits of a tenant begin with, and no other. */
    static String commitsOfTenant(long generation, String tenantId) {
        return "c" + text(generation) + ":" + utf8Length(tenantId) + ":" + tenantId;
    }

    /** By the revision of its first event: whoever wants to follow the same commit wants this key. */
    static Map<String, AttributeValue> commit(long generation, StreamKey stream, long firstRevision) {
        return key(commits(generation, stream), number(firstRevision));
    }

    static Map<String, AttributeValue> marker(long generation, StreamKey stream, UUID commitId) {
        return key(markers(generation, stream), commitId.toString());
    }

    static String markers(long generation, StreamKey stream) {
        return "i" + text(generation) + ":" + stream.joined();
    }

    static String snapshots(long generation, StreamKey stream) {
        return "s" + text(generation) + ":" + stream.joined();
    }

    static Map<String, AttributeValue> directoryEntry(long generation, StreamKey stream) {
        int lane = Math.floorMod(stream.streamId().hashCode(), DIRECTORY_LANES);
        return key(directory(generation, lane, stream.tenantId()), stream.streamId());
    }

    static String directory(long generation, int lane, String tenantId) {
        return "d" + text(generation) + ":" + lane + ":" + tenantId;
    }

    static int directoryLanes() {
        return DIRECTORY_LANES;
    }

    /** The item that holds what is known of this position and its neighbours. */
    static Map<String, AttributeValue> block(long position) {
        return key(lane(laneOf(position)), number(position / BLOCK));
    }

    /** The attribute of its block that a position has. */
    static String slot(long position) {
        return String.valueOf((char) ('a' + position % BLOCK));
    }

    static String lane(int lane) {
        return "l" + lane;
    }

    static int laneOf(long position) {
        return (int) (position / STRIPE % LANES);
    }

    /** The states of a space, sorted by their keys. */
    static String states(long store, String space) {
        return "x" + text(store) + ":" + space;
    }

    /** The sort key of the n-th chunk, from 1: away from the numbers, so that a search among those meets only them. */
    static String chunk(long number, int n) {
        return CHUNK + number(number) + "." + (1000 + n);
    }

    static boolean isChunk(String sortKey) {
        return sortKey.startsWith(CHUNK);
    }

    static long numberOf(String sortKey) {
        int from = isChunk(sortKey) ? CHUNK.length() : 0;
        return Long.parseLong(sortKey, from, from + DIGITS, 10);
    }

    static String number(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** The generation in the partition key of commits or snapshots. */
    static long generationOf(String partition) {
        return Long.parseLong(partition, 1, 1 + GENERATION_DIGITS, 36);
    }

    /** The stream in the partition key of commits. */
    static StreamKey streamOf(String commits) {
        int length = commits.indexOf(':') + 1;
        int tenant = commits.indexOf(':', length) + 1;
        int bytes = Integer.parseInt(commits, length, tenant - 1, 10);
        int stream = tenant;
        while (bytes > 0) {
            int codePoint = commits.codePointAt(stream);
            bytes -= codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
            stream += Character.charCount(codePoint);
        }
        return new StreamKey(commits.substring(tenant, stream), commits.substring(stream));
    }

    static boolean isCounter(Map<String, AttributeValue> key) {
        return partition(key).equals("m") && sort(key).equals(ALONE);
    }

    /** Whether an item is of the store, by its key; a generation and a state, whose keys say little, by what they hold too. */
    static boolean isOfStore(Map<String, AttributeValue> item) {
        String partition = partition(item);
        if (partition.charAt(0) == 'g') {
            AttributeValue generation = item.get("g");
            return sort(item).equals(ALONE) && partition.length() > 1 && generation != null && generation.n() != null;
        }
        AttributeValue version = item.get("v");
        return SHAPE.matcher(partition + '\n' + sort(item)).matches()
                && (partition.charAt(0) != 'x' || (version != null && version.s() != null));
    }

    private static String text(long generation) {
        String digits = Long.toString(generation, 36);
        return "0".repeat(GENERATION_DIGITS - digits.length()) + digits;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
