package io.aett.reactive.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.aett.reactive.TopicMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/** Every form of a class: what comes back as it was, and what is refused. The list is in the description of the stored form. */
@SuppressWarnings({"rawtypes", "serial", "unused", "ClassCanBeStatic"})
class ExactShapesTest {

    record Envelope<T>(T body) {}

    record Bounded<T extends Money>(T body) {}

    record NumberBounded<T extends Number>(T body) {}

    record Many<T>(List<T> list) {}

    record Money(BigDecimal amount, Currency currency) {}

    record OfMany(Many<Long> many, Envelope<Map<UUID, List<Short>>> nested) {}

    record Untyped(Object value) {}

    record Numbered(Number value) {}

    record Raw(List list) {}

    record RawMap(Map<String, Map> map) {}

    record Wild(List<?> list) {}

    record WildBounded(List<? extends Money> list, List<? extends Long> longs) {}

    record WildLower(List<? super Money> list) {}

    record Objects(Object[] values) {}

    record Arrays(
            int[] ints, byte[] bytes, char[] chars, double[] doubles, String[] texts, Money[] money, long[][] grid) {}

    static class Base {
        long base;
    }

    static final class Sub extends Base {
        long sub;
    }

    record HoldsBase(Base base) {}

    record HoldsBases(Map<String, List<Base>> bases) {}

    record HoldsSub(Sub sub) {}

    interface Shape {}

    record HoldsInterface(Shape shape) {}

    record Text(CharSequence text) {}

    record Compared(Comparable<String> value) {}

    sealed interface Open permits A, B {}

    record A() implements Open {}

    record B() implements Open {}

    record HoldsOpen(Open open) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Closed permits C, D {}

    record C(long c) implements Closed {}

    record D(List<Closed> list) implements Closed {}

    record HoldsClosed(Closed closed, List<Closed> list, Map<String, Closed> map, Optional<Closed> maybe) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    sealed interface Leaky permits E {}

    record E(Object value) implements Leaky {}

    record HoldsLeaky(Leaky leaky) {}

    record TypedProperty(
            @JsonTypeInfo(use = JsonTypeInfo.Id.NAME) Open open) {}

    record Json(JsonNode node) {}

    record NestedOptional(Optional<Optional<String>> value) {}

    record Optionals(Optional<Money> money, List<Optional<Long>> list, OptionalInt number) {}

    record Reference(AtomicReference<String> value) {}

    record Legacy(Date date) {}

    record Codes(Map<Money, String> map) {}

    record ByteKeys(Map<byte[], String> map) {}

    record ObjectKeys(Map<Object, String> map) {}

    record Id(@JsonValue String text) {
        @JsonCreator
        static Id of(String text) {
            return new Id(text);
        }
    }

    record Keys(
            Map<Id, Id> ids,
            Map<UUID, Long> uuids,
            Map<DayOfWeek, Long> days,
            Map<Long, Long> longs,
            Map<Instant, Long> instants,
            Map<LocalDate, Long> dates,
            Map<ZonedDateTime, Long> zoned,
            Map<BigDecimal, Long> decimals,
            Map<Double, Long> doubles,
            Map<Character, Long> chars,
            Map<Boolean, Long> truths,
            Map<Locale, Long> locales,
            Map<YearMonth, Long> months) {}

    record Times(
            Instant instant,
            LocalDate date,
            LocalTime time,
            LocalDateTime dateTime,
            OffsetTime offsetTime,
            OffsetDateTime offset,
            ZonedDateTime zoned,
            Duration duration,
            Period period,
            Year year,
            YearMonth month,
            MonthDay day,
            ZoneId zone,
            ZoneOffset zoneOffset) {}

    record Scalars(
            char letter,
            byte small,
            short medium,
            float fraction,
            double larger,
            BigInteger whole,
            BigDecimal decimal,
            URI uri,
            Locale locale,
            Currency currency) {}

    static class Named {
        private String name;
    }

    static final class Hiding extends Named {
        private String name;
    }

    static final class Failed extends RuntimeException {
        private long code;
    }

    static final class Lines extends ArrayList<String> {
        private String note;
    }

    record HoldsLines(Lines lines) {}

    record Hashed(HashSet<String> set, HashMap<String, Long> map) {}

    static final class AnyJson extends ValueDeserializer<Object> {
        @Override
        public Object deserialize(JsonParser in, DeserializationContext context) {
            return context.readValue(in, Object.class);
        }
    }

    record OptedIn(
            @JsonDeserialize(using = AnyJson.class) Object value,
            @JsonDeserialize(contentUsing = AnyJson.class) Map<String, Object> map) {}

    record As(@JsonDeserialize(as = A.class) Open open) {}

    static final class Parsed {
        private final String text;

        @JsonCreator
        Parsed(@JsonProperty("text") String text) {
            this.text = text;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Parsed parsed && parsed.text.equals(text);
        }

        @Override
        public int hashCode() {
            return text.hashCode();
        }
    }

    /** Reads something else than it wrote. */
    record Doubling(long value) {
        Doubling {
            value = value * 2;
        }
    }

    private static final BigDecimal LONG_DECIMAL = new BigDecimal("123456789012345678901234567890.1234567890");

    static Stream<Object> exact() {
        Money money = new Money(LONG_DECIMAL, Currency.getInstance("CHF"));
        ZonedDateTime zoned = ZonedDateTime.parse("2024-10-27T02:30:00.000000001+01:00[Europe/Zurich]");
        return Stream.of(
                money,
                new Bounded<>(money),
                new OfMany(
                        new Many<>(List.of(1L, 1L << 40)), new Envelope<>(Map.of(new UUID(1, 2), List.of((short) 3)))),
                new WildBounded(List.of(money), List.of(1L)),
                new HoldsClosed(
                        new C(1), List.of(new D(List.of(new C(2)))), Map.of("k", new C(3)), Optional.of(new C(4))),
                new TypedProperty(new B()),
                new Optionals(Optional.of(money), List.of(Optional.of(1L), Optional.empty()), OptionalInt.of(5)),
                new Keys(
                        Map.of(new Id("i"), new Id("j")),
                        Map.of(new UUID(1, 2), 1L),
                        Map.of(DayOfWeek.FRIDAY, 1L),
                        Map.of(1L << 40, 1L),
                        Map.of(Instant.parse("2024-01-01T00:00:00.000000001Z"), 1L),
                        Map.of(LocalDate.EPOCH, 1L),
                        Map.of(zoned, 1L),
                        Map.of(LONG_DECIMAL, 1L),
                        Map.of(0.1, 1L),
                        Map.of('c', 1L),
                        Map.of(true, 1L),
                        Map.of(Locale.CANADA_FRENCH, 1L),
                        Map.of(YearMonth.of(2024, 2), 1L)),
                new Times(
                        Instant.MAX,
                        LocalDate.MIN,
                        LocalTime.MAX,
                        LocalDateTime.MAX,
                        OffsetTime.MIN,
                        OffsetDateTime.parse("2024-01-01T00:00:00.1+05:30"),
                        zoned,
                        Duration.ofSeconds(Long.MIN_VALUE, 1),
                        Period.of(-1, 2, 3),
                        Year.of(-5),
                        YearMonth.of(2024, 2),
                        MonthDay.of(2, 29),
                        ZoneId.of("Europe/Zurich"),
                        ZoneOffset.ofHoursMinutesSeconds(1, 2, 3)),
                new Scalars(
                        '\u0000',
                        Byte.MIN_VALUE,
                        Short.MAX_VALUE,
                        Float.MIN_VALUE,
                        -0.0,
                        BigInteger.TWO.pow(300),
                        LONG_DECIMAL,
                        URI.create(""),
                        Locale.ROOT,
                        Currency.getInstance("EUR")),
                new Hashed(new HashSet<>(Set.of("a", "b", "c", "d")), new HashMap<>(Map.of("x", 1L, "y", 2L))),
                new OptedIn(1, Map.of("k", List.of("v"))),
                new As(new A()),
                new Parsed("text"));
    }

    static List<Class<?>> refused() {
        return List.of(
                Envelope.class,
                NumberBounded.class,
                Many.class,
                Untyped.class,
                Numbered.class,
                Raw.class,
                RawMap.class,
                Wild.class,
                WildLower.class,
                Objects.class,
                HoldsBase.class,
                HoldsBases.class,
                HoldsInterface.class,
                Text.class,
                Compared.class,
                HoldsOpen.class,
                HoldsLeaky.class,
                NestedOptional.class,
                Reference.class,
                Legacy.class,
                Codes.class,
                ByteKeys.class,
                ObjectKeys.class,
                Hiding.class,
                Failed.class,
                HoldsLines.class);
    }

    private static JacksonEventSerializer of(Class<?> type) {
        return new JacksonEventSerializer(TopicMap.create().add("topic", type));
    }

    private static Object roundTrip(Object value) {
        JacksonEventSerializer serializer = of(value.getClass());
        byte[] content = serializer.serialize(value).content();
        assertThat(serializer.serialize(value).content()).isEqualTo(content);
        return serializer.deserialize("topic", content, 0, content.length);
    }

    @ParameterizedTest
    @MethodSource("exact")
    void these_come_back(Object value) {
        assertThat(roundTrip(value).equals(value)).isTrue();
    }

    @Test
    void arrays_come_back() {
        Arrays arrays = new Arrays(
                new int[] {1},
                new byte[] {-1, 0},
                new char[] {'a', '\u0000'},
                new double[] {0.1},
                new String[] {"t", null},
                new Money[] {new Money(LONG_DECIMAL, null)},
                new long[][] {{1}, {}});
        assertThat(roundTrip(arrays)).usingRecursiveComparison().isEqualTo(arrays);
    }

    @Test
    void inherited_fields_come_back() {
        Sub sub = new Sub();
        sub.base = 1;
        sub.sub = 2;
        assertThat(roundTrip(sub)).usingRecursiveComparison().isEqualTo(sub);
        assertThat(roundTrip(new HoldsSub(sub))).usingRecursiveComparison().isEqualTo(new HoldsSub(sub));
    }

    @Test
    void any_json_comes_back_with_all_its_digits() {
        String json = "{\"a\":[1,1.10,123456789012345678901234567890.1234567890,1e400,null,true,\"t\"]}";
        Json value = new Json(JacksonEventSerializer.mapperBuilder().build().readTree(json));
        assertThat(roundTrip(value)).isEqualTo(value);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void these_are_refused_with_class_path_and_cure(Class<?> type) {
        List<String> told = ShapeReader.of(
                        JacksonEventSerializer.mapperBuilder().build(), type)
                .refused();
        assertThat(told).isNotEmpty();
        assertThat(told.get(0)).startsWith(type.getSimpleName()).contains("; ");
    }

    @Test
    void a_refusal_names_class_topic_path_and_cure_whatever_the_value() {
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(HoldsBases.class).serialize(new HoldsBases(Map.of())))
                    .withMessageContaining(HoldsBases.class.getName())
                    .withMessageContaining("topic topic")
                    .withMessageContaining("HoldsBases.bases{}[] ")
                    .withMessageContaining("make the class final");
        }
    }

    @Test
    void a_first_value_that_is_read_as_another_is_refused_until_one_is_not() {
        JacksonEventSerializer serializer = of(Doubling.class);
        for (int i = 0; i < 2; i++) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> serializer.serialize(new Doubling(1)))
                    .withMessageContaining("not what is read");
        }
        assertThat(serializer.serialize(new Doubling(0)).topic()).isEqualTo("topic");
    }
}
