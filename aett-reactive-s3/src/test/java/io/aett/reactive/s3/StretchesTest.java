package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.s3.Stretches.Stretch;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StretchesTest {

    private static List<Announced> lines(int count, int bytes) {
        EncodedCommit commit = new EncodedCommit(
                new StreamKey("t", "s"), 1, 1, 1, new UUID(0, 1), new UUID(0, 2), Instant.EPOCH, new byte[bytes], 0);
        return Collections.nCopies(count, Announced.of(commit, 0, Filled.NOTHING, Duration.ZERO));
    }

    private static Stretches after(Stretches before, long position, int count, int bytes) {
        return before.next(position, lines(count, bytes));
    }

    @Test
    void a_stretch_ends_with_the_log_object_that_fills_it() {
        Stretches first = after(Stretches.NONE, 1, 255, 10);
        Stretches second = after(first, 2, 1, 10);
        Stretches third = after(second, 3, 1, 10);

        assertThat(first.small()).isEqualTo(new Stretch(1, 255, 2550));
        assertThat(second.small()).isEqualTo(new Stretch(1, 256, 2560));
        assertThat(third.small()).isEqualTo(new Stretch(3, 1, 10));
        assertThat(third.large()).isEqualTo(new Stretch(1, 257, 2570));
    }

    @Test
    void a_large_stretch_is_some_small_ones() {
        Stretches all = Stretches.NONE;
        for (int position = 1; position <= 16; position++) {
            all = after(all, position, 128, 1);
            assertThat(all.large().start()).isEqualTo(1);
        }
        all = after(all, 17, 1, 1);

        assertThat(all).isEqualTo(new Stretches(new Stretch(17, 1, 1), new Stretch(17, 1, 1)));
    }

    @Test
    void bytes_fill_a_stretch_too_but_not_those_that_no_pack_holds() {
        Stretches large = after(Stretches.NONE, 1, 1, 10 << 20);
        Stretches many = after(large, 2, 16, 64 << 10);

        assertThat(large.small()).isEqualTo(new Stretch(1, 1, 0));
        assertThat(many.small().start()).isEqualTo(1);
        assertThat(after(many, 3, 1, 1).small().start()).isEqualTo(3);
    }

    @Test
    void it_is_written_as_six_numbers() {
        Stretches both = new Stretches(new Stretch(9, 2, 30), new Stretch(4, 5, 600));

        assertThat(both.text()).isEqualTo("9 2 30 4 5 600");
        assertThat(Stretches.parse(both.text())).isEqualTo(both);
        assertThat(Stretches.parse(null)).isEqualTo(Stretches.NONE);
        assertThatThrownBy(() -> Stretches.parse("9 2")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Stretches.parse("9 2 30 4 5 x")).isInstanceOf(IllegalArgumentException.class);
    }
}
