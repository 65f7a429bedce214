package io.aett.reactive.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonValue;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What upcasters do to what is read. */
class UpcasterTest {

    @Topic(value = "opened", version = 3)
    record Opened(String first, String last, BigDecimal limit) {}

    @Topic("plain")
    record Plain(String text) {}

    @Topic(value = "colour", version = 2)
    record Colour(@JsonValue String name) {}

    private static final Upcaster NAMED = Upcaster.of("opened", 1, event -> event.put("first", taken(event, "owner")));

    private static final Upcaster LIMITED = Upcaster.of("opened", 2, event -> {
        if (event.get("limit") == null) {
            event.put("limit", 0);
        }
        return event.put("last", "?");
    });

    private static String taken(ObjectNode event, String member) {
        JsonNode found = event.remove(member);
        return found == null ? "" : found.asString();
    }

    private static JacksonEventSerializer serializer(Upcaster... upcasters) {
        return JacksonEventSerializer.builder(TopicMap.create().register(Opened.class, Plain.class))
                .upcasters(upcasters)
                .build();
    }

    private static Object read(EventSerializer serializer, String topic, int version, String json) {
        byte[] source = ("<" + json + ">").getBytes(UTF_8);
        return serializer.deserialize(topic, version, source, 1, source.length - 2);
    }

    @Test
    void each_step_is_taken_from_the_stored_version_on() {
        JacksonEventSerializer serializer = serializer(LIMITED, NAMED);

        assertThat(read(serializer, "opened", 1, "{\"owner\":\"Ann\"}"))
                .isEqualTo(new Opened("Ann", "?", BigDecimal.ZERO));
        assertThat(read(serializer, "opened", 2, "{\"first\":\"Bob\"}"))
                .isEqualTo(new Opened("Bob", "?", BigDecimal.ZERO));
        assertThat(read(serializer, "opened", 3, "{\"first\":\"Cy\",\"last\":\"D\",\"limit\":1}"))
                .isEqualTo(new Opened("Cy", "D", BigDecimal.ONE));
    }

    @Test
    void what_is_written_says_the_version_of_its_class() {
        JacksonEventSerializer serializer = serializer(NAMED, LIMITED);
        for (int i = 0; i < 2; i++) {
            assertThat(serializer
                            .serialize(new Opened("Ann", "A", BigDecimal.ONE))
                            .version())
                    .isEqualTo(3);
            assertThat(serializer.serialize(new Plain("a")).version()).isEqualTo(1);
        }
    }

    @Test
    void no_upcaster_sees_what_has_the_version_of_its_class() {
        AtomicInteger calls = new AtomicInteger();
        Upcaster counting = Upcaster.of("opened", 1, event -> {
            calls.incrementAndGet();
            return event;
        });
        JacksonEventSerializer serializer = serializer(counting, LIMITED);

        read(serializer, "opened", 3, "{\"first\":\"Cy\",\"last\":\"D\",\"limit\":1}");
        assertThat(calls).hasValue(0);
        read(serializer, "opened", 1, "{\"owner\":\"Ann\"}");
        assertThat(calls).hasValue(1);
    }

    @Test
    void all_digits_pass_through_the_tree() {
        String digits = "123456789012345678901234567890.1234567890123456789012345678900";

        assertThat(read(serializer(NAMED, LIMITED), "opened", 2, "{\"first\":\"Bob\",\"limit\":" + digits + "}"))
                .isEqualTo(new Opened("Bob", "?", new BigDecimal(digits)));
    }

    @Test
    void a_renamed_topic_goes_on_counting_and_may_get_its_old_name_back() {
        JacksonEventSerializer serializer = JacksonEventSerializer.builder(
                        TopicMap.create().register(Opened.class))
                .upcasters(
                        Upcaster.of("opened", 1, event -> event.put("first", "from the first"))
                                .to("begun"),
                        Upcaster.of("begun", 2, event -> event.put("last", "from the second"))
                                .to("opened"))
                .build();

        assertThat(serializer.knows("begun")).isTrue();
        assertThat(read(serializer, "opened", 1, "{}"))
                .isEqualTo(new Opened("from the first", "from the second", null));
        assertThat(read(serializer, "begun", 2, "{\"first\":\"a\"}"))
                .isEqualTo(new Opened("a", "from the second", null));
        assertThatExceptionOfType(UnreadableVersionException.class)
                .isThrownBy(() -> read(serializer, "begun", 3, "{}"))
                .satisfies(e -> assertThat(e.version()).isEqualTo(2));
        assertThatExceptionOfType(UnreadableVersionException.class)
                .isThrownBy(() -> read(serializer, "begun", 1, "{}"))
                .withMessageContaining("from version 1 to 2 of topic begun");
    }

    @Test
    void the_greatest_version_of_a_topic_that_was_left_does_not_depend_on_the_order() {
        Upcaster one = Upcaster.of("begun", 1, event -> event);
        Upcaster two = LIMITED.to("opened");
        Upcaster left = Upcaster.of("begun", 2, event -> event.put("last", "?")).to("opened");
        for (Upcaster[] order : new Upcaster[][] {{one, left}, {left, one}}) {
            JacksonEventSerializer serializer = serializer(order[0], order[1], NAMED, two);
            assertThat(read(serializer, "begun", 2, "{}")).isEqualTo(new Opened(null, "?", null));
        }
    }

    @Test
    void aliases_are_upcast_as_the_topic_that_is_written() {
        TopicMap topics = TopicMap.create().register(Opened.class).add("account.opened", Opened.class);
        JacksonEventSerializer serializer = JacksonEventSerializer.builder(topics)
                .upcasters(Upcaster.of("account.opened", 1, event -> event.put("first", "alias")), LIMITED)
                .build();
        topics.add("later", Opened.class);

        for (String topic : new String[] {"opened", "account.opened", "later"}) {
            assertThat(read(serializer, topic, 1, "{}")).isEqualTo(new Opened("alias", "?", BigDecimal.ZERO));
        }
        assertThat(serializer.serialize(new Opened("a", "b", null)).topic()).isEqualTo("opened");
    }

    @Test
    void what_is_no_object_is_upcast_too() {
        JacksonEventSerializer serializer = JacksonEventSerializer.builder(
                        TopicMap.create().register(Colour.class))
                .upcasters(Upcaster.ofJson("colour", 1, stored -> stored.get(0)))
                .build();

        assertThat(read(serializer, "colour", 1, "[\"red\"]")).isEqualTo(new Colour("red"));
        assertThat(read(serializer, "colour", 2, "\"red\"")).isEqualTo(new Colour("red"));
    }

    @Test
    void versions_that_cannot_be_read_are_told_with_the_step() {
        TopicMap topics = TopicMap.create();
        JacksonEventSerializer serializer = new JacksonEventSerializer(topics);
        topics.register(Opened.class);

        assertThatExceptionOfType(UnreadableVersionException.class)
                .isThrownBy(() -> read(serializer, "opened", 2, "{}"))
                .withMessageContaining("no upcaster leads from version 2 to 3 of topic opened")
                .satisfies(e -> assertThat(e.version()).isEqualTo(3));
        assertThatExceptionOfType(UnreadableVersionException.class)
                .isThrownBy(() -> read(serializer, "opened", 4, "{}"))
                .withMessage("a newer program wrote it")
                .satisfies(e -> assertThat(e.version()).isEqualTo(3));
        assertThatIllegalArgumentException().isThrownBy(() -> read(serializer, "nobody.knows", 1, "{}"));
    }

    @Test
    void an_upcaster_that_fails_is_named_and_what_it_says_is_not() {
        Upcaster throwing = Upcaster.of("opened", 1, event -> {
            throw new IllegalStateException("secret " + event);
        });
        for (Error error :
                List.of(new NoClassDefFoundError("secret"), new StackOverflowError(), new AssertionError())) {
            assertThat(failure(
                            Upcaster.of("opened", 1, event -> {
                                throw error;
                            }),
                            "{}"))
                    .contains(" failed with " + error.getClass().getName())
                    .doesNotContain("secret");
        }
        Upcaster none = Upcaster.of("opened", 1, event -> null);
        Upcaster told = Upcaster.of("opened", 1, event -> {
            throw new UnreadableContentException("an event of before 2020");
        });
        String step = "the upcaster of topic opened from version 1 to 2";

        assertThat(failure(throwing, "{\"owner\":\"secret\"}"))
                .startsWith(step + " failed with java.lang.IllegalStateException at ")
                .contains("UpcasterTest.java:")
                .doesNotContain("secret");
        assertThat(failure(none, "{}")).isEqualTo(step + " gave null");
        assertThat(failure(told, "{}")).isEqualTo(step + ": an event of before 2020");
        assertThat(failure(NAMED, "[1]")).startsWith(step + ":").contains("ofJson");
        assertThat(failure(NAMED, "{\"owner\":\"secret\""))
                .contains("topic opened cannot be read")
                .doesNotContain("secret");
    }

    @Test
    void what_an_upcaster_gives_is_read_as_if_it_had_been_stored() {
        Upcaster wrong = Upcaster.of("opened", 2, event -> event.put("limit", "secret"));

        assertThatExceptionOfType(UnreadableContentException.class)
                .isThrownBy(() -> read(serializer(NAMED, wrong), "opened", 1, "{}"))
                .withMessageContaining("what the upcaster of topic opened from version 2 to 3 gave cannot be read as "
                        + Opened.class.getName() + ", at $.limit")
                .satisfies(e -> assertThat(e).hasNoCause().message().doesNotContain("secret"));
    }

    private static String failure(Upcaster first, String json) {
        try {
            return "read: " + read(serializer(first, LIMITED), "opened", 1, json);
        } catch (UnreadableContentException e) {
            assertThat(e).hasNoCause();
            return e.getMessage();
        }
    }

    @Test
    void forms_of_snapshots_change_with_the_version() {
        @Topic("opened")
        record Before(String first, String last, BigDecimal limit) {}
        JacksonEventSerializer before =
                new JacksonEventSerializer(TopicMap.create().register(Before.class));

        assertThat(serializer(NAMED, LIMITED).form("opened")).isNotNull().isNotEqualTo(before.form("opened"));
    }

    @Test
    void a_serializer_without_versions_reads_what_has_none() {
        EventSerializer texts = new EventSerializer() {
            @Override
            public SerializedValue serialize(Object value) {
                return new SerializedValue("text", value.toString().getBytes(UTF_8));
            }

            @Override
            public boolean knows(String topic) {
                return topic.equals("text");
            }

            @Override
            public Object deserialize(String topic, byte[] source, int offset, int length) {
                return new String(source, offset, length, UTF_8);
            }

            @Override
            public boolean json() {
                return false;
            }
        };

        assertThat(texts.serialize("a").version()).isEqualTo(1);
        assertThat(read(texts, "text", 1, "a")).isEqualTo("a");
        assertThatExceptionOfType(UnreadableVersionException.class)
                .isThrownBy(() -> read(texts, "text", 2, "a"))
                .satisfies(e -> assertThat(e.version()).isEqualTo(1));
    }
}
