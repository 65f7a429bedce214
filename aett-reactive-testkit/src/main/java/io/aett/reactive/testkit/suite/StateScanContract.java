package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.StrictSubscriber;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Scans of states: T2. */
public abstract class StateScanContract extends StateSuite {

    /** Keys whose order differs by bytes, by UTF-16, by language and by length. */
    private static final List<String> KEYS = List.of(
            "a",
            "aa",
            "ab",
            "a ",
            "a/",
            "a:b",
            "a\ufffd",
            "a\ud83d\ude00",
            "A",
            "B",
            "b",
            "Z",
            " ",
            "!",
            "#",
            "%",
            "-",
            ".",
            "..",
            "/",
            "_",
            "~",
            "0",
            "00",
            "01",
            "1",
            "10",
            "2",
            "9",
            "\u00a0",
            "ä",
            "é",
            "e\u0301",
            "z",
            "ÿ",
            "\u07ff",
            "\u0800",
            "\ud7ff",
            "\ue000",
            "\ufffd",
            "\uffff",
            "\ud800\udc00",
            "\ud83d\udd11",
            "\udbff\udfff",
            "x".repeat(399),
            "x".repeat(400));

    private Flux<StateEntry> scanning() {
        return store().states().scan(SPACE, "");
    }

    private List<StateEntry> createKeys() {
        List<String> shuffled = new ArrayList<>(KEYS);
        Collections.shuffle(shuffled, new Random(7));
        return createAll(shuffled.size(), shuffled::get);
    }

    private static List<StateEntry> from(List<StateEntry> entries, String from) {
        return entries.stream()
                .filter(entry -> BYTES.compare(entry.key(), from) >= 0)
                .toList();
    }

    private static void assertInOrder(List<StateEntry> scanned) {
        for (int i = 1; i < scanned.size(); i++) {
            assertThat(BYTES.compare(scanned.get(i - 1).key(), scanned.get(i).key()))
                    .as("%s before %s", scanned.get(i - 1), scanned.get(i))
                    .isNegative();
        }
    }

    /** T2. */
    @Test
    void entries_come_in_the_order_of_the_bytes_of_their_keys() {
        List<StateEntry> entries = createKeys();

        assertThat(Await.all(scanning())).isEqualTo(entries);
        assertThat(scan(second(), SPACE)).isEqualTo(entries);
    }

    /** T2: the key itself belongs to it. */
    @Test
    void a_scan_begins_at_the_key_that_is_given() {
        List<StateEntry> entries = createKeys();
        EventStore store = second();
        for (String key : KEYS) {
            assertThat(Await.all(store.states().scan(SPACE, key))).as(key).isEqualTo(from(entries, key));
        }
    }

    /** T2: nor does it need to be there. */
    @Test
    void a_scan_begins_between_keys_and_behind_the_last_one() {
        List<StateEntry> entries = createKeys();
        for (String between : List.of("a!", "aaa", "5", "c", "\u00ff\u00ff", "\uf000", "\ufffe", "\ud801\udc00", "y")) {
            assertThat(Await.all(store().states().scan(SPACE, between)))
                    .as(between)
                    .isEqualTo(from(entries, between))
                    .isNotEmpty();
        }

        assertThat(Await.all(store().states().scan(SPACE, "\udbff\udfff!"))).isEmpty();
        assertThat(Await.all(store().states().scan(SPACE, "!"))).isEqualTo(from(entries, "!"));
    }

    /** T2, N2. */
    @Test
    void a_scan_sees_its_own_space_only() {
        List<String> spaces =
                List.of("a", "ab", "abc", "a/", "a/b", "a#", "a%", "a_", "a:", "a ", "a\uffff", "A", "1:a");
        List<List<StateEntry>> entries = new ArrayList<>();
        for (String space : spaces) {
            entries.add(new ArrayList<>());
            for (String key : List.of("b", "ba", "c", "\uffff")) {
                entries.get(entries.size() - 1).add(create(store(), space, key, space + "/" + key));
            }
        }

        for (int i = 0; i < spaces.size(); i++) {
            assertThat(scan(store(), spaces.get(i))).isEqualTo(entries.get(i));
            assertThat(Await.all(store().states().scan(spaces.get(i), "bb")))
                    .isEqualTo(entries.get(i).subList(2, 4));
            assertThat(Await.all(store().states().scan(spaces.get(i), "\ud800\udc00")))
                    .isEmpty();
        }
    }

    /** T2, R7: as many as were asked for, in any steps. */
    @Test
    void many_entries_are_scanned_whole_with_any_demand() {
        int many = data().manyStates();
        List<StateEntry> entries = createAll(many, i -> "k" + i);
        StrictSubscriber<StateEntry> reader =
                StrictSubscriber.to(second().states().scan(SPACE, ""));
        int asked = 0;
        for (int step = 1; asked + step < many; step = step * 3 / 2 + 1) {
            reader.request(step);
            asked += step;
            assertThat(reader.await(asked)).hasSize(asked);
        }
        reader.request(Long.MAX_VALUE);

        assertThat(reader.awaitCompletion()).isEqualTo(entries);
        reader.check();
        StateEntry middle = entries.get(many / 2);
        assertThat(Await.all(store().states().scan(SPACE, middle.key()))).isEqualTo(entries.subList(many / 2, many));
    }

    /** R7. */
    @Test
    void a_demand_of_one_costs_one_page() {
        List<StateEntry> entries = createAll(300, i -> "k" + i);
        data().resetRequests();
        assertThat(Await.all(scanning())).isEqualTo(entries);
        long all = data().requests();
        data().resetRequests();

        StrictSubscriber<StateEntry> reader = StrictSubscriber.to(scanning());
        assertThat(data().requests()).isZero();
        reader.request(1);
        assertThat(reader.await(1)).isEqualTo(entries.subList(0, 1));
        long one = data().requests();
        reader.cancel();

        assertThat(one).isPositive();
        assertThat(all).isGreaterThan(2 * one);
        assertThat(reader.values()).hasSize(1);
        reader.check();
    }

    /** R7. */
    @Test
    void after_cancelling_nothing_comes() {
        List<StateEntry> entries = createAll(140, i -> "k" + i);
        List<StrictSubscriber<StateEntry>> readers = new ArrayList<>();
        List<Integer> ends = List.of(0, 1, 2, 127, 128, 129, 139);
        for (int end : ends) {
            StrictSubscriber<StateEntry> within = StrictSubscriber.cancellingAfter(end, scanning());
            within.request(Long.MAX_VALUE);
            within.await(end);
            StrictSubscriber<StateEntry> between = StrictSubscriber.to(scanning());
            between.request(Math.max(1, end));
            between.await(end);
            between.cancel();
            between.request(5);
            readers.addAll(List.of(within, between));
        }

        assertThat(Await.all(scanning())).isEqualTo(entries);
        for (int i = 0; i < readers.size(); i++) {
            int end = ends.get(i / 2);
            List<StateEntry> values = readers.get(i).values();
            assertThat(values).isEqualTo(entries.subList(0, values.size())).hasSizeBetween(end, Math.max(1, end));
            readers.get(i).check();
        }
    }

    /** W8. */
    @Test
    void subscriptions_of_one_scan_do_not_share_a_place() {
        List<StateEntry> entries = createAll(140, i -> "k" + i);
        Flux<StateEntry> scanning = scanning();
        StrictSubscriber<StateEntry> one = StrictSubscriber.to(scanning);
        StrictSubscriber<StateEntry> two = StrictSubscriber.to(scanning);
        one.request(130);
        one.await(130);
        two.request(3);
        two.await(3);
        one.request(Long.MAX_VALUE);
        two.request(Long.MAX_VALUE);

        assertThat(one.awaitCompletion()).isEqualTo(entries);
        assertThat(two.awaitCompletion()).isEqualTo(entries);
        one.check();
        two.check();
    }

    /** T2: also where the scan stands. */
    @Test
    void a_scan_goes_on_where_entries_are_removed_meanwhile() {
        List<StateEntry> entries = createAll(150, i -> "k" + (1000 + i));
        StrictSubscriber<StateEntry> reader = StrictSubscriber.to(scanning());
        reader.request(1);
        reader.await(1);

        List<StateEntry> removed = entries.subList(100, 140);
        assertThat(Await.all(Flux.fromIterable(removed).flatMap(second().states()::remove, 16)))
                .hasSize(40)
                .doesNotContain(false);
        reader.request(Long.MAX_VALUE);

        List<StateEntry> scanned = reader.awaitCompletion();
        assertInOrder(scanned);
        assertThat(scanned).containsAll(entries.subList(0, 100)).containsAll(entries.subList(140, 150));
        assertThat(entries).containsAll(scanned);
        reader.check();
    }

    /** T2: whatever happens between them. */
    @Test
    void entries_that_nobody_touches_are_scanned_once_beside_changes() {
        List<StateEntry> untouched = createAll(200, i -> "k" + (1000 + i));
        EventStore two = second();
        AtomicInteger scanning = new AtomicInteger(2);

        List<Outcome<Boolean>> outcomes = Race.run(3, i -> () -> {
            if (i == 0) {
                for (int n = 0; scanning.get() > 0; n++) {
                    change(two, "k" + (1000 + n * 7 % 200) + "t");
                }
                return true;
            }
            try {
                for (int n = 0; n < 4; n++) {
                    List<StateEntry> scanned = scan(i == 1 ? store() : two, SPACE);
                    assertInOrder(scanned);
                    assertThat(scanned).containsAll(untouched);
                }
                return true;
            } finally {
                scanning.decrementAndGet();
            }
        });

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
        assertThat(Await.all(scanning())).isEqualTo(untouched);
    }

    /** Something between two keys that comes, changes and goes. */
    private static void change(EventStore store, String key) {
        StateEntry created = create(store, SPACE, key, "passing");
        StateEntry replaced = Await.value(store.states().replace(created, bytes("by")));
        assertThat(Await.value(store.states().remove(replaced))).isTrue();
    }

    /** T2. */
    @Test
    void a_scan_sees_every_change_that_was_acknowledged() {
        EventStore two = second();
        List<StateEntry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(create("k" + (100 + i), "v" + i));
            assertThat(scan(two, SPACE)).isEqualTo(entries);
        }
        for (int i = 0; i < 10; i++) {
            entries.set(i, replaced(entries.get(i), "again"));
            assertThat(scan(two, SPACE)).isEqualTo(entries);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(remove(entries.remove(entries.size() / 2))).isTrue();
            assertThat(scan(two, SPACE)).isEqualTo(entries);
        }
    }
}
