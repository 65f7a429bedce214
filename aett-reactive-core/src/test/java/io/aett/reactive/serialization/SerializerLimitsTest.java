package io.aett.reactive.serialization;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.TopicMap;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.StringNode;

/** All that can be written can be read. */
class SerializerLimitsTest {

    record Text(String text) {}

    record Number(BigInteger value) {}

    record Names(Map<String, Integer> values) {}

    record Deep(JsonNode inner) {}

    private final JacksonEventSerializer serializer =
            new JacksonEventSerializer(TopicMap.create().register(Text.class, Number.class, Names.class, Deep.class));

    private Object roundTrip(Object value) {
        SerializedValue written = serializer.serialize(value);
        return serializer.deserialize(written.topic(), written.content(), 0, written.content().length);
    }

    /** The record is one level, each list another one. */
    private static Deep deep(int levels) {
        JsonNode inner = StringNode.valueOf("leaf");
        for (int level = 1; level < levels; level++) {
            inner = JsonNodeFactory.instance.arrayNode().add(inner);
        }
        return new Deep(inner);
    }

    private static byte[] deepJson(int levels) {
        return ("{\"inner\":" + "[".repeat(levels - 1) + "\"leaf\"" + "]".repeat(levels - 1) + "}").getBytes(UTF_8);
    }

    @Test
    void nesting_of_500_is_written_and_read() {
        assertThat(roundTrip(deep(500))).isEqualTo(deep(500));
        assertThat(serializer.serialize(deep(500)).content()).isEqualTo(deepJson(500));
    }

    @Test
    void nesting_of_501_is_refused_when_written_and_when_read() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> serializer.serialize(deep(501)))
                .withMessageContaining(Deep.class.getName());
        byte[] json = deepJson(501);
        assertThatThrownBy(() -> serializer.deserialize("Deep", json, 0, json.length))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_hundred_thousand_brackets_are_an_error_and_no_stack_overflow() {
        byte[] json = ("{\"inner\":" + "[".repeat(100_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> serializer.deserialize("Deep", json, 0, json.length))
                .isInstanceOf(RuntimeException.class);
        byte[] skipped = ("{\"unknown\":" + "[".repeat(100_000)).getBytes(UTF_8);
        assertThatThrownBy(() -> serializer.deserialize("Deep", skipped, 0, skipped.length))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_number_of_ten_thousand_digits_is_written_and_read() {
        Number number = new Number(new BigInteger("7".repeat(10_000)));
        assertThat(roundTrip(number)).isEqualTo(number);
    }

    @Test
    void a_longer_number_is_refused_when_written_and_when_read() {
        String digits = "7".repeat(10_001);
        assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(new Number(new BigInteger(digits))));
        byte[] json = ("{\"value\":" + digits + "}").getBytes(UTF_8);
        assertThatThrownBy(() -> serializer.deserialize("Number", json, 0, json.length))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_number_with_a_giant_exponent_does_not_stall_the_reader() {
        byte[] json = "{\"value\":1e1000000000}".getBytes(UTF_8);
        assertThatThrownBy(() -> serializer.deserialize("Number", json, 0, json.length))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_name_of_a_million_characters_is_written_and_read_and_a_longer_one_refused() {
        Names names = new Names(Map.of("n".repeat(1 << 20), 1));
        assertThat(roundTrip(names)).isEqualTo(names);
        Names longer = new Names(Map.of("n".repeat((1 << 20) + 1), 1));
        assertThatIllegalArgumentException().isThrownBy(() -> serializer.serialize(longer));
    }

    @Test
    void a_text_of_32_mebibytes_is_written_and_read() {
        Text text = new Text("t".repeat(32 << 20));
        assertThat(roundTrip(text).equals(text)).isTrue();
    }

    @Test
    void many_threads_at_once_on_classes_seen_for_the_first_time_all_succeed() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Callable<Boolean>> racers = IntStream.range(0, threads)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        start.await(10, TimeUnit.SECONDS);
                        Object value = i % 2 == 0 ? new Text("t" + i) : new Names(Map.of("n" + i, i));
                        return roundTrip(value).equals(value);
                    })
                    .toList();
            for (var outcome : pool.invokeAll(racers)) {
                assertThat(outcome.get(10, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
