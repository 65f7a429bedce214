package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateStore;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.StrictSubscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** States, one caller at a time: T1, T3 and T5. */
public abstract class StateContract extends StateSuite {

    /** T2. */
    @Test
    void a_created_entry_is_seen_at_once_by_every_store() {
        EventStore other = second();
        StateEntry created = create(KEY, "one");

        assertThat(created.version()).isNotEmpty();
        assertThat(get()).isEqualTo(created);
        assertThat(get(other, SPACE, KEY)).isEqualTo(created);
        assertThat(scan(other, SPACE)).containsExactly(created);
    }

    /** T1. */
    @Test
    void there_is_no_second_entry_under_a_key() {
        StateEntry created = create(KEY, "one");

        for (EventStore store : List.of(store(), second())) {
            assertThat(Await.valueOrNull(store.states().create(SPACE, KEY, bytes("two"))))
                    .isNull();
            assertThat(Await.valueOrNull(store.states().create(SPACE, KEY, bytes("one"))))
                    .isNull();
        }

        assertThat(get()).isEqualTo(created);
        assertThat(scan(store(), SPACE)).containsExactly(created);
    }

    /** T1. */
    @Test
    void without_an_entry_there_is_none() {
        assertThat(get()).isNull();
        assertThat(scan(store(), SPACE)).isEmpty();
        StateEntry created = create(KEY, "one");

        assertThat(get(store(), SPACE, "other")).isNull();
        assertThat(get(store(), "other", KEY)).isNull();
        assertThat(scan(store(), "other")).isEmpty();
        assertThat(get()).isEqualTo(created);
    }

    /** T1. */
    @Test
    void a_replaced_entry_is_seen_at_once_by_every_store() {
        EventStore other = second();
        StateEntry last = create(KEY, "0");
        for (int i = 1; i <= 5; i++) {
            StateEntry next =
                    Await.value((i % 2 == 0 ? store() : other).states().replace(last, bytes("" + i)));
            assertThat(next.space()).isEqualTo(SPACE);
            assertThat(next.key()).isEqualTo(KEY);
            assertThat(text(next)).isEqualTo("" + i);
            assertThat(next.version()).isNotEqualTo(last.version());
            assertThat(get()).isEqualTo(next);
            assertThat(get(other, SPACE, KEY)).isEqualTo(next);
            last = next;
        }
    }

    /** T1: an entry that was read is as good as one that a change gave. */
    @Test
    void an_entry_that_was_read_or_scanned_can_be_replaced_and_removed() {
        create(KEY, "one");
        EventStore other = second();

        StateEntry read = Await.value(other.states().get(SPACE, KEY));
        replaced(read, "two");
        StateEntry scanned = scan(other, SPACE).get(0);

        assertThat(text(replaced(scanned, "three"))).isEqualTo("three");
        assertThat(remove(Await.value(other.states().get(SPACE, KEY)))).isTrue();
        assertThat(get()).isNull();
    }

    /** T1. */
    @Test
    void only_the_entry_as_it_is_now_is_replaced() {
        StateEntry old = create(KEY, "one");
        StateEntry now = replaced(old, "two");

        assertThat(replace(old, "three")).isNull();
        assertThat(Await.valueOrNull(second().states().replace(old, bytes("three"))))
                .isNull();

        assertThat(get()).isEqualTo(now);
    }

    /** T1. */
    @Test
    void only_the_entry_as_it_is_now_is_removed() {
        StateEntry old = create(KEY, "one");
        StateEntry now = replaced(old, "two");

        assertThat(remove(old)).isFalse();
        assertThat(get()).isEqualTo(now);
        assertThat(remove(now)).isTrue();
        assertThat(get()).isNull();
        assertThat(get(second(), SPACE, KEY)).isNull();
        assertThat(scan(store(), SPACE)).isEmpty();
    }

    /** T1. */
    @Test
    void what_was_removed_is_neither_replaced_nor_removed_again() {
        StateEntry entry = create(KEY, "one");
        assertThat(remove(entry)).isTrue();

        assertThat(remove(entry)).isFalse();
        assertThat(replace(entry, "two")).isNull();
        assertThat(get()).isNull();

        StateEntry again = create(KEY, "three");
        assertThat(get()).isEqualTo(again);
    }

    /** T1: the version counts, not the bytes. */
    @Test
    void an_entry_replaced_by_the_same_bytes_is_another_one() {
        StateEntry old = create(KEY, "same");
        StateEntry now = replaced(old, "same");

        assertThat(now.version()).isNotEqualTo(old.version());
        assertThat(replace(old, "lost")).isNull();
        assertThat(remove(old)).isFalse();
        assertThat(get()).isEqualTo(now);
    }

    /** T1: nor after a removal. */
    @Test
    void an_entry_created_again_with_the_same_bytes_is_another_one() {
        StateEntry old = create(KEY, "same");
        assertThat(remove(old)).isTrue();
        StateEntry now = create(KEY, "same");

        assertThat(now.version()).isNotEqualTo(old.version());
        assertThat(replace(old, "lost")).isNull();
        assertThat(remove(old)).isFalse();
        assertThat(get()).isEqualTo(now);
    }

    /** T1. */
    @Test
    void a_version_never_comes_back() {
        List<StateEntry> all = new ArrayList<>();
        for (int life = 0; life < 3; life++) {
            all.add(create(KEY, "a"));
            for (String text : List.of("b", "a", "a", "b")) {
                all.add(replaced(all.get(all.size() - 1), text));
            }
            assertThat(remove(all.get(all.size() - 1))).isTrue();
        }
        StateEntry now = create(KEY, "a");

        for (StateEntry old : all) {
            assertThat(replace(old, "lost")).isNull();
            assertThat(remove(old)).isFalse();
        }
        all.add(now);
        assertThat(all).extracting(StateEntry::version).doesNotHaveDuplicates();
        assertThat(get()).isEqualTo(now);
    }

    /** T1: another key's version is not this one's, whatever the bytes. */
    @Test
    void keys_and_spaces_do_not_share_versions() {
        StateEntry one = create(KEY, "same");
        StateEntry other = create("other", "same");
        StateEntry elsewhere = create(store(), "elsewhere", KEY, "same");

        assertThat(List.of(one.version(), other.version(), elsewhere.version())).doesNotHaveDuplicates();
        assertThat(remove(new StateEntry(SPACE, KEY, one.value(), other.version())))
                .isFalse();
        assertThat(remove(other)).isTrue();
        assertThat(get()).isEqualTo(one);
        assertThat(get(store(), "elsewhere", KEY)).isEqualTo(elsewhere);
    }

    /** W8: nothing happens before subscription, and each subscription is one attempt. */
    @Test
    void each_subscription_is_an_attempt_of_its_own() {
        StateStore states = store().states();
        Mono<StateEntry> reading = states.get(SPACE, KEY);
        Flux<StateEntry> scanning = states.scan(SPACE, "");
        Mono<StateEntry> creating = states.create(SPACE, KEY, bytes("one"));
        assertThat(Await.valueOrNull(reading)).isNull();
        assertThat(Await.all(scanning)).isEmpty();

        StateEntry one = Await.value(creating);
        assertThat(Await.valueOrNull(creating)).isNull();
        assertThat(Await.value(reading)).isEqualTo(one);
        assertThat(Await.all(scanning)).containsExactly(one);

        Mono<StateEntry> replacing = states.replace(one, bytes("two"));
        assertThat(get()).isEqualTo(one);
        StateEntry two = Await.value(replacing);
        assertThat(Await.valueOrNull(replacing)).isNull();

        Mono<Boolean> removing = states.remove(two);
        assertThat(get()).isEqualTo(two);
        assertThat(Await.value(removing)).isTrue();
        assertThat(Await.value(removing)).isFalse();

        StateEntry again = Await.value(creating);
        assertThat(again.version()).isNotEqualTo(one.version());
        assertThat(Await.value(reading)).isEqualTo(again);
    }

    /** T1: whole, and what was there before or what was to come. */
    @Test
    void a_cancelled_change_leaves_the_old_or_the_new() {
        StateEntry entry = create(KEY, "0".repeat(30_000));
        for (int i = 1; i <= 30; i++) {
            String text = ("" + i % 10).repeat(30_000 + i);
            StrictSubscriber<StateEntry> caller =
                    StrictSubscriber.cancellingAfter(i % 2, store().states().replace(entry, bytes(text)));
            caller.request(1);
            caller.cancel();
            StateEntry now = Await.value(second().states().get(SPACE, KEY));
            assertThat(text(now)).isIn(text(entry), text);
            entry = changed(now, "settled " + i);
        }
        assertThat(scan(store(), SPACE)).containsExactly(entry);
    }

    /** Where the cancelled change may come late. */
    private StateEntry changed(StateEntry found, String text) {
        StateEntry next = replace(found, text);
        return next == null ? replaced(Await.value(store().states().get(SPACE, KEY)), text) : next;
    }

    /** T5. */
    @Test
    void purge_leaves_states_alone() {
        fill(TENANT, STREAM, 2);
        StateEntry named = create(store(), TENANT, STREAM, "one");
        StateEntry other = create(KEY, "two");

        Await.done(store().management().purge(TENANT));

        assertThat(read()).isEmpty();
        assertThat(get(store(), TENANT, STREAM)).isEqualTo(named);
        assertThat(scan(second(), TENANT)).containsExactly(named);
        assertThat(get(second(), SPACE, KEY)).isEqualTo(other);
        assertThat(text(replaced(named, "three"))).isEqualTo("three");
    }

    /** T5. */
    @Test
    void drop_removes_states() {
        StateEntry old = create(KEY, "one");
        create(store(), "other", KEY, "two");

        Await.done(store().management().drop());
        Await.done(store().management().initialize());

        assertThat(get()).isNull();
        assertThat(scan(store(), SPACE)).isEmpty();
        assertThat(scan(store(), "other")).isEmpty();
        assertThat(replace(old, "lost")).isNull();
        assertThat(remove(old)).isFalse();
        StateEntry now = create(KEY, "one");
        assertThat(now.version()).isNotEqualTo(old.version());
        assertThat(remove(old)).isFalse();
        assertThat(get()).isEqualTo(now);
    }

    /** M1. */
    @Test
    void initialize_again_leaves_states_alone() {
        StateEntry entry = create(KEY, "one");

        Await.done(store().management().initialize());
        Await.done(second().management().initialize());

        assertThat(get()).isEqualTo(entry);
        assertThat(scan(second(), SPACE)).containsExactly(entry);
    }

    /** T5: nor the other way round. */
    @Test
    void states_are_no_part_of_the_log() {
        StateEntry entry = create(store(), TENANT, STREAM, "one");
        assertThat(readAll()).isEmpty();
        List<Commit> stored = fill(TENANT, STREAM, 2);
        replaced(entry, "two");

        assertThat(readAll()).isEqualTo(stored);
        assertThat(read()).isEqualTo(stored);
        assertThat(Await.valueOrNull(store().snapshots().get(TENANT, STREAM))).isNull();
        assertThat(commit(after(stored.get(1), noted("next"))).commitSequence()).isEqualTo(3);
        assertThat(scan(store(), TENANT)).extracting(StateSuite::text).containsExactly("two");
    }

    /** Every operation on states, with an entry that never was where there is one. */
    static List<Flux<?>> everything(EventStore store) {
        StateEntry entry =
                new StateEntry(SPACE, KEY, bytes("v"), UUID.randomUUID().toString());
        return List.of(
                store.states().get(SPACE, KEY).flux(),
                store.states().scan(SPACE, ""),
                store.states().create(SPACE, KEY, bytes("v")).flux(),
                store.states().replace(entry, bytes("v")).flux(),
                store.states().remove(entry).flux());
    }
}
