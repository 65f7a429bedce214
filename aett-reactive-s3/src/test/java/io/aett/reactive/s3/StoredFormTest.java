package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Bucket.Found;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
    private static final Filled BEFORE =
            new Filled(4, 2, 6, STAMP.minusSeconds(1), new Filled.Ident(NONCE, ID, 1, 1024));

    private static Found object(String body, Map<String, String> metadata) {
        return new Found("key", metadata, "etag", body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_log_object_has_a_line_for_each_commit() {
        Announced line = Announced.of(COMMIT, 7, BEFORE, Duration.ZERO);
        String body = new String(Announced.write(List.of(line, line)), StandardCharsets.UTF_8);
        String text = "7\t5\t17\t2024-05-06T07:08:09.123456Z\t2\t6\t2024-05-06T07:08:08.123456Z\tshop é\torder/17\n";

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
        assertThat(read.get(1).before().nextVoid()).isEqualTo(BEFORE.nextVoid());
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
                        "checkpoint", "9217"));
        assertThat(Filled.parse(5, object("", filled.metadata()))).isEqualTo(filled);
    }

    @Test
    void a_void_says_where_the_stream_stood() {
        Filled filled = BEFORE.nextVoid();

        assertThat(filled.metadata())
                .isEqualTo(Map.of("sequence", "2", "revision", "6", "stamp", "2024-05-06T07:08:08.123456Z"));
        assertThat(Filled.parse(5, object("", filled.metadata()))).isEqualTo(filled);
        assertThat(Filled.parse(1, object("", Filled.NOTHING.nextVoid().metadata())))
                .isEqualTo(Filled.NOTHING.nextVoid());
    }

    @Test
    void what_another_version_wrote_is_refused_with_its_key() {
        for (String body : List.of("", "aett-log 2\n", "aett-log 1\nx\n", "aett-log 1\tx\n", "aett-log 1\n1\t2\t3\n")) {
            assertThatThrownBy(() -> Announced.parse(1, object(body, Map.of())))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("key");
        }
        assertThatThrownBy(() -> Filled.parse(1, object("", Map.of("sequence", "1"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("key");
    }
}
