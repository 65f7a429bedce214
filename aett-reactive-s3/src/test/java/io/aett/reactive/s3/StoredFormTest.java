package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The texts that are stored, letter by letter: what an earlier version wrote can be read. */
class StoredFormTest {

    private static final StreamKey STREAM = new StreamKey("shop é", "order/17");
    private static final Instant STAMP = Instant.parse("2024-05-06T07:08:09.123456Z");
    private static final UUID ID = UUID.fromString("00000000-0000-4000-8000-00000000000a");
    private static final UUID NONCE = UUID.fromString("00000000-0000-4000-8000-00000000000b");

    private static final EncodedCommit COMMIT = new EncodedCommit(STREAM, 3, 8, 2, ID, NONCE, STAMP, new byte[17], 0);
    private static final String THREE = "00000000" + "vvvvvvvv" + "0123456a";
    private static final Filled BEFORE =
            new Filled(4, 2, 6, STAMP.minusSeconds(1), new Filled.Ident(NONCE, ID, 1, 1024), THREE);

    private static Found object(String body, Map<String, String> metadata) {
        return new Found("key", metadata, "etag", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_log_object_has_a_line_for_each_commit() {
        Announced line = Announced.of(COMMIT, 7, BEFORE, Duration.ZERO);
        String body = new String(Announced.write(List.of(line, line)), StandardCharsets.UTF_8);
        String text = "7\t5\t17\t2024-05-06T07:08:09.123456Z\t3\tshop é\torder/17\n";

        assertThat(body).isEqualTo("aett-log 1\n" + text + text);
        List<Announced> read = Announced.parse(9, object(body, Map.of()));
        assertThat(read).hasSize(2);
        assertThat(read.get(0).checkpoint()).isEqualTo(9 * 1024);
        assertThat(read.get(1).checkpoint()).isEqualTo(9 * 1024 + 1);
        assertThat(read.get(1).stream()).isEqualTo(STREAM);
        assertThat(read.get(1).generation()).isEqualTo(7);
        assertThat(read.get(1).slot()).isEqualTo(5);
        assertThat(read.get(1).bytes()).isEqualTo(17);
        assertThat(read.get(1).stamp()).isEqualTo(STAMP);
        assertThat(read.get(1).sequence()).isEqualTo(3);
        assertThat(read.get(1).patience()).isZero();
    }

    @Test
    void a_log_object_whose_writer_asks_for_patience_says_so_first() {
        Announced line = Announced.of(COMMIT, 7, BEFORE, Duration.ofMillis(1500));
        String body = new String(Announced.write(List.of(line, line)), StandardCharsets.UTF_8);

        assertThat(body).startsWith("aett-log 1\t1500\n7\t5\t17\t");
        assertThat(Announced.parse(9, object(body, Map.of())))
                .hasSize(2)
                .allMatch(read -> read.patience().equals(Duration.ofMillis(1500)));
    }

    @Test
    void a_commit_says_in_its_metadata_what_it_is() {
        Filled filled = BEFORE.next(COMMIT, 9217);

        assertThat(filled.metadata())
                .isEqualTo(Map.of(
                        "sequence", "3",
                        "revision", "8",
                        "stamp", "2024-05-06T07:08:09.123456Z",
                        "commit-id", ID.toString(),
                        "nonce", NONCE.toString(),
                        "events", "2",
                        "checkpoint", "9217",
                        "ids", THREE + "l199t0r2"));
        assertThat(Filled.parse(5, object("", filled.metadata()))).isEqualTo(filled);
    }

    @Test
    void a_void_says_where_the_stream_stood() {
        Filled filled = BEFORE.nextVoid();

        assertThat(filled.metadata())
                .isEqualTo(Map.of(
                        "sequence", "2",
                        "revision", "6",
                        "stamp", "2024-05-06T07:08:08.123456Z",
                        "ids", THREE + "l199t0r2"));
        assertThat(Filled.parse(5, object("", filled.metadata()))).isEqualTo(filled);
        assertThat(Filled.parse(1, object("", Filled.NOTHING.nextVoid().metadata())))
                .isEqualTo(Filled.NOTHING.nextVoid());
    }

    @Test
    void the_first_slot_of_a_block_says_no_ids_and_the_last_says_all_others() {
        Filled slot = Filled.NOTHING;
        StringBuilder before = new StringBuilder();
        for (int n = 1; n <= Ids.BLOCK; n++) {
            slot = n == 3 ? slot.nextVoid() : slot.next(COMMIT, n);
            assertThat(slot.metadata().getOrDefault("ids", "")).isEqualTo(before.toString());
            before.append(n == 3 ? "00000000" : "itu04ah4");
        }
        assertThat(slot.idsWithOwn()).isEqualTo(before.toString());
        assertThat(slot.next(COMMIT, 65).metadata()).doesNotContainKey("ids");
        assertThat(slot.nextVoid().metadata()).doesNotContainKey("ids");
    }

    @Test
    void a_digest_is_the_ids_of_its_slots_in_their_order() {
        String body = "aett-ids 1\n" + THREE + "l199t0r2";
        Digest read = Digest.parse("key", 1024, 4, body.getBytes(StandardCharsets.UTF_8));

        assertThat(read.slotsOf(NONCE)).containsExactly(1028L);
        assertThat(read.slotsOf(ID)).isEmpty();
        assertThat(new String(read.write(), StandardCharsets.UTF_8)).isEqualTo(body);
    }

    @Test
    void a_state_is_four_lines_and_the_value() {
        byte[] value = {'\n', 0, -1};
        byte[] body = StateObject.write("lease é", "order/17", value, NONCE.toString());

        byte[] head = "aett-state 1\n00000000-0000-4000-8000-00000000000b\nlease é\norder/17\n"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(body).startsWith(head).endsWith(value).hasSize(head.length + value.length);
        StateEntry read = StateObject.parse(new Found("key", Map.of(), "\"0a1b-2\"", body));
        assertThat(read).isEqualTo(new StateEntry("lease é", "order/17", value, NONCE + "/0a1b-2"));
        assertThat(StateObject.etag(read)).isEqualTo("\"0a1b-2\"");
    }

    @Test
    void a_version_that_is_none_of_an_object_is_no_condition() {
        for (String version :
                List.of("", "x", "" + NONCE, NONCE + "/", NONCE + "/*", NONCE + "/a\",\"b", NONCE + "x/a")) {
            assertThat(StateObject.etag(new StateEntry("s", "k", new byte[0], version)))
                    .as(version)
                    .isNull();
        }
    }

    @Test
    void a_state_that_another_version_wrote_is_refused_with_its_key() {
        for (String body :
                List.of("", "aett-state 1\n", "aett-state 1\nn\ns\nk\n", "aett-state 2\n" + NONCE + "\ns\nk\n")) {
            assertThatThrownBy(() -> StateObject.parse(object(body, Map.of())))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("key");
        }
    }

    private static Pack.Row row(String tenant, long generation, long sequence, int bytes) {
        Filled.Ident ident = new Filled.Ident(ID, NONCE, 2, 9216 + sequence);
        byte[] payload = new byte[bytes];
        return new Pack.Row(
                new StreamKey(tenant, "order/17"),
                generation,
                new Filled(sequence + 1, sequence, 2 * sequence, STAMP, ident, null),
                bytes,
                bytes == 0 ? null : payload);
    }

    @Test
    void a_pack_is_an_index_of_tenants_and_what_is_theirs() {
        Pack.Row first = row("shop é", 7, 1, 3);
        Pack.Row other = row("a", 0, 2, 0);
        Pack.Row last = row("shop é", 2, 3, 1);
        byte[] body = new Pack(9, 12, List.of(first, other, last)).write();

        String end = "\t2\t" + ID + "\t" + NONCE + "\t2024-05-06T07:08:09.123456Z\t";
        String theirs = "0\t3\t2\t4" + end + "9218\t-0\torder/17\n";
        String ours = "7\t2\t1\t2" + end + "9217\t3\torder/17\n\0\0\0" + "2\t4\t3\t6" + end + "9219\t1\torder/17\n\0";
        String index = "0\t" + theirs.length() + "\t0\ta\n" + theirs.length() + "\t" + ours.length() + "\t2\tshop é\n";
        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo("aett-pack 1\t9\t12\t" + index.getBytes(StandardCharsets.UTF_8).length + "\n" + index
                        + theirs + ours);

        Pack read = Pack.parse("key", body);
        assertThat(read.from()).isEqualTo(9);
        assertThat(read.to()).isEqualTo(12);
        assertThat(read.rows())
                .extracting(Pack.Row::filled)
                .containsExactly(first.filled(), other.filled(), last.filled());
        assertThat(read.rows()).extracting(Pack.Row::generation).containsExactly(7L, 0L, 2L);
        assertThat(read.rows()).extracting(Pack.Row::stream).containsExactly(first.stream(), other.stream(), STREAM);
        assertThat(read.rows().get(0).payload()).hasSize(3);
        assertThat(read.rows().get(1).payload()).isNull();
        Pack.Index parts = Pack.index("key", body);
        assertThat(parts).isNotNull();
        assertThat(parts.holdsOfBefore("shop é", 2)).isFalse();
        assertThat(parts.holdsOfBefore("shop é", 3)).isTrue();
        assertThat(parts.holdsOfBefore("shop", 3)).isFalse();
        assertThat(Pack.index("key", Arrays.copyOf(body, parts.length() - 1))).isNull();
    }

    @Test
    void a_pack_that_another_version_wrote_or_that_was_cut_is_refused_with_its_key() {
        byte[] body = new Pack(9, 12, List.of(row("a", 0, 1, 3))).write();
        for (byte[] bad : List.of(
                new byte[0],
                "aett-pack 2\t1\t1\t0\n".getBytes(StandardCharsets.UTF_8),
                "aett-pack 1\t1\n".getBytes(StandardCharsets.UTF_8),
                "aett-pack 1\t1\t1\t2\nx\n".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(body, body.length - 1))) {
            assertThatThrownBy(() -> Pack.parse("key", bad))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("key")
                    .hasMessageContaining("may be removed");
        }
    }

    @Test
    void what_another_version_wrote_is_refused_with_its_key() {
        for (String body : List.of("", "aett-log 2\n", "aett-log 1\nx\n", "aett-log 1\tx\n", "aett-log 1\n1\t2\t3\n")) {
            assertThatThrownBy(() -> Announced.parse(1, object(body, Map.of())))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("key");
        }
        Map<String, String> whole = BEFORE.metadata();
        assertThatThrownBy(() -> Filled.parse(1, object("", Map.of("sequence", "1"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("key");
        for (long slot : new long[] {1, 3, 5, 64, 65}) {
            assertThatThrownBy(() -> Filled.parse(slot, object("", whole)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("key");
        }
        for (String body : List.of("", "aett-ids 2\n00000000", "aett-ids 1\n0000000", "aett-ids 1\n0000000!")) {
            assertThatThrownBy(() -> Digest.parse("key", 0, 1, body.getBytes(StandardCharsets.UTF_8)))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("key")
                    .hasMessageContaining("may be removed");
        }
    }
}
