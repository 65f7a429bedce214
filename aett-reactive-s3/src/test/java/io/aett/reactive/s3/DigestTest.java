package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DigestTest {

    private static UUID id(long number) {
        return new UUID(number, -number);
    }

    /** The digest of the block whose slots hold the commits of these numbers. */
    private static Digest block(long first) {
        Filled slot = new Filled(first - 1, first - 1, first - 1, Instant.EPOCH, null, "0".repeat(63 * Ids.DIGITS));
        for (long n = first; n < first + Ids.BLOCK; n++) {
            slot = slot.next(
                    new EncodedCommit(
                            new StreamKey("t", "s"), n, n, 1, id(n), new UUID(0, n), Instant.EPOCH, new byte[0], 0),
                    n);
        }
        return Digest.ofBlock(slot);
    }

    private static List<Digest> blocks(int count) {
        List<Digest> blocks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            blocks.add(block(1 + (long) i * Ids.BLOCK));
        }
        return blocks;
    }

    @Test
    void every_id_is_found_where_it_is_and_no_other() {
        List<Digest> blocks = blocks(32);
        Digest half = Digest.merged(blocks.subList(0, 16));
        Digest other = Digest.merged(blocks.subList(16, 32));
        Digest all = Digest.merged(List.of(half, other));

        assertThat(all.start()).isZero();
        assertThat(other.start()).isEqualTo(1024);
        for (long n = 1; n <= 2048; n++) {
            assertThat(all.slotsOf(id(n))).containsExactly(n);
            assertThat((n <= 1024 ? half : other).slotsOf(id(n))).containsExactly(n);
            assertThat((n <= 1024 ? other : half).slotsOf(id(n))).isEmpty();
            assertThat(blocks.get((int) (n - 1) / Ids.BLOCK).slotsOf(id(n))).containsExactly(n);
            assertThat(all.slotsOf(id(n + 2048))).isEmpty();
        }
    }

    @Test
    void what_was_written_is_what_is_read() {
        Digest all = Digest.merged(blocks(4).subList(2, 4));
        Digest read = Digest.parse("key", all.start(), all.size(), all.write());

        assertThat(read.start()).isEqualTo(128);
        assertThat(read.sorted()).isEqualTo(all.sorted());
    }

    /** Two ids may have the same digits: both slots are looked at. */
    @Test
    void ids_of_the_same_digits_are_all_told() {
        String same = Ids.digits(id(1));
        byte[] body = ("aett-ids 1\n" + same + Ids.VOID + same).getBytes(java.nio.charset.StandardCharsets.US_ASCII);

        assertThat(Digest.parse("key", 64, 3, body).slotsOf(id(1))).containsExactlyInAnyOrder(65L, 67L);
        assertThat(Ids.placesOf(id(1), same + Ids.VOID + same)).containsExactly(0, 2);
    }

    /** Digits that begin within another id's are nobody's. */
    @Test
    void an_id_is_looked_for_where_one_begins() {
        String digits = Ids.digits(id(1));

        assertThat(Ids.placesOf(id(1), "0" + digits + "0000000")).isEmpty();
    }

    @Test
    void the_digits_of_many_ids_differ() {
        long[] all = new long[100_000];
        Arrays.setAll(all, n -> Ids.bits(id(n)));

        assertThat(Arrays.stream(all).distinct().count()).isGreaterThanOrEqualTo(all.length - 1);
        assertThat(Arrays.stream(all)).allMatch(bits -> bits >= 0 && bits < 1L << 40);
    }
}
