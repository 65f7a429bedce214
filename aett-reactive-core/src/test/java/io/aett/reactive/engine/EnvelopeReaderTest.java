package io.aett.reactive.engine;

import static io.aett.reactive.engine.EngineFixture.STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.engine.EngineFixture.Noted;
import io.aett.reactive.serialization.JacksonEventSerializer;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** R6: what means two things means neither, and what nearly fits does not fit. */
class EnvelopeReaderTest {

    private static final String EVENT = "{\"topic\":\"noted\",\"body\":{\"text\":\"x\"}}";
    private static final String OTHER = "{\"topic\":\"noted\",\"body\":{\"text\":\"y\"}}";

    private final EnvelopeReader reader = new EnvelopeReader(new JacksonEventSerializer(EngineFixture.TOPICS));

    private EnvelopeReader.Contents read(byte[] payload) {
        return reader.read(new Place(STREAM, 1, 1, 1), payload);
    }

    private EnvelopeReader.Contents read(String payload) {
        return read(payload.replace("EVENT", EVENT).replace("OTHER", OTHER).getBytes(UTF_8));
    }

    private void assertMalformed(byte[] payload) {
        assertThatExceptionOfType(MalformedDataException.class).isThrownBy(() -> read(payload));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"v\":1,\"v\":1,\"events\":[EVENT]}",
                "{\"v\":1,\"events\":[EVENT],\"events\":[OTHER]}",
                "{\"v\":1,\"events\":[],\"events\":[EVENT]}",
                "{\"v\":1,\"form\":\"a\",\"form\":\"b\",\"events\":[EVENT]}",
                "{\"v\":1,\"events\":[EVENT],\"headers\":{\"a\":1},\"headers\":{\"b\":2}}",
                "{\"v\":1,\"events\":[EVENT],\"headers\":{\"a\":1,\"a\":2}}",
                "{\"v\":1,\"events\":[EVENT],\"headers\":{\"a\":null,\"a\":null}}",
                "{\"v\":1,\"events\":[EVENT],\"headers\":{\"a\":{\"b\":[{\"c\":1,\"c\":2}]}}}",
                "{\"v\":1,\"events\":[EVENT],\"headers\":{\"a\":1},\"messages\":{\"a\":OTHER}}",
                "{\"v\":1,\"events\":[EVENT],\"messages\":{\"a\":OTHER},\"headers\":{\"a\":1}}",
                "{\"v\":1,\"events\":[EVENT],\"messages\":{\"a\":EVENT,\"a\":OTHER}}",
                "{\"v\":1,\"events\":[EVENT],\"messages\":{\"a\":EVENT},\"messages\":{\"b\":OTHER}}",
                "{\"v\":1,\"events\":[{\"topic\":\"none\",\"topic\":\"noted\",\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{\"text\":\"x\"},\"body\":{\"text\":\"y\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{\"text\":\"x\"},\"content\":\"e30=\"}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"version\":1,\"version\":1,\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{},\"headers\":{},\"headers\":{}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{},\"messages\":{},\"messages\":{}}]}"
            })
    void a_member_that_is_there_twice_is_malformed(String payload) {
        assertMalformed(payload.replace("EVENT", EVENT).replace("OTHER", OTHER).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "}", "]", "{", ",", "1", "null", "\"\"", " {}", "\u0000"})
    void what_goes_on_behind_its_end_is_malformed(String more) {
        assertThat(read("{\"v\":1,\"events\":[EVENT]} \n\t ").events())
                .containsExactly(EventMessage.of(new Noted("x")));

        assertMalformed(("{\"v\":1,\"events\":[" + EVENT + "]}" + more).getBytes(UTF_8));
        assertMalformed(("{\"v\":1,\"events\":[" + EVENT + "],\"headers\":{\"a\":1}}" + more).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.5", "1e0", "1.99999", "\"1\"", "true", "null", "[1]", "{}", "01", "2", "-1", "0"})
    void a_format_version_that_is_not_the_number_1_is_malformed(String version) {
        assertMalformed(("{\"v\":" + version + ",\"events\":[" + EVENT + "]}").getBytes(UTF_8));
    }

    /** Otherwise its members would be taken for those around it. */
    @ParameterizedTest
    @ValueSource(strings = {"{\"events\":[OTHER]}", "{}", "[]", "[\"events\",[OTHER]]", "1", "null"})
    void a_form_that_is_no_text_is_malformed(String form) {
        assertMalformed(
                ("{\"v\":1,\"form\":" + form.replace("OTHER", OTHER) + ",\"events\":[" + EVENT + "]}").getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e309", "-1e309", "1e999999999", "[0.1, {\"a\": 1E+400}]"})
    void a_number_in_a_header_that_no_double_holds_is_malformed(String number) {
        assertThat(read("{\"v\":1,\"events\":[EVENT],\"headers\":{\"a\":1.5e308}}")
                        .headers())
                .containsEntry("a", 1.5e308);

        assertMalformed(("{\"v\":1,\"events\":[" + EVENT + "],\"headers\":{\"a\":" + number + "}}").getBytes(UTF_8));
    }

    private static byte[] withText(byte[] text, String end) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes("{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{\"text\":\"a".getBytes(UTF_8));
        payload.writeBytes(text);
        payload.writeBytes(("b\"}}]" + end).getBytes(UTF_8));
        return payload.toByteArray();
    }

    /** In more bytes than it needs, beyond the last character, half of a pair, without an end or a beginning. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c080",
                "c181",
                "c0a2",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "f7bfbfbf",
                "f888808080",
                "fe",
                "ff",
                "eda080",
                "edbfbf",
                "eda0bdedb880",
                "80",
                "bf",
                "c3",
                "e282",
                "f09f98",
                "c328"
            })
    void text_that_is_no_utf_8_is_malformed(String hex) {
        byte[] text = HexFormat.of().parseHex(hex);

        assertMalformed(withText(text, "}"));
        assertMalformed(withText(text, ",\"headers\":{\"a\":1}}"));
        assertMalformed(skipped(text, "}}]}"));
        assertMalformed(skipped(text, "}}],\"headers\":{\"a\":1}}"));
    }

    /** In a property that the class does not know, which the parser skips. */
    private static byte[] skipped(byte[] text, String end) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(
                "{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{\"text\":\"x\",\"more\":\"a".getBytes(UTF_8));
        payload.writeBytes(text);
        payload.writeBytes(("b\"" + end).getBytes(UTF_8));
        return payload.toByteArray();
    }

    /** The first and the last of each length. */
    @Test
    void every_length_of_utf_8_is_read() {
        String text = "\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff\u0000 \u007f".replace("\u0000", "");

        assertThat(read(withText(text.getBytes(UTF_8), "}")).events())
                .containsExactly(EventMessage.of(new Noted("a" + text + "b")));
        assertThat(read(withText(text.getBytes(UTF_8), ",\"headers\":{\"ä\":\"ö\"}}"))
                        .headers())
                .containsEntry("ä", "ö");
    }
}
