package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.engine.EnvelopeScan.Found;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.serialization.Upcaster;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeScanTest {

    record Line(String article, int count, List<String> tags) {}

    @Topic(value = "box", version = 12)
    record Box(int size) {}

    private static final TopicMap TOPICS =
            TopicMap.create().add("line", Line.class).add("größe", String.class).register(Box.class);
    private static final JacksonEventSerializer JSON = JacksonEventSerializer.builder(TOPICS)
            .upcasters(IntStream.range(1, 12)
                    .mapToObj(version -> Upcaster.of("box", version, event -> event))
                    .toArray(Upcaster[]::new))
            .build();
    private static final EnvelopeReader READER = new EnvelopeReader(JSON);

    private static byte[] written(Map<String, Object> headers, Object... events) {
        return new EnvelopeWriter(JSON)
                .commit(headers, List.of(events).stream().map(EventMessage::of).toList());
    }

    @Test
    void bodies_are_found_whatever_is_in_them() {
        Line first = new Line("a \"quoted\" {brace} and \\ ü 😀", 1, List.of("[", "]", "\"", "\\\\"));
        Line second = new Line("", -1, List.of());

        byte[] payload = written(Map.of(), first, second);
        List<Found> found = EnvelopeScan.plain(payload);

        assertThat(found).extracting(Found::topic).containsExactly("line", "line");
        assertThat(found)
                .extracting(event -> JSON.deserialize(event.topic(), payload, event.from(), event.length()))
                .containsExactly(first, second);
    }

    @Test
    void versions_are_found_beside_the_topics() {
        byte[] payload = written(Map.of(), new Box(1), new Line("a", 1, List.of()), new Box(2));

        List<Found> found = EnvelopeScan.plain(payload);

        assertThat(found).extracting(Found::version).containsExactly(12, 1, 12);
        assertThat(READER.read(new Place(STREAM, 1, 1, 0), payload).events())
                .extracting(EventMessage::body)
                .containsExactly(new Box(1), new Line("a", 1, List.of()), new Box(2));
    }

    @Test
    void what_is_not_plain_is_left_to_the_parser() {
        assertThat(EnvelopeScan.plain(written(Map.of("user", "u"), new Line("a", 1, List.of()))))
                .isNull();
        assertThat(EnvelopeScan.plain(
                        written(Map.of(), new EventMessage(new Line("a", 1, List.of()), Map.of("user", "u")))))
                .isNull();
        assertThat(EnvelopeScan.plain(written(Map.of(), "a text is no object"))).isNull();
        assertThat(EnvelopeScan.plain(new byte[0])).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":1,\"events\":[]}",
                "{\"v\":2,\"events\":[{\"topic\":\"line\",\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"line\",\"body\":{}}] }",
                "{\"v\":1,\"events\":[{\"topic\":\"line\",\"body\":{}}]}x",
                "{\"v\":1,\"events\":[{\"topic\":\"line\",\"body\":{}},]}",
                "{\"v\":1,\"events\":[{\"topic\":\"line\",\"body\":{}}",
                "{\"v\":1,\"events\":[{\"topic\":\"l\\u0069ne\",\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"line\",\"body\":{\"article\":\"",
                "{\"v\":1,\"events\":[{\"topic\":\"box\",\"version\":1,\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"box\",\"version\":02,\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"box\",\"version\":-2,\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"box\",\"version\":,\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"box\",\"version\":1234567890,\"body\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"box\",\"version\":12",
            })
    void anything_else_than_the_writer_writes_is_not_plain(String payload) {
        assertThat(EnvelopeScan.plain(payload.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    @Test
    void whatever_byte_is_damaged_the_outcome_is_that_of_the_parser() {
        Random random = new Random(20240611);
        byte[] payload =
                written(Map.of(), new Line("a\"b\\c", 1, List.of("x")), new Line("ü", 2, List.of()), new Box(3));
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = payload.clone();
            for (int i = 0; i <= random.nextInt(3); i++) {
                damaged[random.nextInt(damaged.length)] = (byte) "\"\\{}[],: az1\u00fc".charAt(random.nextInt(13));
            }
            assertThat(outcome(damaged))
                    .as(() -> new String(damaged, StandardCharsets.UTF_8))
                    .isEqualTo(outcome(spaced(damaged)));
        }
    }

    /** A space at the end: the parser's, without a word of the scan. */
    private static byte[] spaced(byte[] payload) {
        byte[] longer = Arrays.copyOf(payload, payload.length + 1);
        longer[payload.length] = ' ';
        return longer;
    }

    private static Object outcome(byte[] payload) {
        try {
            return READER.read(new Place(STREAM, 1, 1, 0), payload).events();
        } catch (MalformedDataException e) {
            return e.getClass();
        }
    }
}
