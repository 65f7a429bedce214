package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Snapshot;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/**
 * The stored forms, by files that never change. A test that fails here means that data which people have stored would be
 * written differently or no longer read.
 */
class StorageFormatTest {

    private static final Instant STAMP = Instant.parse("2024-05-06T07:08:09.123456Z");
    private static final UUID ID = new UUID(1, 2);
    private static final UUID NONCE = new UUID(3, 4);

    @Topic("order.placed")
    record Placed(String customer, List<Line> lines, Instant at) {}

    record Line(String article, int count) {}

    @Topic("order.paid")
    record Paid(long cents) {}

    @Topic("invoice.send")
    record SendInvoice(String to) {}

    @Topic("order.state")
    record State(String customer, boolean paid) {}

    private static final CommitCodec CODEC = new CommitCodec(new JacksonEventSerializer(
            TopicMap.create().register(Placed.class, Paid.class, SendInvoice.class, State.class)));

    private static String golden(String name) throws IOException {
        try (InputStream in = StorageFormatTest.class.getResourceAsStream(name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
        }
    }

    private static String text(byte[] payload) {
        return new String(payload, StandardCharsets.UTF_8);
    }

    private static Commit commit() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("user", "ann");
        headers.put("attempt", 2);
        headers.put("size", 1L << 40);
        headers.put("hash", BigInteger.TWO.pow(70));
        headers.put("rate", 0.25);
        headers.put("urgent", true);
        headers.put("note", null);
        headers.put("lone", "\ud800");
        headers.put("tags", Arrays.asList("a", null, List.of(1)));
        headers.put("address", new LinkedHashMap<>(Map.of("zip", "8000")));
        headers.put("UndispatchedMessage.0", new EventMessage(new SendInvoice("ann@example.org"), Map.of("retry", 3)));
        EventMessage placed = EventMessage.of(
                new Placed("Ann \"A\" Äé\u2028\u0000😀", List.of(new Line("pen", 3), new Line("ink", 1)), STAMP));
        EventMessage paid =
                new EventMessage(new Paid(1999), Map.of("source", EventMessage.of(new SendInvoice("bob@example.org"))));
        return new Commit("tenant", "stream", 2, ID, 1, STAMP, headers, List.of(placed, paid), 0);
    }

    @Test
    void a_commit_is_written_and_read_as_it_always_was() throws IOException {
        EncodedCommit encoded = CODEC.encode(STREAM, commit(), STAMP, NONCE);

        assertThat(text(encoded.payload())).isEqualTo(golden("commit-v1.json"));
        assertThat(CODEC.decode(withPayload(encoded, golden("commit-v1.json")))).isEqualTo(commit());
    }

    @Test
    void a_commit_of_a_serializer_without_json_is_written_and_read_as_it_always_was() throws IOException {
        CommitCodec binary = new CommitCodec(new Reversed());
        Commit commit = new Commit(
                "tenant",
                "stream",
                2,
                ID,
                1,
                STAMP,
                Map.of("command", EventMessage.of("send")),
                List.of(EventMessage.of("placed"), new EventMessage("paid", Map.of("n", 1))),
                0);
        EncodedCommit encoded = binary.encode(STREAM, commit, STAMP, NONCE);

        assertThat(text(encoded.payload())).isEqualTo(golden("commit-content-v1.json"));
        assertThat(binary.decode(withPayload(encoded, golden("commit-content-v1.json"))))
                .isEqualTo(commit);
    }

    @Test
    void a_snapshot_is_written_and_read_as_it_always_was() throws IOException {
        Snapshot snapshot = new Snapshot(
                "tenant", "stream", 2, 1, new State("Ann", true), new LinkedHashMap<>(Map.of("build", "17")));
        EncodedSnapshot encoded = CODEC.encode(STREAM, snapshot);

        assertThat(text(encoded.payload())).isEqualTo(golden("snapshot-v1.json"));
        byte[] stored = golden("snapshot-v1.json").getBytes(StandardCharsets.UTF_8);
        assertThat(CODEC.decode(new EncodedSnapshot(STREAM, 2, 1, stored))).isEqualTo(snapshot);
    }

    /** The document shows the same, with line breaks. */
    @ParameterizedTest
    @CsvSource({"0, commit-v1.json", "1, versions-3.json", "2, commit-content-v1.json", "3, snapshot-v1.json"})
    void the_document_shows_what_is_stored(int block, String name) throws IOException {
        List<String> blocks = Pattern.compile("^```json\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/storage-format.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        JsonMapper json = JsonMapper.shared();

        assertThat(blocks).hasSize(4);
        assertThat(json.readTree(blocks.get(block))).isEqualTo(json.readTree(golden(name)));
    }

    private static EncodedCommit withPayload(EncodedCommit commit, String payload) {
        return new EncodedCommit(
                commit.stream(),
                commit.sequence(),
                commit.revision(),
                commit.eventCount(),
                commit.commitId(),
                commit.nonce(),
                commit.stamp(),
                payload.getBytes(StandardCharsets.UTF_8),
                commit.checkpoint());
    }

    /** Writes texts back to front. */
    private static final class Reversed implements EventSerializer {
        @Override
        public SerializedValue serialize(Object value) {
            return new SerializedValue("text", reverse((String) value).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean knows(String topic) {
            return topic.equals("text");
        }

        @Override
        public Object deserialize(String topic, byte[] source, int offset, int length) {
            return reverse(new String(source, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public boolean json() {
            return false;
        }

        private static String reverse(String text) {
            return new StringBuilder(text).reverse().toString();
        }
    }
}
