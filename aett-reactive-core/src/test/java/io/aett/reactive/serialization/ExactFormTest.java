package io.aett.reactive.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.aett.reactive.TopicMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** Fields as they are, constants by name, and no value bent to fit: with the mapper of its own, and with one that is given. */
class ExactFormTest {

    /** Its texts are for people. */
    enum Unit {
        METRE("m"),
        MINUTE("m") {
            @Override
            boolean ofTime() {
                return true;
            }
        };

        private final String label;

        Unit(String label) {
            this.label = label;
        }

        boolean ofTime() {
            return false;
        }

        @Override
        public String toString() {
            return label;
        }
    }

    record Units(Unit unit, List<Unit> list, Map<Unit, Unit> map, EnumMap<Unit, Integer> counts, Optional<Unit> last) {}

    /** What its getters say is not what it holds. */
    static final class Priced {
        private long price;
        private String card = "";
        private List<String> lines = new ArrayList<>();
        private boolean open;

        public double getPrice() {
            return price / 100.0;
        }

        public void setPrice(double price) {
            this.price = (long) (price * 100);
        }

        public String getCard() {
            return "****";
        }

        public String getFirstLine() {
            return lines.get(0);
        }

        public boolean isOpen() {
            return !open;
        }
    }

    record Masked(String card) {
        @Override
        public String card() {
            return "****";
        }

        public String getHolder() {
            throw new IllegalStateException("nobody");
        }
    }

    static final class Explicit {
        private final long cents;

        Explicit(@JsonProperty("price") long cents) {
            this.cents = cents - 1;
        }

        @JsonProperty("price")
        long inCents() {
            return cents + 1;
        }
    }

    record Lists(List<String> list, Set<String> set, Map<String, Integer> map, String text) {}

    record AsNumber(
            @JsonFormat(shape = JsonFormat.Shape.NUMBER) Instant at) {}

    record Ordered(Set<String> names) {}

    private static final TopicMap TOPICS = TopicMap.create()
            .register(Units.class, Unit.class, Priced.class, Masked.class, Explicit.class, Lists.class)
            .register(AsNumber.class, Ordered.class);

    private final JacksonEventSerializer own = new JacksonEventSerializer(TOPICS);
    private final JacksonEventSerializer given = new JacksonEventSerializer(TOPICS, JsonMapper.shared());

    private List<JacksonEventSerializer> both() {
        return List.of(own, given);
    }

    private static String write(EventSerializer serializer, Object value) {
        return new String(serializer.serialize(value).content(), UTF_8);
    }

    @SuppressWarnings("unchecked")
    private static <T> T roundTrip(EventSerializer serializer, T value) {
        SerializedValue written = serializer.serialize(value);
        return (T) serializer.deserialize(written.topic(), written.content(), 0, written.content().length);
    }

    @Test
    void enum_constants_come_back_whatever_their_texts_are() {
        for (Unit unit : Unit.values()) {
            Units units = new Units(
                    unit, List.of(unit), Map.of(unit, unit), new EnumMap<>(Map.of(unit, 1)), Optional.of(unit));
            for (JacksonEventSerializer serializer : both()) {
                assertThat(roundTrip(serializer, units).equals(units)).isTrue();
                assertThat(roundTrip(serializer, unit) == unit).isTrue();
            }
        }
        assertThat(write(own, Unit.MINUTE)).isEqualTo("\"MINUTE\"");
    }

    @Test
    void what_a_field_holds_comes_back_whatever_accessors_say() {
        Priced priced = new Priced();
        priced.price = 1050;
        priced.card = "4711";
        priced.open = true;
        for (JacksonEventSerializer serializer : both()) {
            assertThat(roundTrip(serializer, priced)).usingRecursiveComparison().isEqualTo(priced);
            assertThat(write(serializer, new Masked("4711"))).isEqualTo("{\"card\":\"4711\"}");
            assertThat(roundTrip(serializer, new Masked("4711")).equals(new Masked("4711")))
                    .isTrue();
        }
        assertThat(JsonMapper.shared().readTree(write(own, priced)).propertyNames())
                .containsExactlyInAnyOrder("price", "card", "lines", "open");
    }

    @Test
    void an_accessor_that_is_annotated_counts() {
        assertThat(JsonMapper.shared()
                        .readTree(write(own, new Explicit(6)))
                        .get("price")
                        .asInt())
                .isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "10.99 | java.lang.Long",
                "10.0 | java.lang.Long",
                "1e3 | java.lang.Integer",
                "\"10\" | java.lang.Long",
                "\"\" | java.lang.Long",
                "true | java.lang.Integer",
                "2147483648 | java.lang.Integer",
                "40000 | java.lang.Short",
                "128 | java.lang.Byte",
                "255 | java.lang.Byte",
                "1.5 | java.math.BigInteger",
                "\"1\" | java.math.BigInteger",
                "\"1\" | java.math.BigDecimal",
                "\"1\" | java.lang.Double",
                "1e999 | java.lang.Double",
                "9007199254740993 | java.lang.Double",
                "16777217 | java.lang.Float",
                "1e39 | java.lang.Float",
                "1 | java.lang.Boolean",
                "0 | java.lang.Boolean",
                "\"true\" | java.lang.Boolean",
                "65 | java.lang.Character",
                "\"ab\" | java.lang.Character",
                "\"\" | java.lang.Character",
                "0 | java.time.DayOfWeek",
                "\"0\" | java.time.DayOfWeek",
                "\"\" | java.time.DayOfWeek",
                "10 | java.lang.String",
                "1.50 | java.lang.String",
                "true | java.lang.String",
                "10 | java.time.Instant",
                "1.5 | java.time.Instant",
                "10 | java.time.LocalDate",
                "10 | java.time.OffsetDateTime",
                "10 | java.time.ZonedDateTime",
                "10 | java.time.Duration",
                "1.5 | java.time.Duration",
                "10 | java.time.Month",
                "\"\" | java.util.UUID",
                "\"\" | java.util.Currency",
                "\"\" | java.time.Instant",
                "\"a\" | java.util.List",
                "1 | java.util.List",
                "\"\" | java.util.List",
                "[] | java.util.Map",
                "1.5 | java.util.OptionalInt",
                "\"1\" | java.util.OptionalLong"
            })
    void a_value_that_does_not_fit_is_an_error(String json, String type) throws Exception {
        TopicMap topics = TopicMap.create().add("topic", Class.forName(type));
        byte[] bytes = json.getBytes(UTF_8);
        for (JacksonEventSerializer serializer :
                List.of(new JacksonEventSerializer(topics), new JacksonEventSerializer(topics, JsonMapper.shared()))) {
            assertThatThrownBy(() -> serializer.deserialize("topic", bytes, 0, bytes.length))
                    .isInstanceOf(RuntimeException.class);
        }
    }

    @Test
    void a_value_that_fits_is_read() {
        assertThat(read("127", Byte.class)).isEqualTo(Byte.MAX_VALUE);
        assertThat(read("-128", Byte.class)).isEqualTo(Byte.MIN_VALUE);
        assertThat(read("9007199254740992", Double.class)).isEqualTo(0x1p53);
        assertThat(read("1", Float.class)).isEqualTo(1f);
        assertThat(read("\"NaN\"", Double.class)).isEqualTo(Double.NaN);
        assertThat(read("\"-Infinity\"", Float.class)).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(read("1e999", BigDecimal.class)).isEqualTo(new BigDecimal("1e999"));
        assertThat(read("7", BigDecimal.class)).isEqualTo(new BigDecimal("7"));
        assertThat(read("1" + "0".repeat(30), BigInteger.class)).isEqualTo(BigInteger.TEN.pow(30));
        assertThat(read("\"OCTOBER\"", Month.class)).isEqualTo(Month.OCTOBER);
        assertThat(read("\"EUR\"", Currency.class)).isEqualTo(Currency.getInstance("EUR"));
        assertThat(read("\"00000000-0000-0001-0000-000000000002\"", UUID.class)).isEqualTo(new UUID(1, 2));
        assertThat(read("\"PT1S\"", Duration.class)).isEqualTo(Duration.ofSeconds(1));
        assertThat(read("\"2024-01-01T00:00:00Z\"", OffsetDateTime.class))
                .isEqualTo(OffsetDateTime.parse("2024-01-01T00:00:00Z"));
        assertThat(read("\"2024-01-01T00:00:00Z[UTC]\"", ZonedDateTime.class))
                .isEqualTo(ZonedDateTime.parse("2024-01-01T00:00:00Z[UTC]"));
    }

    private static Object read(String json, Class<?> type) {
        byte[] bytes = json.getBytes(UTF_8);
        return new JacksonEventSerializer(TopicMap.create().add("topic", type))
                .deserialize("topic", bytes, 0, bytes.length);
    }

    @Test
    void a_time_is_a_number_where_its_field_says_so() {
        AsNumber value = new AsNumber(Instant.parse("2024-01-01T00:00:00.123456789Z"));
        assertThat(write(own, value)).isEqualTo("{\"at\":1704067200.123456789}");
        assertThat(roundTrip(own, value)).isEqualTo(value);
    }

    @Test
    void a_set_keeps_its_order() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            names.add("name " + i);
        }
        Collections.reverse(names);
        Ordered ordered = new Ordered(new java.util.LinkedHashSet<>(names));
        assertThat(roundTrip(own, ordered).names()).containsExactlyElementsOf(names);
    }

    /** The cure is in the guide. */
    @Test
    void a_missing_list_is_null_unless_the_mapper_says_otherwise() {
        JsonMapper.Builder builder = JacksonEventSerializer.mapperBuilder();
        for (Class<?> type : List.of(List.class, Set.class, Map.class)) {
            builder.withConfigOverride(
                    type, config -> config.setNullHandling(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY)));
        }
        JacksonEventSerializer filled = new JacksonEventSerializer(TOPICS, builder.build());

        assertThat(own.deserialize("Lists", "{}".getBytes(UTF_8), 0, 2)).isEqualTo(new Lists(null, null, null, null));
        assertThat(filled.deserialize("Lists", "{}".getBytes(UTF_8), 0, 2))
                .isEqualTo(new Lists(List.of(), Set.of(), Map.of(), null));
        byte[] nulls = "{\"list\":null,\"set\":null}".getBytes(UTF_8);
        assertThat(filled.deserialize("Lists", nulls, 0, nulls.length))
                .isEqualTo(new Lists(List.of(), Set.of(), Map.of(), null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"list\":[],\"set\":[],\"text\":\"t\"}"})
    void what_is_missing_is_an_error_if_the_mapper_says_so(String json) {
        JacksonEventSerializer strict = new JacksonEventSerializer(
                TOPICS,
                JacksonEventSerializer.mapperBuilder()
                        .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                        .build());
        byte[] bytes = json.getBytes(UTF_8);
        assertThatThrownBy(() -> strict.deserialize("Lists", bytes, 0, bytes.length))
                .isInstanceOf(RuntimeException.class);
    }
}
