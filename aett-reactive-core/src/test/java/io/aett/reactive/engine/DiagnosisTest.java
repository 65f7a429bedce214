package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.TopicMap;
import io.aett.reactive.UnknownTopicException;
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
import org.junit.jupiter.params.provider.CsvSource;

/** What cannot be decoded says where it is, why, and what helps, and nothing of what it holds. */
class DiagnosisTest {

    record Line(String article, long price) {}

    record Order(
            List<Line> lines, Map<String, Line> byName, Shape shape, Open open, Closed closed, Positive positive) {}

    record Keyed(Map<Line, String> map) {}

    sealed interface Open permits Left, Right {}

    record Left() implements Open {}

    record Right() implements Open {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Shape permits Circle {}

    record Circle(double radius) implements Shape {}

    static final class Closed {
        final String text;

        Closed(String text, int ignored) {
            this.text = text + ignored;
        }

        Closed(String text) {
            this.text = text;
        }
    }

    record Positive(long value) {
        Positive {
            if (value < 0) {
                throw new IllegalArgumentException("secret " + value);
            }
        }
    }

    private static final CommitCodec CODEC = new CommitCodec(new JacksonEventSerializer(
            TopicMap.create().add("order", Order.class).add("keyed", Keyed.class)));

    private static MalformedDataException decoding(String topic, String body) {
        String json = "{\"v\":1,\"events\":[{\"topic\":\"" + topic + "\",\"body\":" + body + "}]}";
        EncodedCommit stored = new EncodedCommit(
                STREAM,
                9,
                12,
                1,
                new UUID(1, 2),
                new UUID(3, 4),
                Instant.EPOCH,
                json.getBytes(StandardCharsets.UTF_8),
                77);
        return catchThrowableOfType(MalformedDataException.class, () -> CODEC.decode(stored));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"lines\":[{\"price\":1},{\"price\":10.99}]} | $.lines[1].price | Cannot coerce Floating-point value | long",
                "{\"lines\":[{\"price\":\"secret\"}]} | $.lines[0].price | Cannot coerce String value | topic of its own",
                "{\"lines\":[{\"article\":4711}]} | $.lines[0].article | Cannot coerce Integer value | java.lang.String",
                "{\"lines\":{}} | $.lines | Cannot deserialize | List",
                "{\"byName\":{\"secret\":{\"price\":true}}} | $.byName.*.price | Cannot deserialize | topic of its own",
                "{\"lines\":[{\"price\":99999999999999999999}]} | $.lines[0].price | Numeric value | topic of its own",
                "{\"shape\":{\"@type\":\"secret\"}} | $.shape | Could not resolve type id | @JsonSubTypes",
                "{\"positive\":{\"value\":-4711}} | $.positive | IllegalArgumentException | Positive",
            })
    void the_class_the_path_the_reason_and_the_cure_are_told(String body, String path, String reason, String more) {
        assertThat(decoding("order", body))
                .hasMessageContainingAll("topic order", Order.class.getName(), "at " + path + " ", reason, more)
                .hasNoCause()
                .message()
                .doesNotContain("secret", "4711", "10.99", "99999999");
    }

    @Test
    void damaged_json_is_told_with_its_place() {
        assertThat(decoding("order", "{\"lines\":secret}"))
                .hasMessageContainingAll("JSON is damaged", "at byte 5")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void an_interface_without_type_information_is_told_with_its_cure() {
        assertThat(decoding("order", "{\"open\":{\"secret\":1}}"))
                .hasMessageContainingAll("$.open", Open.class.getName(), "@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void a_class_that_cannot_be_made_is_told_with_its_cure() {
        assertThat(decoding("order", "{\"closed\":\"secret\"}").getMessage()).doesNotContain("secret");
        assertThat(decoding("order", "{\"closed\":{\"text\":\"secret\"}}"))
                .hasMessageContainingAll("$.closed", Closed.class.getName(), "constructor")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void a_key_that_cannot_be_read_is_told_with_its_cure() {
        assertThat(decoding("keyed", "{\"map\":{\"secret\":\"text\"}}"))
                .hasMessageContainingAll("Key deserializer", Line.class.getName(), "@JsonValue")
                .message()
                .doesNotContain("secret");
    }

    @Test
    void sequence_revision_and_checkpoint_are_told() {
        MalformedDataException error = decoding("order", "[]");
        assertThat(error)
                .hasMessageContainingAll("commit 9", "stream stream", "tenant tenant", "revision 12", "checkpoint 77");
        assertThat(error.checkpoint()).isEqualTo(77);
        assertThat(error.commitSequence()).isEqualTo(9);
    }

    @Test
    void an_unknown_topic_tells_its_checkpoint_too() {
        assertThat(decoding("nobody", "{}"))
                .isInstanceOf(UnknownTopicException.class)
                .hasMessageContainingAll("nobody", "revision 12", "checkpoint 77")
                .satisfies(error -> assertThat(error.checkpoint()).isEqualTo(77));
    }

    @Test
    void a_snapshot_has_no_checkpoint() {
        byte[] payload = "{\"v\":1,\"events\":[{\"topic\":\"order\",\"body\":[]}]}".getBytes(StandardCharsets.UTF_8);
        MalformedDataException error = catchThrowableOfType(
                MalformedDataException.class, () -> CODEC.decode(new EncodedSnapshot(STREAM, 12, 9, payload)));
        assertThat(error.checkpoint()).isZero();
        assertThat(error).hasMessageContaining("revision 12").hasMessageNotContaining("checkpoint");
    }
}
