package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Snapshot;
import io.aett.reactive.engine.EngineFixture.Noted;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.EncodedSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoredEventsTest {

    private static final String PLAIN = "{\"v\":1,\"events\":[{\"topic\":\"a\",\"version\":3,\"body\":{\"x\":1.10}}]}";

    private final CommitCodec codec = new CommitCodec(new StoredEvents());

    private static EncodedCommit stored(String json) {
        return new EncodedCommit(
                STREAM,
                9,
                9,
                1,
                new UUID(1, 2),
                new UUID(3, 4),
                Instant.EPOCH,
                json.getBytes(StandardCharsets.UTF_8),
                5);
    }

    private String written(Commit commit) {
        return new String(
                codec.encode(STREAM, commit, commit.commitStamp(), new UUID(5, 6))
                        .payload(),
                StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PLAIN,
                "{\"v\":1,\"events\":[{\"topic\":\"a\",\"body\":[1, 2.50,\"\\u0041\"]}]}",
                "{\"events\":[{\"body\":null,\"topic\":\"a\",\"later\":[1]}],\"headers\":{\"n\":1.50E1,\"m\":{\"z\":1,\"a\":2}},\"v\":1}",
                "{\"v\":1,\"events\":[{\"topic\":\"t\",\"content\":\"ZGVjYWxw\"}],\"messages\":{\"c\":{\"topic\":\"t\",\"content\":\"ZG5lcw==\"}}}",
                "{ \"v\": 1, \"added\": {\"by\": \"a later release\"}, \"events\": [{\"topic\": \"a\", \"body\": {}}] }"
            })
    void what_was_read_is_written_byte_for_byte(String json) {
        Commit commit = codec.decode(stored(json));

        assertThat(written(commit.withStored(77, Instant.EPOCH))).isEqualTo(json);
        assertThat(written(commit.toBuilder().streamRevision(4).build())).isEqualTo(json);
    }

    @Test
    void an_event_is_its_topic_its_version_and_its_bytes() {
        StoredEvent event =
                (StoredEvent) codec.decode(stored(PLAIN)).events().get(0).body();

        assertThat(event).isEqualTo(StoredEvent.of("a", 3, "{\"x\":1.10}"));
        assertThat(event).isNotEqualTo(StoredEvent.of("a", 3, "{\"x\":1.1}"));
        assertThat(event.isJson()).isTrue();
        assertThat(event.toString()).doesNotContain("1.10");
    }

    @Test
    void what_is_not_json_says_so() {
        Commit commit = codec.decode(
                stored("{\"v\":1,\"events\":[{\"topic\":\"t\",\"content\":\"ZGVjYWxw\"}],\"headers\":{}}"));
        StoredEvent event = (StoredEvent) commit.events().get(0).body();

        assertThat(event.isJson()).isFalse();
        assertThat(event.content()).asString(StandardCharsets.UTF_8).isEqualTo("decalp");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> written(commit.toBuilder().header("by", "me").build()))
                .withMessageContaining("topic t is not JSON");
    }

    @Test
    void what_was_changed_is_written_from_its_parts() {
        Commit commit = codec.decode(stored(PLAIN));

        assertThat(written(commit.toBuilder().header("by", "me").build()))
                .isEqualTo(PLAIN.substring(0, PLAIN.length() - 1) + ",\"headers\":{\"by\":\"me\"}}");
        assertThat(written(commit.toBuilder().event(StoredEvent.of("b", 1, "2")).build()))
                .isEqualTo("{\"v\":1,\"events\":[{\"topic\":\"a\",\"version\":3,\"body\":{\"x\":1.10}},"
                        + "{\"topic\":\"b\",\"body\":2}]}");
    }

    @Test
    void a_snapshot_keeps_its_form() {
        String json = "{\"v\":1,\"form\":\"abc\",\"events\":[{\"topic\":\"a\",\"body\":{},\"headers\":{\"k\":\"w\"}}]}";
        Snapshot snapshot = codec.decode(new EncodedSnapshot(STREAM, 9, 9, json.getBytes(StandardCharsets.UTF_8)));

        assertThat(codec.encode(STREAM, snapshot).payload())
                .asString(StandardCharsets.UTF_8)
                .isEqualTo(json);
    }

    @Test
    void contents_are_compared_byte_for_byte() {
        Commit one =
                codec.decode(stored("{\"v\":1,\"events\":[{\"topic\":\"a\",\"body\":{}}],\"headers\":{\"n\":1.50}}"));
        Commit other =
                codec.decode(stored("{\"v\":1,\"events\":[{\"topic\":\"a\",\"body\":{}}],\"headers\":{\"n\":1.5}}"));

        assertThat(one).isEqualTo(other);
        assertThat(StoredEvents.haveSameContent(one, other)).isFalse();
        assertThat(StoredEvents.haveSameContent(one, one.withStored(9, Instant.MAX)))
                .isTrue();
        Commit parts = one.toBuilder().build().withStored(0, Instant.EPOCH);
        Commit made = Commit.builder()
                .tenantId("t")
                .streamId("s")
                .headers(Map.of("n", 1.5))
                .event(StoredEvent.of("a", 1, "{}"))
                .build();
        assertThat(StoredEvents.haveSameContent(parts, made)).isTrue();
        assertThat(StoredEvents.haveSameContent(
                        made, made.toBuilder().header("m", 1).build()))
                .isFalse();
    }

    @Test
    void a_value_of_a_class_is_refused() {
        Commit commit =
                codec.decode(stored(PLAIN)).toBuilder().event(new Noted("x")).build();

        assertThatIllegalArgumentException().isThrownBy(() -> written(commit)).withMessageContaining("StoredEvent");
    }

    @Test
    void other_serializers_read_what_was_moved() {
        CommitCodec typed = new CommitCodec(new JacksonEventSerializer(EngineFixture.TOPICS));
        Commit commit = new Commit(
                "tenant",
                "stream",
                1,
                new UUID(1, 2),
                1,
                Instant.EPOCH,
                Map.of("n", 1),
                List.of(EventMessage.of(new Noted("x"))),
                0);
        EncodedCommit first = typed.encode(STREAM, commit, Instant.EPOCH, new UUID(3, 4));

        EncodedCommit moved = codec.encode(STREAM, codec.decode(first), Instant.EPOCH, new UUID(5, 6));

        assertThat(moved.payload()).isEqualTo(first.payload());
        assertThat(typed.decode(moved)).isEqualTo(commit);
    }
}
