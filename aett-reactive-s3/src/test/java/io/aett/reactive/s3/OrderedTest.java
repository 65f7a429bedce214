package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OrderedTest {

    private static TreeSet<String> texts() {
        TreeSet<String> texts = new TreeSet<>((a, b) ->
                Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8)));
        List<String> pieces = List.of(
                "", "a", "A", "b", "!", "-", "/", ".", "..", "%2F", "0", "9", "é", "~", " ", "\uFFFD", "\ud83d\ude00");
        for (String one : pieces) {
            for (String two : pieces) {
                for (int times : new int[] {0, 1, 2, 3, 4, 5, 31, 50}) {
                    texts.add(one.repeat(times) + two);
                    texts.add("a".repeat(120) + one.repeat(times) + two);
                }
            }
        }
        for (int length = 120; length < 130; length++) {
            texts.add("a".repeat(length));
        }
        texts.remove("");
        return texts;
    }

    @Test
    void the_order_is_that_of_the_bytes_and_nothing_is_lost() {
        String before = "";
        for (String text : texts()) {
            String written = Ordered.write(text);
            assertThat(written).isGreaterThan(before);
            assertThat(Ordered.open(text)).isGreaterThan(before).isLessThan(written);
            assertThat(Ordered.read(written)).isEqualTo(text);
            before = written;
        }
    }

    @Test
    void no_part_is_longer_than_a_file_name_or_another_ones_folder() {
        TreeSet<String> written = new TreeSet<>();
        texts().forEach(text -> written.add(Ordered.write(text)));
        for (String one : written) {
            assertThat(one).matches("[0-9A-V/]*-");
            assertThat(one.split("/")).allMatch(part -> !part.isEmpty() && part.length() <= 201);
            assertThat(written.tailSet(one, false)).noneMatch(other -> other.startsWith(one + "/"));
        }
    }

    /** The stored form: a change here makes stores unreadable. */
    @Test
    void keys_are_what_they_always_were() {
        UUID store = UUID.fromString("00000000-0000-4000-8000-000000000001");
        S3Keys keys = new S3Keys("aett/");
        String entries = "aett/data/00000000-0000-4000-8000-000000000001/e/";

        assertThat(keys.entry(store, "leases", "k")).isEqualTo(entries + "leases/DC-");
        assertThat(keys.entry(store, "a/b", "order/17")).isEqualTo(entries + "a!2Fb/DTP68PBI5SOJE-");
        assertThat(keys.entries(store, "x".repeat(101)))
                .isEqualTo(entries + "x".repeat(34)
                        + "!!C675A2E604B0CD1229C036E3CE0C87422980A245E295BBC605A507A2299752DB/");
    }

    @Test
    void the_longest_names_fit_into_a_key() {
        S3Keys keys = new S3Keys("p".repeat(199) + "/");

        assertThat(keys.entry(UUID.randomUUID(), "\ud83d\ude00".repeat(100), "é".repeat(200)))
                .hasSizeLessThanOrEqualTo(1000);
    }

    @Test
    void what_is_no_text_is_refused() {
        for (String wrong : List.of("", "DC", "dc-", "D-", "DD-", "DC--", "D/C-", "WW-", "VU-")) {
            assertThatIllegalArgumentException().isThrownBy(() -> Ordered.read(wrong));
        }
    }
}
