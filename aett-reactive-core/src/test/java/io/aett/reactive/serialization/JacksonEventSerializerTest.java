package io.aett.reactive.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

class JacksonEventSerializerTest {

    enum Color {
        RED,
        GREEN {
            @Override
            int weight() {
                return 2;
            }
        };

        int weight() {
            return 1;
        }
    }

    record Empty() {}

    /** Writes texts that it cannot read. */
    static final class Masked extends ValueSerializer<Long> {
        @Override
        public void serialize(Long value, JsonGenerator out, SerializationContext context) {
            out.writeString("secret " + value);
        }
    }

    record Numbered(@JsonSerialize(using = Masked.class) Long number) {}

    record Text(String text) {}

    record Money(BigDecimal amount, BigInteger units, double ratio, float share) {}

    record Times(Instant instant, LocalDate date, OffsetDateTime offset, ZonedDateTime zoned, Duration duration) {}

    record Box(JsonNode value) {}

    record Nested(String name, List<Nested> children, Map<String, Text> byName, Optional<Color> color) {}

    record Nullable(String text, Integer number, List<String> list) {}

    record Ids(UUID id, long big, byte[] bytes, Set<Color> colors, char letter) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    @Topic("shape.square")
    record Square(double side) implements Shape {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Card.class, name = "card"),
        @JsonSubTypes.Type(value = Cash.class, name = "cash")
    })
    sealed interface Payment permits Card, Cash {}

    record Card(String number) implements Payment {}

    record Cash() implements Payment {}

    record Paid(Payment payment) {}

    /** Neither getters nor a public constructor. */
    static final class Closed {
        private final String reason;
        private final int count;

        private Closed(String reason, int count) {
            this.reason = reason;
            this.count = count;
        }

        String text() {
            return reason + count;
        }
    }

    static final class WithDefaultConstructor {
        private final String reason;

        private WithDefaultConstructor() {
            reason = String.valueOf((Object) null);
        }

        WithDefaultConstructor(String reason) {
            this.reason = reason;
        }
    }

    static final class Node {
        Node next;
    }

    static final class Angry {
        @JsonProperty
        public String getText() {
            throw new IllegalStateException("not now");
        }
    }

    static class Bomb {
        static {
            Detector.loaded = true;
        }
    }

    static class Detector {
        static volatile boolean loaded;
    }

    private static final TopicMap TOPICS = TopicMap.create()
            .register(Empty.class, Text.class, Money.class, Times.class, Box.class, Nested.class, Nullable.class)
            .register(Ids.class, Shape.class, Paid.class, Closed.class, WithDefaultConstructor.class, Node.class)
            .register(Angry.class, Color.class);

    private final JacksonEventSerializer serializer = JacksonEventSerializer.create(TOPICS);

    private Object roundTrip(Object value) {
        SerializedValue written = serializer.serialize(value);
        return serializer.deserialize(written.topic(), written.content(), 0, written.content().length);
    }

    private Object read(String topic, String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return serializer.deserialize(topic, bytes, 0, bytes.length);
    }

    private String write(Object value) {
        return new String(serializer.serialize(value).content(), UTF_8);
    }

    static Stream<Object> values() {
        return Stream.of(
                new Empty(),
                new Text("plain"),
                new Text(""),
                new Money(new BigDecimal("10.00"), new BigInteger("9".repeat(60)), 0.1, 0.1f),
                new Money(new BigDecimal("1E+30"), BigInteger.ZERO, Double.MAX_VALUE, Float.MIN_VALUE),
                new Money(new BigDecimal("-0.000000000000000000000001"), BigInteger.TEN.negate(), -0.0, 0f),
                new Money(BigDecimal.ONE, BigInteger.ONE, Double.NaN, Float.NEGATIVE_INFINITY),
                new Times(
                        Instant.parse("2024-02-29T23:59:59.123456789Z"),
                        LocalDate.of(1, 1, 1),
                        OffsetDateTime.parse("2024-01-01T00:00:00+05:30"),
                        ZonedDateTime.parse("2024-07-01T12:00:00+02:00[Europe/Paris]"),
                        Duration.ofSeconds(90, 1)),
                new Box(JacksonEventSerializer.mapperBuilder().build().readTree("[1,\"two\",true,1e300,null]")),
                new Nested(
                        "root",
                        List.of(new Nested("leaf", List.of(), Map.of(), Optional.empty())),
                        Map.of("k", new Text("v")),
                        Optional.of(Color.GREEN)),
                new Nullable(null, null, null),
                new Circle(1.5),
                new Square(2),
                new Paid(new Card("4711")),
                new Paid(new Cash()),
                Color.RED,
                Color.GREEN);
    }

    @ParameterizedTest
    @MethodSource("values")
    void what_is_written_is_read_equal(Object value) {
        assertThat(roundTrip(value)).isEqualTo(value);
    }

    @Test
    void ids_bytes_and_sets_come_back() {
        Ids ids = new Ids(UUID.randomUUID(), Long.MIN_VALUE, new byte[] {0, -1, 127}, Set.of(Color.GREEN), '"');
        assertThat(roundTrip(ids)).usingRecursiveComparison().isEqualTo(ids);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0000",
                "a\u0000b",
                "\"\\/\b\f\n\r\t",
                "ä€𝄞",
                "e\u0301",
                "\u2028\u2029",
                "\uFEFF",
                "𠜎\uFFFF",
                "</script>"
            })
    void any_well_formed_text_comes_back_unchanged(String text) {
        assertThat(roundTrip(new Text(text))).isEqualTo(new Text(text));
    }

    @ParameterizedTest
    @MethodSource("loneSurrogates")
    void text_that_is_not_well_formed_comes_back_unchanged_too(String text) {
        assertThat(roundTrip(new Text(text)).equals(new Text(text))).isTrue();
    }

    static Stream<String> loneSurrogates() {
        return Stream.of("a\uD834", "\uD834b", "\uDC00b", "x".repeat(9000) + "\uDC00\uD834");
    }

    @Test
    void a_class_with_private_fields_and_constructor_comes_back() {
        assertThat(((Closed) roundTrip(new Closed("late", 3))).text()).isEqualTo("late3");
    }

    @Test
    void a_class_with_final_fields_and_a_private_default_constructor_comes_back() {
        assertThat(((WithDefaultConstructor) roundTrip(new WithDefaultConstructor("late"))).reason)
                .isEqualTo("late");
    }

    @Test
    void a_value_is_written_under_the_topic_of_its_class() {
        assertThat(serializer.serialize(new Square(1)).topic()).isEqualTo("shape.square");
        assertThat(serializer.serialize(new Circle(1)).topic()).isEqualTo("Circle");
        assertThat(serializer.serialize(Color.GREEN).topic()).isEqualTo("Color");
    }

    @Test
    void the_first_topic_of_a_class_is_written_and_all_are_read() {
        JacksonEventSerializer renamed = new JacksonEventSerializer(
                TopicMap.create().add("new", Text.class).add("old", Text.class));
        SerializedValue written = renamed.serialize(new Text("t"));
        assertThat(written.topic()).isEqualTo("new");
        assertThat(renamed.deserialize("old", written.content(), 0, written.content().length))
                .isEqualTo(new Text("t"));
    }

    @Test
    void a_class_registered_after_the_serializer_was_made_is_known() {
        TopicMap topics = TopicMap.create();
        JacksonEventSerializer late = new JacksonEventSerializer(topics);
        assertThat(late.knows("Text")).isFalse();
        topics.register(Text.class);
        assertThat(late.knows("Text")).isTrue();
        assertThat(late.serialize(new Text("t")).topic()).isEqualTo("Text");
    }

    @Test
    void a_class_without_topic_is_refused_with_its_name_and_the_cure() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> serializer.serialize(new StringBuilder()))
                .withMessageContaining("java.lang.StringBuilder")
                .withMessageContaining("topicMap.register(StringBuilder.class)")
                .withMessageContaining("@Topic");
    }

    @Test
    void a_value_that_cannot_be_written_is_refused_with_its_class_and_cause() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> serializer.serialize(new Angry()))
                .withMessageContaining(Angry.class.getName())
                .withMessageContaining("not now");
    }

    @Test
    void a_value_that_contains_itself_is_refused() {
        Node node = new Node();
        node.next = node;
        assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(node));
    }

    @Test
    void properties_that_the_class_does_not_know_are_skipped() {
        assertThat(read("Text", "{\"text\":\"t\",\"added\":{\"later\":[1,2]}}")).isEqualTo(new Text("t"));
    }

    @Test
    void properties_that_are_missing_are_null_or_zero() {
        assertThat(read("Nullable", "{\"text\":\"t\"}")).isEqualTo(new Nullable("t", null, null));
        assertThat(read("Circle", "{}")).isEqualTo(new Circle(0));
    }

    @Test
    void times_are_written_as_iso_strings() {
        Instant instant = Instant.parse("2024-02-29T23:59:59.123456789Z");
        assertThat(write(new Times(instant, LocalDate.of(2024, 2, 29), null, null, Duration.ofMinutes(90))))
                .contains("\"2024-02-29T23:59:59.123456789Z\"", "\"2024-02-29\"", "\"PT1H30M\"");
    }

    @Test
    void content_is_read_from_its_place_in_a_larger_array() {
        byte[] source = "xx{\"text\":\"t\"}{\"text\":\"u\"}".getBytes(UTF_8);
        assertThat(serializer.deserialize("Text", source, 2, 12)).isEqualTo(new Text("t"));
        assertThat(serializer.deserialize("Text", source, 14, 12)).isEqualTo(new Text("u"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{",
                "[]",
                "{\"text\":{}}",
                "{\"text\":\"t\"}x",
                "{\"text\":\"t\"}{}",
                "\u0000",
                "{'text':'t'}"
            })
    void malformed_content_is_an_error_and_never_a_value(String json) {
        assertThatThrownBy(() -> read("Text", json)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void content_that_is_not_utf8_is_an_error() {
        byte[] broken = {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xC3, '"', '}'};
        assertThatThrownBy(() -> serializer.deserialize("Text", broken, 0, broken.length))
                .isInstanceOf(RuntimeException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"io.aett.reactive.serialization.JacksonEventSerializerTest$Bomb", "java.lang.Runtime", "Bomb", ""
            })
    void a_topic_that_names_a_class_never_loads_it(String topic) {
        assertThat(serializer.knows(topic)).isFalse();
        assertThatIllegalArgumentException().isThrownBy(() -> read(topic, "{}")).withMessageContaining(topic);
        assertThat(Detector.loaded).isFalse();
    }

    @Test
    void a_class_named_within_the_content_is_only_text() {
        Object value = read(
                "Box",
                "{\"value\":[\"io.aett.reactive.serialization.JacksonEventSerializerTest$Bomb\",{\"@class\":\"java.lang.Runtime\"}]}");
        assertThat(((Box) value).value().get(1).get("@class").asString()).isEqualTo("java.lang.Runtime");
        assertThat(Detector.loaded).isFalse();
    }

    @Test
    void a_mapper_that_is_given_keeps_its_names_and_what_it_refuses() {
        JsonMapper mapper = JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.UPPER_CAMEL_CASE)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
        JacksonEventSerializer given = JacksonEventSerializer.create(TOPICS, mapper);
        byte[] content = given.serialize(new Text("t")).content();
        assertThat(new String(content, UTF_8)).isEqualTo("{\"Text\":\"t\"}");
        assertThat(given.deserialize("Text", content, 0, content.length)).isEqualTo(new Text("t"));
        byte[] unknown = "{\"Text\":\"t\",\"Added\":1}".getBytes(UTF_8);
        assertThatThrownBy(() -> given.deserialize("Text", unknown, 0, unknown.length))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void content_is_json() {
        assertThat(serializer.json()).isTrue();
        assertThat(write(new Text("t"))).isEqualTo("{\"text\":\"t\"}");
    }

    @Test
    void nulls_are_rejected_at_the_call() {
        assertThatNullPointerException().isThrownBy(() -> new JacksonEventSerializer(null));
        assertThatNullPointerException().isThrownBy(() -> new JacksonEventSerializer(TOPICS, null));
        assertThatNullPointerException().isThrownBy(() -> serializer.serialize(null));
        assertThatNullPointerException().isThrownBy(() -> new SerializedValue(null, new byte[0]));
        assertThatNullPointerException().isThrownBy(() -> new SerializedValue("t", null));
    }

    /** Jackson quotes what it cannot read, and that is somebody's data. */
    @Test
    void what_is_written_and_cannot_be_read_is_refused_without_a_word_of_it() {
        JacksonEventSerializer serializer =
                new JacksonEventSerializer(TopicMap.create().add("numbered", Numbered.class));

        assertThatThrownBy(() -> serializer.serialize(new Numbered(4711L)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("what was written cannot be read, at $.number")
                .satisfies(refused -> {
                    StringWriter all = new StringWriter();
                    refused.printStackTrace(new PrintWriter(all));
                    assertThat(all.toString()).doesNotContain("secret", "4711");
                });
    }
}
