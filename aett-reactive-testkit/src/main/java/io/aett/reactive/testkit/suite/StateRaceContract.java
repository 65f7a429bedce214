package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** States, many callers of two stores at once: T1 and T2. */
public abstract class StateRaceContract extends StateSuite {

    /** More attempts than any fair race needs. */
    private static final int ATTEMPTS = 10_000;

    private static void assertNobodyFailed(List<? extends Outcome<?>> outcomes) {
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.error()).isNull());
    }

    private static long told(List<Outcome<Boolean>> outcomes, boolean what) {
        assertNobodyFailed(outcomes);
        return outcomes.stream().filter(outcome -> outcome.get() == what).count();
    }

    /** The one entry that somebody was given. */
    private static StateEntry winner(List<Outcome<StateEntry>> outcomes) {
        assertNobodyFailed(outcomes);
        List<StateEntry> winners =
                outcomes.stream().filter(Outcome::succeeded).map(Outcome::get).toList();
        assertThat(winners).hasSize(1);
        return winners.get(0);
    }

    /** T1. */
    @Test
    void of_64_creators_one_is_given_the_entry() {
        EventStore one = store();
        EventStore two = second();

        StateEntry winner =
                winner(Race.of(64, i -> (i % 2 == 0 ? one : two).states().create(SPACE, KEY, bytes("racer " + i))));

        assertThat(text(winner)).startsWith("racer ");
        assertThat(get()).isEqualTo(winner);
        assertThat(scan(two, SPACE)).containsExactly(winner);
    }

    /** T1. */
    @Test
    void of_64_replacers_one_is_given_the_entry() {
        EventStore one = store();
        EventStore two = second();
        StateEntry before = create(KEY, "before");

        StateEntry winner =
                winner(Race.of(64, i -> (i % 2 == 0 ? one : two).states().replace(before, bytes("racer " + i))));

        assertThat(text(winner)).startsWith("racer ");
        assertThat(get()).isEqualTo(winner);
        assertThat(get(two, SPACE, KEY)).isEqualTo(winner);
    }

    /** T1. */
    @Test
    void of_16_removers_one_is_told_true() {
        EventStore one = store();
        EventStore two = second();
        StateEntry entry = create(KEY, "before");

        List<Outcome<Boolean>> outcomes =
                Race.of(16, i -> (i % 2 == 0 ? one : two).states().remove(entry));

        assertThat(told(outcomes, true)).isEqualTo(1);
        assertThat(told(outcomes, false)).isEqualTo(15);
        assertThat(get()).isNull();
    }

    /** T1. */
    @Test
    void of_removers_and_replacers_one_has_its_way() {
        EventStore one = store();
        EventStore two = second();
        for (int round = 0; round < 5; round++) {
            StateEntry entry = create(KEY, "round " + round);

            List<Outcome<Boolean>> outcomes = Race.of(
                    8,
                    i -> i % 2 == 0
                            ? one.states().remove(entry)
                            : two.states().replace(entry, bytes("racer " + i)).hasElement());

            assertThat(told(outcomes, true)).isEqualTo(1);
            StateEntry left = get();
            boolean removed = outcomes.get(0).get()
                    || outcomes.get(2).get()
                    || outcomes.get(4).get()
                    || outcomes.get(6).get();
            assertThat(left == null).isEqualTo(removed);
            if (left != null) {
                assertThat(remove(left)).isTrue();
            }
        }
    }

    /** T1. */
    @Test
    void no_increment_is_lost() {
        EventStore one = store();
        EventStore two = second();
        create(KEY, "0");

        List<Outcome<Boolean>> outcomes = Race.run(8, i -> () -> {
            for (int n = 0; n < 4; n++) {
                increment(i % 2 == 0 ? one : two);
            }
            return true;
        });

        assertNobodyFailed(outcomes);
        assertThat(text(Await.value(one.states().get(SPACE, KEY)))).isEqualTo("32");
    }

    private static void increment(EventStore store) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            StateEntry now = Await.value(store.states().get(SPACE, KEY));
            byte[] next = bytes("" + (Long.parseLong(text(now)) + 1));
            if (Await.valueOrNull(store.states().replace(now, next)) != null) {
                return;
            }
        }
        throw new AssertionError("not one of " + ATTEMPTS + " attempts succeeded");
    }

    /** T1: create and remove make a lock. */
    @Test
    void who_created_an_entry_has_it_alone_until_it_is_removed() {
        EventStore one = store();
        EventStore two = second();
        AtomicInteger holders = new AtomicInteger();
        AtomicInteger turns = new AtomicInteger();

        List<Outcome<Boolean>> outcomes = Race.run(8, i -> () -> {
            EventStore store = i % 2 == 0 ? one : two;
            for (int n = 0; n < 3; n++) {
                StateEntry mine = acquired(store, "holder " + i);
                assertThat(holders.incrementAndGet()).isEqualTo(1);
                turns.incrementAndGet();
                assertThat(get(store, SPACE, KEY)).isEqualTo(mine);
                assertThat(holders.decrementAndGet()).isZero();
                assertThat(Await.value(store.states().remove(mine))).isTrue();
            }
            return true;
        });

        assertNobodyFailed(outcomes);
        assertThat(turns).hasValue(24);
        assertThat(get()).isNull();
    }

    private static StateEntry acquired(EventStore store, String holder) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            @Nullable StateEntry mine = Await.valueOrNull(store.states().create(SPACE, KEY, bytes(holder)));
            if (mine != null) {
                return mine;
            }
        }
        throw new AssertionError("not one of " + ATTEMPTS + " attempts succeeded");
    }

    /** T2: what was acknowledged before a read began is read, by another store too, and nothing older. */
    @Test
    void a_read_never_shows_less_than_what_was_acknowledged() {
        EventStore two = second();
        StateEntry first = create(KEY, "0");
        AtomicLong acknowledged = new AtomicLong();
        AtomicBoolean writing = new AtomicBoolean(true);

        List<Outcome<Boolean>> outcomes = Race.run(3, i -> () -> {
            if (i == 0) {
                try {
                    StateEntry last = first;
                    for (int n = 1; n <= 100; n++) {
                        last = replaced(last, "" + n);
                        acknowledged.set(n);
                    }
                } finally {
                    writing.set(false);
                }
                return true;
            }
            long seen = 0;
            while (seen < 100 && (writing.get() || acknowledged.get() == 100)) {
                seen = i == 1 ? read(two, Math.max(seen, acknowledged.get())) : scanned(two, seen, acknowledged.get());
            }
            return true;
        });

        assertNobodyFailed(outcomes);
        assertThat(acknowledged).hasValue(100);
    }

    private static long read(EventStore store, long atLeast) {
        long seen = Long.parseLong(text(Await.value(store.states().get(SPACE, KEY))));
        assertThat(seen).isGreaterThanOrEqualTo(atLeast);
        return seen;
    }

    /** An entry that is changed while it is scanned may be missing, but not be old. */
    private static long scanned(EventStore store, long before, long acknowledged) {
        List<StateEntry> found = scan(store, SPACE);
        if (found.isEmpty()) {
            return before;
        }
        long seen = Long.parseLong(text(found.get(0)));
        assertThat(seen).isGreaterThanOrEqualTo(Math.max(before, acknowledged));
        return seen;
    }

    /** T1: racers of many keys do not disturb each other. */
    @Test
    void racers_of_different_keys_all_have_their_way() {
        EventStore one = store();
        EventStore two = second();

        List<Outcome<StateEntry>> outcomes = Race.of(32, i -> {
            EventStore store = i % 2 == 0 ? one : two;
            return store.states()
                    .create(SPACE, KEY + i, bytes("created"))
                    .flatMap(entry -> store.states().replace(entry, bytes("replaced " + i)))
                    .flatMap(entry -> i % 4 == 0
                            ? store.states().remove(entry).filter(done -> done).thenReturn(entry)
                            : Mono.just(entry));
        });

        assertThat(outcomes).allMatch(Outcome::succeeded);
        for (int i = 0; i < 32; i++) {
            assertThat(get(two, SPACE, KEY + i))
                    .isEqualTo(i % 4 == 0 ? null : outcomes.get(i).get());
        }
    }
}
