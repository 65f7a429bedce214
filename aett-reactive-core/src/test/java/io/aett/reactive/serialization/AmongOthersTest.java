package io.aett.reactive.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIdentityInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.ObjectIdGenerators;
import io.aett.reactive.TopicMap;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.annotation.JsonSerialize;
import tools.jackson.databind.json.JsonMapper;

/** Values are read and written by parsers and generators that others were read and written by, and nothing of these is in them. */
class AmongOthersTest {

    record Plain(String text, long number) {}

    record Amount(@JsonValue long amount) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Amount {}
    }

    record Word(@JsonValue String word) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        Word {}
    }

    record Picky(int number) {
        Picky {
            if (number == 13) {
                throw new IllegalStateException("picky");
            }
            if (number == 666) {
                throw new LinkageError("gone");
            }
        }
    }

    record Asking(
            @JsonSerialize(using = Wrapping.class) @JsonDeserialize(using = Unwrapping.class)
            Plain plain) {}

    static final class Wrapping extends ValueSerializer<Plain> {
        @Override
        public void serialize(Plain value, JsonGenerator out, SerializationContext context) {
            out.writePOJO(List.of(value.text(), value.number()));
        }
    }

    /** Lenient, as those are who have been hurt. */
    static final class Unwrapping extends ValueDeserializer<Plain> {
        @Override
        public Plain deserialize(JsonParser in, DeserializationContext context) {
            try {
                List<?> parts = in.readValueAs(List.class);
                return new Plain((String) parts.get(0), ((Number) parts.get(1)).longValue());
            } catch (RuntimeException e) {
                return new Plain("lenient", -1);
            }
        }
    }

    record Failing(
            int first, @JsonSerialize(using = Half.class) int second) {}

    /** Fails on 13, in the middle. */
    static final class Half extends ValueSerializer<Integer> {
        @Override
        public void serialize(Integer value, JsonGenerator out, SerializationContext context) {
            if (value == 13) {
                out.writeStartArray();
                throw new IllegalStateException("half");
            }
            out.writeNumber(value);
        }
    }

    @JsonDeserialize(using = Careless.class)
    record Left(String text) {}

    /** Goes away in the middle. */
    static final class Careless extends ValueDeserializer<Left> {
        @Override
        public Left deserialize(JsonParser in, DeserializationContext context) {
            in.nextToken();
            in.nextToken();
            return new Left(in.getString());
        }
    }

    @JsonIdentityInfo(generator = ObjectIdGenerators.IntSequenceGenerator.class)
    static final class Node {
        @Nullable
        Node next;
    }

    private final TopicMap topics = TopicMap.create();
    private final JacksonEventSerializer serializer = serializer(JacksonEventSerializer.mapperBuilder());

    private JacksonEventSerializer serializer(JsonMapper.Builder mapper) {
        for (Class<?> type : List.of(
                Plain.class,
                Amount.class,
                Word.class,
                Picky.class,
                Asking.class,
                Left.class,
                Node.class,
                Failing.class)) {
            topics.add(type.getSimpleName(), type);
        }
        return JacksonEventSerializer.create(topics, mapper.build());
    }

    private Object read(String topic, String json) {
        byte[] framed = ("x" + json + "x").getBytes(StandardCharsets.UTF_8);
        return serializer.deserialize(topic, framed, 1, framed.length - 2);
    }

    private String written(Object value) {
        return new String(serializer.serialize(value).content(), StandardCharsets.UTF_8);
    }

    private void assertUnharmed() {
        for (int i = 0; i < 3; i++) {
            assertThat(read("Plain", "{\"text\":\"ä\",\"number\":" + i + "}")).isEqualTo(new Plain("ä", i));
            assertThat(written(new Plain("ö", i))).isEqualTo("{\"text\":\"ö\",\"number\":" + i + "}");
        }
    }

    @Test
    void thousands_come_back_as_they_were_of_all_kinds_and_lengths() {
        for (int i = 0; i < 3000; i++) {
            for (Object value :
                    List.of(new Plain("t".repeat(i % 70), i), new Amount(i), new Word("w" + i), new Picky(1000 + i))) {
                SerializedValue stored = serializer.serialize(value);
                byte[] content = stored.content();
                assertThat(serializer.deserialize(stored.topic(), content, 0, content.length))
                        .isEqualTo(value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3990, 4000, 7960, 8000, 16_340, 16_384, 16_400, 40_000})
    void lengths_about_those_of_buffers_are_no_borders(int about) {
        for (int length = about - 40; length < about + 40; length++) {
            Plain value = new Plain("ß" + "x".repeat(length), length);
            byte[] content = serializer.serialize(value).content();
            assertThat(serializer.deserialize("Plain", content, 0, content.length))
                    .isEqualTo(value);
        }
        assertUnharmed();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"text\":\"a",
                "{\"text\":}",
                "nul",
                "{}}",
                "{} {}",
                "{},",
                "{}\"a\"",
                "[1",
                "1 2",
                "null"
            })
    void what_is_damaged_or_more_than_one_value_is_refused_and_harms_no_other(String damaged) {
        for (String topic : List.of("Plain", "Amount")) {
            if (!(topic.equals("Plain") && damaged.equals("{}"))) {
                assertThatThrownBy(() -> read(topic, damaged)).isInstanceOf(UnreadableContentException.class);
            }
            assertUnharmed();
        }
    }

    @Test
    void one_byte_too_many_is_refused_also_where_a_buffer_ends() {
        for (int length = 7900; length < 8100; length++) {
            String whole = "{\"text\":\"" + "x".repeat(length) + "\",\"number\":1}";
            assertThatThrownBy(() -> read("Plain", whole + "}")).isInstanceOf(UnreadableContentException.class);
        }
        assertUnharmed();
    }

    @Test
    void what_a_constructor_throws_is_told_and_harms_no_other() {
        assertThatThrownBy(() -> read("Picky", "{\"number\":13}")).isInstanceOf(UnreadableContentException.class);
        assertUnharmed();
        assertThatThrownBy(() -> read("Picky", "{\"number\":666}")).isInstanceOf(LinkageError.class);
        assertUnharmed();
    }

    @Test
    void a_value_that_has_its_parser_or_generator_do_more_is_read_and_written_as_ever() {
        Asking value = new Asking(new Plain("asked", 7));
        for (int i = 0; i < 3; i++) {
            assertThat(written(value)).isEqualTo("{\"plain\":[\"asked\",7]}");
            assertThat(read("Asking", "{\"plain\":[\"asked\",7]}")).isEqualTo(value);
            assertUnharmed();
        }
    }

    @Test
    void a_value_that_is_left_in_the_middle_harms_no_other() {
        for (int i = 0; i < 3; i++) {
            try {
                assertThat(read("Left", "{\"text\":\"one\"}")).isEqualTo(new Left("one"));
            } catch (UnreadableContentException refused) {
                assertThat(refused).hasMessageContaining("Left");
            }
            assertUnharmed();
        }
    }

    @Test
    void identities_are_those_within_a_value() {
        for (int i = 0; i < 3; i++) {
            Node node = (Node) read("Node", "{\"@id\":1,\"next\":{\"@id\":2,\"next\":1}}");
            assertThat(node.next).isNotNull();
            assertThat(node.next.next).isSameAs(node);
            assertThatThrownBy(() -> read("Node", "{\"@id\":3,\"next\":2}"))
                    .isInstanceOf(UnreadableContentException.class);
        }
    }

    @Test
    void a_mapper_that_indents_does() {
        JacksonEventSerializer indenting =
                serializer(JacksonEventSerializer.mapperBuilder().enable(SerializationFeature.INDENT_OUTPUT));
        for (int i = 0; i < 3; i++) {
            assertThat(new String(indenting.serialize(new Plain("a", 1)).content(), StandardCharsets.UTF_8))
                    .startsWith("{")
                    .endsWith("}")
                    .contains("\n");
        }
    }

    @Test
    void what_cannot_be_written_harms_no_other() {
        assertUnharmed();
        assertThat(written(new Failing(1, 2))).isEqualTo("{\"first\":1,\"second\":2}");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> serializer.serialize(new Failing(1, 13)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertUnharmed();
        }
    }

    @Test
    void many_threads_read_and_write_their_own() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> work = IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(thread -> () -> {
                        boolean same = true;
                        for (int i = 0; i < 2000; i++) {
                            Plain value = new Plain("thread " + thread, i);
                            byte[] content = serializer.serialize(value).content();
                            same &= serializer
                                    .deserialize("Plain", content, 0, content.length)
                                    .equals(value);
                        }
                        return same;
                    })
                    .toList();
            List<Boolean> same = new ArrayList<>();
            for (Future<Boolean> done : threads.invokeAll(work)) {
                same.add(done.get());
            }
            assertThat(same).hasSize(8).containsOnly(true);
        } finally {
            threads.shutdown();
        }
    }
}
