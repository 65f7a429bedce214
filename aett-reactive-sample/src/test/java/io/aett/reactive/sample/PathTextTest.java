package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.sample.model.PathText;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathTextTest {

    private static byte[] random(Random random) {
        byte[] path = new byte[1 + random.nextInt(random.nextInt(10) == 0 ? 900 : 12)];
        random.nextBytes(path);
        if (random.nextBoolean()) {
            byte[] likely = "%25~0Aé€💩\u0085\u0001/".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < path.length; i++) {
                path[i] = likely[random.nextInt(likely.length)];
            }
        }
        return path;
    }

    @Test
    void text_gives_the_bytes_back_and_streams_are_apart() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, String> streams = new HashMap<>();
        for (int i = 0; i < 20_000; i++) {
            byte[] path = random(random);
            String text = PathText.of(path);
            assertThat(PathText.toBytes(text)).as("seed " + seed).isEqualTo(path);
            assertThat(PathText.isText(text)).as("seed %d: %s", seed, text).isTrue();
            String stream = Streams.file(text);
            assertThat(streams.merge(stream, text, (old, same) -> old))
                    .as("seed " + seed)
                    .isEqualTo(text);
            StreamKey.requireValidId("file", stream);
            StreamKey.requireValidId("saga", Streams.hotSpotOf(stream));
            assertThat(Streams.fileOf(Streams.hotSpotOf(stream))).isEqualTo(stream);
        }
    }

    @Test
    void well_formed_text_stays_as_it_is() {
        assertThat(PathText.of("src/Ä ü€💩.java")).isEqualTo("src/Ä ü€💩.java");
    }

    @Test
    void what_is_no_text_or_controls_is_escaped() {
        assertThat(PathText.of(new byte[] {'a', 0x0A, (byte) 0xFF, '%', (byte) 0xC2, (byte) 0x85}))
                .isEqualTo("a%0A%FF%25%C2%85");
        assertThat(PathText.isText("a%0a")).isFalse();
        assertThat(PathText.isText("%41")).isFalse();
        assertThat(PathText.isText("%")).isFalse();
    }
}
