package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.UnknownTopicException;
import io.aett.reactive.engine.EngineFixture.Noted;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import io.aett.reactive.spi.EncodedCommit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommitCodecTest {

    private final CommitCodec codec = new CommitCodec(new JacksonEventSerializer(EngineFixture.TOPICS));

    private static Commit commit(Map<String, Object> headers, EventMessage... events) {
        return new Commit(
                "tenant", "stream", events.length, new UUID(1, 2), 1, Instant.EPOCH, headers, List.of(events), 0);
    }

    private EncodedCommit encode(Commit commit) {
        return codec.encode(STREAM, commit, commit.commitStamp(), new UUID(3, 4));
    }

    private EncodedCommit payload(String json, int events) {
        return new EncodedCommit(
                STREAM,
                9,
                9,
                events,
                new UUID(1, 2),
                new UUID(3, 4),
                Instant.EPOCH,
                json.getBytes(StandardCharsets.UTF_8),
                5);
    }

    @Test
    void the_stored_form_is_exactly_this() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("user", "ann");
        headers.put("next", new EventMessage(new Noted("later"), Map.of("n", 1)));
        Commit commit = commit(
                headers, EventMessage.of(new Noted("a\"b")), new EventMessage(new Noted("c"), Map.of("x", true)));
        assertThat(new String(encode(commit).payload(), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{\"text\":\"a\\\"b\"}},"
                                + "{\"topic\":\"noted\",\"body\":{\"text\":\"c\"},\"headers\":{\"x\":true}}],"
                                + "\"headers\":{\"user\":\"ann\"},"
                                + "\"messages\":{\"next\":{\"topic\":\"noted\",\"body\":{\"text\":\"later\"},\"headers\":{\"n\":1}}}}");
        assertThat(codec.decode(encode(commit))).isEqualTo(commit);
    }

    @Test
    void header_values_come_back_as_json_reads_them() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("int", 1L);
        headers.put("long", 1L << 40);
        headers.put("big", BigInteger.TEN.pow(30));
        headers.put("double", 0.1);
        headers.put("float", 0.1f);
        headers.put("decimal", new BigDecimal("1.50"));
        headers.put("null", null);
        headers.put("list", Arrays.asList(1, null, "x", List.of(true)));
        headers.put("map", Map.of("k", Map.of("n", -3)));
        headers.put("text", "\u0000 \u2028 \ud83d\ude00 é");
        Map<String, Object> read = codec.decode(encode(commit(headers, EventMessage.of(new Noted("n")))))
                .headers();
        assertThat(read.get("int")).isEqualTo(1);
        assertThat(read.get("long")).isEqualTo(1L << 40);
        assertThat(read.get("big")).isEqualTo(BigInteger.TEN.pow(30));
        assertThat(read.get("double")).isEqualTo(0.1);
        assertThat(read.get("float")).isEqualTo(0.1);
        assertThat(read.get("decimal")).isEqualTo(1.5);
        assertThat(read).containsEntry("null", null);
        assertThat(read.get("list")).isEqualTo(Arrays.asList(1, null, "x", List.of(true)));
        assertThat(read.get("map")).isEqualTo(Map.of("k", Map.of("n", -3)));
        assertThat(read.get("text")).isEqualTo("\u0000 \u2028 \ud83d\ude00 é");
    }

    @Test
    void bodies_of_every_length_around_buffer_sizes_come_back() {
        for (int length = 0; length < 9000; length += length < 50 || length > 7900 && length < 8100 ? 1 : 97) {
            Commit commit = commit(
                    Map.of(),
                    EventMessage.of(new Noted("x".repeat(length))),
                    EventMessage.of(new Noted("é".repeat(length))));
            assertThat(codec.decode(encode(commit))).isEqualTo(commit);
        }
    }

    @Test
    void a_header_that_is_a_double_stays_one() {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (double value :
                new double[] {1e7, 1.694093070918253E15, -8.6887502851281984E16, 1e300, 5e-324, -0.0, 0.1}) {
            headers.put("h" + value, value);
        }
        headers.put("float", 1.1f);

        Map<String, Object> stored = codec.decode(encode(commit(headers, EventMessage.of(new Noted("a")))))
                .headers();

        headers.put("float", 1.1);
        assertThat(stored).isEqualTo(headers);
    }

    @Test
    void header_values_that_json_cannot_hold_are_refused() {
        for (Object value : new Object[] {
            Double.NaN,
            Float.POSITIVE_INFINITY,
            new BigDecimal("1e999"),
            new Object(),
            Instant.EPOCH,
            List.of(EventMessage.of(new Noted("n"))),
            Map.of("k", EventMessage.of(new Noted("n"))),
            Map.of(1, "x")
        }) {
            assertThatIllegalArgumentException()
                    .as("%s", value)
                    .isThrownBy(() -> encode(commit(Map.of("h", value), EventMessage.of(new Noted("n")))));
            assertThatIllegalArgumentException()
                    .as("%s", value)
                    .isThrownBy(() -> encode(commit(Map.of(), new EventMessage(new Noted("n"), Map.of("h", value)))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "\udc00", "a\ud800b", "a\udc00b", "\udc00\ud800", "\ud800\ud800\udc00"})
    void lone_surrogates_are_stored_in_bytes_that_are_utf8_and_come_back(String text) throws Exception {
        Commit commit = commit(Map.of("h", text), EventMessage.of(new Noted(text)));
        EncodedCommit encoded = encode(commit);
        StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(encoded.payload()));
        assertThat(codec.decode(encoded)).isEqualTo(commit);
    }

    @Test
    void nesting_beyond_the_limit_is_refused_when_writing() {
        Object nested = 1;
        for (int i = 0; i < 1000; i++) {
            nested = List.of(nested);
        }
        Object deep = nested;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> encode(commit(Map.of("h", deep), EventMessage.of(new Noted("n")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "not json",
                "{}",
                "{\"v\":1}",
                "{\"v\":1,\"events\":[]}",
                "{\"v\":2,\"events\":[{\"topic\":\"noted\",\"body\":{}}]}",
                "{\"events\":[{\"topic\":\"noted\",\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\"}]}",
                "{\"v\":1,\"events\":[{\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":5,\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":null}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":[1]}]}",
                "{\"v\":1,\"events\":[7]}",
                "{\"v\":1,\"events\":{}}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{}},{\"topic\":\"noted\",\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{}}",
            })
    void bytes_that_are_no_commit_are_malformed_data_of_that_commit(String json) {
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> codec.decode(payload(json, 1)))
                .satisfies(error -> assertThat(error.tenantId()).isEqualTo("tenant"))
                .satisfies(error -> assertThat(error.streamId()).isEqualTo("stream"))
                .satisfies(error -> assertThat(error.commitSequence()).isEqualTo(9));
    }

    @Test
    void a_topic_that_nobody_registered_is_named_and_never_loads_a_class() {
        assertThatExceptionOfType(UnknownTopicException.class)
                .isThrownBy(() -> codec.decode(
                        payload("{\"v\":1,\"events\":[{\"topic\":\"java.lang.Runtime\",\"body\":{}}]}", 1)))
                .satisfies(error -> assertThat(error.topic()).isEqualTo("java.lang.Runtime"));
    }

    @Test
    void members_that_a_later_release_adds_are_skipped() {
        Commit read = codec.decode(payload(
                "{\"new\":{\"a\":[1]},\"v\":1,\"events\":[{\"x\":[{}],\"body\":{\"text\":\"b\"},\"topic\":\"noted\"}]}",
                1));
        assertThat(read.events()).containsExactly(EventMessage.of(new Noted("b")));
    }

    @Test
    void a_serializer_that_writes_no_json_is_stored_in_base64() {
        CommitCodec binary = new CommitCodec(new Binary());
        Commit commit = commit(Map.of(), EventMessage.of("hello"), EventMessage.of(""));
        EncodedCommit encoded = binary.encode(STREAM, commit, Instant.EPOCH, new UUID(3, 4));
        assertThat(new String(encoded.payload(), StandardCharsets.UTF_8)).contains("\"content\":\"AGhlbGxv\"");
        assertThat(binary.decode(encoded)).isEqualTo(commit);
    }

    @Test
    void snapshots_come_back_with_their_headers() {
        Snapshot snapshot = new Snapshot("tenant", "stream", 7, 3, new Noted("state"), Map.of("a", "b"));
        assertThat(codec.decode(codec.encode(STREAM, snapshot))).isEqualTo(snapshot);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> codec.encode(STREAM, new Snapshot("tenant", "stream", 7, 3, new Object(), Map.of())));
    }

    private static final class Binary implements EventSerializer {
        @Override
        public SerializedValue serialize(Object value) {
            return new SerializedValue("text", ("\u0000" + value).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public boolean knows(String topic) {
            return topic.equals("text");
        }

        @Override
        public Object deserialize(String topic, byte[] source, int offset, int length) {
            return new String(source, offset + 1, length - 1, StandardCharsets.UTF_8);
        }

        @Override
        public boolean json() {
            return false;
        }
    }
}
