package io.aett.reactive.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;

class PayloadTest {

    private static byte[] restored(Payload payload) {
        return new Payload(Payload.joined(payload.parts()), payload.deflatedFrom()).restored();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 512, 513, 5_000, 399_999, 400_000, 400_001, 1_200_000, 4_000_000})
    void what_goes_in_comes_out(int length) {
        byte[] random = RandomText.of(length).getBytes(StandardCharsets.ISO_8859_1);
        byte[] noise = new byte[length];
        new java.util.Random(1).nextBytes(noise);
        for (byte[] bytes : List.of(random, noise, "x".repeat(length).getBytes(StandardCharsets.ISO_8859_1))) {
            Payload payload = Payload.of(bytes);
            assertThat(payload.stored().length).isLessThanOrEqualTo(length);
            assertThat(payload.parts())
                    .allSatisfy(part ->
                            assertThat(part.asByteArrayUnsafe().length).isLessThanOrEqualTo(Payload.PART_BYTES));
            assertThat(restored(payload)).isEqualTo(bytes);
        }
    }

    @Test
    void what_does_not_get_smaller_stays_as_it_is() {
        byte[] noise = new byte[10_000];
        new java.util.Random(1).nextBytes(noise);

        assertThat(Payload.of(noise).deflatedFrom()).isZero();
        assertThat(Payload.of(noise).stored()).isSameAs(noise);
    }

    /** Whoever decodes an empty payload refuses it, at its place in the stream. */
    @Test
    void what_cannot_be_inflated_is_empty() {
        Payload good = Payload.of("x".repeat(10_000).getBytes(StandardCharsets.ISO_8859_1));
        byte[] broken = good.stored().clone();
        broken[0] ^= 0x55;

        assertThat(new Payload(broken, good.deflatedFrom()).restored()).isEmpty();
        assertThat(new Payload(good.stored(), good.deflatedFrom() + 1).restored())
                .isEmpty();
        assertThat(new Payload(good.stored(), Integer.MAX_VALUE).restored()).isEmpty();
        assertThat(new Payload(new byte[0], 10).restored()).isEmpty();
        assertThat(Payload.joined(List.of(SdkBytes.fromByteArray(new byte[3]), SdkBytes.fromByteArray(new byte[4]))))
                .hasSize(7);
    }
}
