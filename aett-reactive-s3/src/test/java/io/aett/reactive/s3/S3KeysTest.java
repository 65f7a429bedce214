package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.spi.StreamKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class S3KeysTest {

    private static final UUID STORE = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private static StreamPlace place(String tenant, String stream) {
        return new StreamPlace(STORE, 3, new StreamKey(tenant, stream));
    }

    /** The stored form: a change here makes stores unreadable. */
    @Test
    void keys_are_what_they_always_were() {
        S3Keys keys = new S3Keys("aett/");
        StreamPlace place = place("shop", "order/17");
        String data = "aett/data/00000000-0000-4000-8000-000000000001/";

        assertThat(keys.store()).isEqualTo("aett/store");
        assertThat(keys.state(STORE, 1)).isEqualTo(data + "state/0000000000000000001");
        assertThat(keys.log(STORE, 12)).isEqualTo(data + "log/0000000000000000012");
        String tenant = data + "t/shop/0000000000000000003/";
        assertThat(keys.slot(place, 5)).isEqualTo(tenant + "c/order!2F17/0000000000000000005");
        assertThat(keys.ids(place, 1024, 2048)).isEqualTo(tenant + "i/order!2F17/1024/0000000000000002048");
        assertThat(keys.snapshot(place, 7)).isEqualTo(tenant + "s/order!2F17/9223372036854775800");
        assertThat(S3Keys.part("a.b-c_D9")).isEqualTo("a.b-c_D9");
        assertThat(S3Keys.part("..")).isEqualTo("!2E.");
        assertThat(S3Keys.part("é!")).isEqualTo("!C3!A9!21");
        assertThat(S3Keys.part("x".repeat(400)))
                .isEqualTo("x".repeat(120) + "!!7B0BD700CE066EF35190FDE2DD7A0BCCE426B8E10E4D32613AB550105545FAAD");
    }

    @Test
    void parts_of_different_ids_differ_and_hold_nothing_that_a_store_could_take_for_something_else() {
        Set<String> parts = new HashSet<>();
        Set<String> ids = new HashSet<>();
        List<String> pieces = List.of(
                "a",
                "A",
                "b",
                "!",
                "!!",
                "/",
                ".",
                "..",
                "%",
                "%2F",
                "!2F",
                "é",
                "e\u0301",
                "~",
                " ",
                "\\",
                "\ud83d\ude00");
        for (String one : pieces) {
            for (String two : pieces) {
                for (int times : new int[] {1, 40, 66, 67, 100}) {
                    ids.add((one + two).repeat(times));
                    ids.add(one.repeat(times) + two);
                }
            }
        }
        for (String id : ids) {
            String part = S3Keys.part(id);
            assertThat(part).matches("[A-Za-z0-9!_-][A-Za-z0-9!._-]*").hasSizeLessThanOrEqualTo(200);
            assertThat(parts.add(part)).as("the part of %s is another's", id).isTrue();
        }
    }

    @Test
    void a_long_id_is_cut_between_characters_and_told_apart_by_its_hash() {
        String long1 = "é".repeat(200);
        String long2 = "é".repeat(199) + "e";

        assertThat(S3Keys.part(long1)).startsWith("!C3!A9").hasSizeLessThanOrEqualTo(200);
        assertThat(S3Keys.part(long1)).isNotEqualTo(S3Keys.part(long2));
        for (int shift = 0; shift < 4; shift++) {
            String part = S3Keys.part("x".repeat(shift) + "é".repeat(190));
            String shown = part.substring(0, part.indexOf("!!"));
            assertThat(shown).matches("x*(![0-9A-F]{2})*");
        }
    }

    @Test
    void no_key_is_longer_than_S3_takes() {
        S3Keys keys = new S3Keys("p".repeat(199) + "/");
        StreamPlace longest = place("\ud83d\ude00".repeat(100), "é".repeat(200));

        assertThat(keys.ids(longest, Digest.MOST, Long.MAX_VALUE).getBytes(StandardCharsets.UTF_8))
                .hasSizeLessThan(1024);
    }

    @Test
    void the_newest_snapshot_has_the_first_key() {
        S3Keys keys = new S3Keys("aett/");
        StreamPlace place = place("t", "s");

        assertThat(List.of(0L, 9L, 10L, 99L, 1000L, Long.MAX_VALUE))
                .isSortedAccordingTo((a, b) -> keys.snapshot(place, b).compareTo(keys.snapshot(place, a)));
        assertThat(S3Keys.snapshotRevision(keys.snapshot(place, 17))).isEqualTo(17);
        assertThat(S3Keys.generationOf(keys.tenant(STORE, "t"), keys.snapshot(place, 17)))
                .isEqualTo(3);
    }
}
