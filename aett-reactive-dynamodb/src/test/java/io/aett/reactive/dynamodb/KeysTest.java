package io.aett.reactive.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.StreamKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

class KeysTest {

    private static final List<String> IDS = List.of(
            "a", "b", "ab", "bc", "abc", "1", "11", "1:", ":1", "1:a", "0", "0:1:a", "a/b", "a.b", "#", "%", "_", "|",
            "~", ".", "..", "\u00e9", "e\u0301", "😀", "€", "c0:1:a", "\u00a0", "\u2028");

    private static final UUID ID = UUID.fromString("0b0c8a0a-6c9c-4f0e-8d8e-0d5b8f6a7c11");

    @Test
    void keys_of_all_kinds_of_all_streams_and_generations_are_distinct() {
        List<Map<String, AttributeValue>> keys = new ArrayList<>();
        keys.add(Keys.counter());
        for (String tenant : IDS) {
            keys.add(Keys.generation(tenant));
            for (String id : IDS) {
                StreamKey stream = new StreamKey(tenant, id);
                for (long generation : new long[] {0, 1, 11}) {
                    keys.add(Keys.commit(generation, stream, 1));
                    keys.add(Keys.key(Keys.commits(generation, stream), Keys.chunk(1, 1)));
                    keys.add(Keys.marker(generation, stream, ID));
                    keys.add(Keys.key(Keys.snapshots(generation, stream), Keys.number(1)));
                    keys.add(Keys.key(Keys.snapshots(generation, stream), Keys.chunk(1, 1)));
                    keys.add(Keys.directoryEntry(generation, stream));
                    keys.add(Keys.key(Keys.states(generation, tenant), id));
                }
            }
        }
        LongStream.range(0, 1000).forEach(block -> keys.add(Keys.block(block * Keys.BLOCK)));

        assertThat(new HashSet<>(keys)).hasSameSizeAs(keys);
        assertThat(keys).allMatch(key -> Keys.isOfStore(withContent(key)));
    }

    private static Map<String, AttributeValue> withContent(Map<String, AttributeValue> key) {
        Map<String, AttributeValue> item = new HashMap<>(key);
        item.put("g", Items.number(1));
        item.put("v", AttributeValue.fromS("version"));
        return item;
    }

    @Test
    void streams_and_generations_come_back_from_the_keys_of_their_commits() {
        for (String tenant : IDS) {
            for (String id : IDS) {
                StreamKey stream = new StreamKey(tenant, id);
                assertThat(Keys.streamOf(Keys.commits(12, stream))).isEqualTo(stream);
                assertThat(Keys.generationOf(Keys.commits(12, stream))).isEqualTo(12);
            }
        }
    }

    @Test
    void a_tenants_prefix_is_of_its_own_commits_only() {
        for (String tenant : IDS) {
            for (String other : IDS) {
                for (String id : IDS) {
                    boolean begins =
                            Keys.commits(3, new StreamKey(other, id)).startsWith(Keys.commitsOfTenant(3, tenant));
                    assertThat(begins).as("%s %s %s", tenant, other, id).isEqualTo(tenant.equals(other));
                }
            }
        }
    }

    /** A search among the commits of a stream does not meet chunks. */
    @Test
    void numbers_sort_as_numbers_and_before_chunks() {
        List<String> sorted = new ArrayList<>();
        List<Long> numbers = List.of(0L, 1L, 9L, 10L, 11L, 99L, 100L, 1_000_000L, Long.MAX_VALUE - 1, Long.MAX_VALUE);
        numbers.forEach(number -> sorted.add(Keys.number(number)));
        sorted.add(Keys.END);
        numbers.forEach(number -> {
            sorted.add(Keys.chunk(number, 1));
            sorted.add(Keys.chunk(number, 10));
        });
        assertThat(sorted).isSorted();
        assertThat(Keys.isChunk(Keys.chunk(7, 1))).isTrue();
        assertThat(Keys.isChunk(Keys.number(7))).isFalse();
        assertThat(Keys.numberOf(Keys.chunk(7, 1))).isEqualTo(7);
    }

    /** So that a position is in one item and one attribute for everybody. */
    @Test
    void positions_of_a_block_share_an_item_and_no_attribute() {
        Set<String> places = new HashSet<>();
        for (long position = 0; position < 1000; position++) {
            Map<String, AttributeValue> block = Keys.block(position);
            places.add(Keys.partition(block) + Keys.sort(block) + Keys.slot(position));
            assertThat(block).isEqualTo(Keys.block(position / Keys.BLOCK * Keys.BLOCK));
        }
        assertThat(places).hasSize(1000);
    }

    /** So that no partition of the order takes more than its share of writes. */
    @Test
    void lanes_take_turns() {
        int[] load = new int[Keys.LANES];
        Set<Integer> inAStripe = new HashSet<>();
        for (long position = 0; position < (long) Keys.LANES * Keys.STRIPE * 4; position++) {
            load[Keys.laneOf(position)]++;
            if (position / Keys.STRIPE == 5) {
                inAStripe.add(Keys.laneOf(position));
            }
        }
        assertThat(load).containsOnly(Keys.STRIPE * 4);
        assertThat(inAStripe).hasSize(1);
    }
}
