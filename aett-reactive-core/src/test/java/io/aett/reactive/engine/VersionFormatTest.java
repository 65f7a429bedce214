package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.MissingUpcasterException;
import io.aett.reactive.NewerVersionException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.SerializedValue;
import io.aett.reactive.serialization.Upcaster;
import io.aett.reactive.spi.EncodedCommit;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** The stored form of three versions of one event, each by a file that never changes, and what cannot be read of versions. */
class VersionFormatTest {

    @Topic("order.shipped")
    record One(String address) {}

    @Topic(value = "order.shipped", version = 2)
    record Two(String street, String city) {}

    @Topic(value = "parcel.sent", version = 3)
    record Three(String street, int zip, String city) {}

    private static final Upcaster ONE = Upcaster.of("order.shipped", 1, VersionFormatTest::withCity);
    private static final Upcaster TWO =
            Upcaster.of("order.shipped", 2, VersionFormatTest::withZip).to("parcel.sent");

    private static final CommitCodec FIRST = codec(One.class);
    private static final CommitCodec SECOND = codec(Two.class, ONE);
    private static final CommitCodec THIRD = codec(Three.class, ONE, TWO);

    private static CommitCodec codec(Class<?> type, Upcaster... upcasters) {
        return new CommitCodec(JacksonEventSerializer.builder(TopicMap.create().register(type))
                .upcasters(upcasters)
                .build());
    }

    private static ObjectNode withCity(ObjectNode event) {
        String[] parts = event.remove("address").asString().split(", ");
        return event.put("street", parts[0]).put("city", parts[1]);
    }

    private static ObjectNode withZip(ObjectNode event) {
        String[] parts = event.remove("city").asString().split(" ");
        return event.put("zip", Integer.parseInt(parts[0])).put("city", parts[1]);
    }

    private static String golden(int version) throws IOException {
        return golden("versions-" + version + ".json");
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = VersionFormatTest.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8).stripTrailing();
        }
    }

    private static Commit commit(Object one, Object two) {
        return new Commit(
                "tenant",
                "stream",
                2,
                new UUID(1, 2),
                1,
                Instant.EPOCH,
                Map.of("again", EventMessage.of(two)),
                List.of(EventMessage.of(one), new EventMessage(two, Map.of("by", "ann"))),
                0);
    }

    private static final Commit OLD = commit(new One("Main Street 1, 8000 Zürich"), new One("Lane 2, 3000 Bern"));
    private static final Commit NEWER = commit(new Two("Main Street 1", "8000 Zürich"), new Two("Lane 2", "3000 Bern"));
    private static final Commit NEWEST =
            commit(new Three("Main Street 1", 8000, "Zürich"), new Three("Lane 2", 3000, "Bern"));

    private static String written(CommitCodec codec, Commit commit) {
        return new String(
                codec.encode(STREAM, commit, Instant.EPOCH, new UUID(3, 4)).payload(), UTF_8);
    }

    private static Commit read(CommitCodec codec, String payload, int events) {
        return codec.decode(new EncodedCommit(
                STREAM, 1, events, events, new UUID(1, 2), new UUID(3, 4), Instant.EPOCH, payload.getBytes(UTF_8), 0));
    }

    @Test
    void each_version_is_written_as_it_always_was() throws IOException {
        assertThat(written(FIRST, OLD)).isEqualTo(golden(1));
        assertThat(written(SECOND, NEWER)).isEqualTo(golden(2));
        assertThat(written(THIRD, NEWEST)).isEqualTo(golden(3));
    }

    @Test
    void each_version_is_read_by_every_later_one() throws IOException {
        assertThat(read(FIRST, golden(1), 2)).isEqualTo(OLD);
        for (int version = 1; version <= 2; version++) {
            assertThat(read(SECOND, golden(version), 2)).isEqualTo(NEWER);
        }
        for (int version = 1; version <= 3; version++) {
            assertThat(read(THIRD, golden(version), 2)).isEqualTo(NEWEST);
        }
    }

    @Test
    void versions_stand_beside_content_that_is_no_json_too() throws IOException {
        CommitCodec codec = new CommitCodec(new Reversed());
        Commit commit = new Commit(
                "tenant",
                "stream",
                1,
                new UUID(1, 2),
                1,
                Instant.EPOCH,
                Map.of(),
                List.of(EventMessage.of("placed")),
                0);

        assertThat(written(codec, commit)).isEqualTo(golden("versions-content.json"));
        assertThat(read(codec, golden("versions-content.json"), 1)).isEqualTo(commit);
    }

    @Test
    void a_serializer_may_write_a_topic_in_several_versions() {
        CommitCodec codec = new CommitCodec(new Reversed());
        EventMessage seventh = EventMessage.of("placed");
        EventMessage eighth = EventMessage.of("by the eighth");
        Commit commit = new Commit(
                "tenant",
                "stream",
                3,
                new UUID(1, 2),
                1,
                Instant.EPOCH,
                Map.of(),
                List.of(seventh, eighth, seventh),
                0);

        assertThat(written(codec, commit)).containsSubsequence("\"version\":7", "\"version\":8", "\"version\":7");
        assertThat(read(codec, written(codec, commit), 3)).isEqualTo(commit);
    }

    @Test
    void a_newer_version_is_told_with_its_place() throws IOException {
        String golden = golden(2);
        assertThatExceptionOfType(NewerVersionException.class)
                .isThrownBy(() -> read(FIRST, golden, 2))
                .withMessageContainingAll(
                        "commit 1 of stream stream (tenant tenant, revision 2)", "order.shipped", "2", "1")
                .satisfies(e -> assertThat(e.topic()).isEqualTo("order.shipped"))
                .satisfies(e -> assertThat(e.storedVersion()).isEqualTo(2))
                .satisfies(e -> assertThat(e.version()).isEqualTo(1));
    }

    @Test
    void a_missing_upcaster_is_told_with_its_place() {
        TopicMap topics = TopicMap.create();
        CommitCodec late = new CommitCodec(new JacksonEventSerializer(topics));
        topics.register(Two.class);

        assertThatExceptionOfType(MissingUpcasterException.class)
                .isThrownBy(() -> read(late, golden(1), 2))
                .withMessageContainingAll(
                        "commit 1 of stream stream (tenant tenant, revision 2)",
                        "no upcaster leads from version 1 to 2 of topic order.shipped")
                .satisfies(e -> assertThat(e.topic()).isEqualTo("order.shipped"))
                .satisfies(e -> assertThat(e.storedVersion()).isEqualTo(1))
                .satisfies(e -> assertThat(e.version()).isEqualTo(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2.0", "\"2\"", "null", "true", "[2]", "4294967298", "99999999999999999999"})
    void what_is_no_version_is_malformed(String version) {
        assertThatExceptionOfType(MalformedDataException.class)
                .isThrownBy(() -> read(
                        SECOND,
                        "{\"v\":1,\"events\":[{\"topic\":\"order.shipped\",\"version\":" + version
                                + ",\"body\":{\"street\":\"a\",\"city\":\"b\"}}]}",
                        1))
                .isExactlyInstanceOf(MalformedDataException.class);
    }

    @Test
    void the_version_may_stand_anywhere_in_its_event() {
        assertThat(read(
                                SECOND,
                                "{\"v\":1,\"events\":[{\"body\":{\"address\":\"a, b\"},\"version\":1,\"topic\":\"order.shipped\"},"
                                        + "{\"body\":{\"street\":\"c\",\"city\":\"d\"},\"topic\":\"order.shipped\",\"version\":2}]}",
                                2)
                        .events())
                .extracting(EventMessage::body)
                .containsExactly(new Two("a", "b"), new Two("c", "d"));
    }

    @Test
    void a_snapshot_of_another_version_is_not_read() {
        Snapshot old = new Snapshot("tenant", "stream", 2, 1, new One("a, b"), Map.of());
        Snapshot now = new Snapshot("tenant", "stream", 2, 1, new Two("a", "b"), Map.of());

        assertThat(SECOND.decode(SECOND.encode(STREAM, now))).isEqualTo(now);
        for (CommitCodec codec : List.of(SECOND, THIRD)) {
            assertThatExceptionOfType(StaleSnapshotException.class)
                    .isThrownBy(() -> codec.decode(FIRST.encode(STREAM, old)));
        }
        assertThatExceptionOfType(StaleSnapshotException.class)
                .isThrownBy(() -> FIRST.decode(SECOND.encode(STREAM, now)));
    }

    /** Writes texts back to front in their seventh version, and as they are in the eighth. */
    private static final class Reversed implements EventSerializer {
        @Override
        public SerializedValue serialize(Object value) {
            String text = (String) value;
            return text.contains("eighth")
                    ? new SerializedValue("text", 8, text.getBytes(UTF_8))
                    : new SerializedValue("text", 7, reverse(text).getBytes(UTF_8));
        }

        @Override
        public boolean knows(String topic) {
            return topic.equals("text");
        }

        @Override
        public Object deserialize(String topic, byte[] source, int offset, int length) {
            return deserialize(topic, 1, source, offset, length);
        }

        @Override
        public Object deserialize(String topic, int version, byte[] source, int offset, int length) {
            String text = new String(source, offset, length, UTF_8);
            return version == 7 ? reverse(text) : text;
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
