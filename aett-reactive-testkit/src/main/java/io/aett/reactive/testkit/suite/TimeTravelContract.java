package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading as of a time: R2. */
public abstract class TimeTravelContract extends ContractSuite<EventStoreFixture> {

    private Commit at(String stream, long sequence, Instant stamp) {
        return commit(builder(TENANT, stream, sequence, sequence, noted("at " + stamp))
                .commitStamp(stamp)
                .build());
    }

    private List<Commit> to(Instant time) {
        return Await.all(store().commits().getTo(TENANT, STREAM, time));
    }

    private List<Commit> allTo(Instant time) {
        return Await.all(store().commits().getAllTo(TENANT, time));
    }

    private List<Commit> minutes(int commits) {
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < commits; i++) {
            stored.add(at(STREAM, i + 1, STAMP.plusSeconds(60L * i)));
        }
        return stored;
    }

    /** R2: a stamp equal to the time is included. */
    @Test
    void every_time_gives_a_prefix_of_the_stream() {
        List<Commit> stored = minutes(6);
        for (int i = 0; i < 6; i++) {
            Instant stamp = stored.get(i).commitStamp();
            assertThat(to(stamp)).isEqualTo(stored.subList(0, i + 1));
            assertThat(to(stamp.plusNanos(1))).isEqualTo(stored.subList(0, i + 1));
            assertThat(to(stamp.plusSeconds(59))).isEqualTo(stored.subList(0, i + 1));
            assertThat(to(stamp.minusNanos(1))).isEqualTo(stored.subList(0, i));
            assertThat(to(stamp.minusNanos(1000))).isEqualTo(stored.subList(0, i));
            assertThat(allTo(stamp)).isEqualTo(stored.subList(0, i + 1));
            assertThat(allTo(stamp.minusNanos(1))).isEqualTo(stored.subList(0, i));
        }
    }

    /** R2: any instant works. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1000000000-01-01T00:00:00Z",
                "-0001-12-31T00:00:00Z",
                "0000-12-31T23:59:59.999999999Z",
                "0001-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999999Z",
                "9999-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void the_ends_of_time_work(Instant time) {
        List<Commit> stored = minutes(3);
        List<Commit> expected = time.isBefore(STAMP) ? List.of() : stored;

        assertThat(to(time)).isEqualTo(expected);
        assertThat(allTo(time)).isEqualTo(expected);
        assertThat(read()).isEqualTo(stored);
    }

    /** R2: commits one microsecond apart. */
    @Test
    void microseconds_are_told_apart() {
        List<Commit> stored = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            stored.add(at(STREAM, i + 1, STAMP.plusNanos(1000L * i)));
        }
        for (int i = 0; i < 5; i++) {
            assertThat(to(STAMP.plusNanos(1000L * i))).isEqualTo(stored.subList(0, i + 1));
            assertThat(allTo(STAMP.plusNanos(1000L * i))).isEqualTo(stored.subList(0, i + 1));
        }
    }

    /** R2, W7: the first and the last stamps that there are. */
    @Test
    void the_first_and_the_last_stamps_are_found() {
        Commit earliest = at(STREAM, 1, Instant.parse("0001-01-01T00:00:00Z"));
        Commit ancient = at(STREAM, 2, Instant.parse("1969-12-31T23:59:59.5Z"));
        Commit latest = at(STREAM, 3, Instant.parse("9999-12-31T23:59:59.999999999Z"));

        assertThat(to(Instant.parse("0001-01-01T00:00:00Z"))).containsExactly(earliest);
        assertThat(to(Instant.EPOCH)).containsExactly(earliest, ancient);
        assertThat(to(Instant.parse("9999-12-31T23:59:59.999998Z"))).containsExactly(earliest, ancient);
        assertThat(to(Instant.parse("9999-12-31T23:59:59.999999Z"))).containsExactly(earliest, ancient, latest);
        assertThat(allTo(Instant.EPOCH)).containsExactly(earliest, ancient);
        assertThat(allTo(Instant.MAX)).containsExactly(earliest, ancient, latest);
    }

    /** R2, W7: clocks that go back and forth, through two stores. */
    @Test
    void skewed_clocks_still_give_prefixes() {
        Seeded.run(random -> {
            EventStore other = second();
            List<Commit> stored = new ArrayList<>();
            for (int i = 1; i <= 30; i++) {
                Commit attempt = builder(TENANT, STREAM, i, i, noted("n" + i))
                        .commitStamp(STAMP.plusSeconds(random.nextInt(100)))
                        .build();
                stored.add(commit(i % 2 == 0 ? store() : other, attempt));
            }
            assertThat(stored).extracting(Commit::commitStamp).isSorted();
            for (int second = -1; second <= 100; second += 7) {
                Instant time = STAMP.plusSeconds(second);
                List<Commit> expected = stored.stream()
                        .filter(commit -> !commit.commitStamp().isAfter(time))
                        .toList();
                assertThat(to(time)).isEqualTo(expected).isEqualTo(stored.subList(0, expected.size()));
            }
        });
    }

    /** R2: by stamp, and in checkpoint order, although streams have clocks of their own. */
    @Test
    void a_tenants_commits_come_in_checkpoint_order_whatever_their_stamps() {
        Commit late = at("late", 1, STAMP.plusSeconds(100));
        Commit early = at("early", 1, STAMP.minusSeconds(100));
        Commit middle = at("middle", 1, STAMP);
        Commit other = commit(firstOf("other", STREAM, noted("other")));

        assertThat(allTo(STAMP.plusSeconds(200))).containsExactly(late, early, middle);
        assertThat(allTo(STAMP)).containsExactly(early, middle);
        assertThat(allTo(STAMP.minusSeconds(1))).containsExactly(early);
        assertThat(Await.all(store().commits().getAllTo("other", Instant.MAX))).containsExactly(other);
        assertThat(Await.all(store().commits().getAllTo("unknown", Instant.MAX)))
                .isEmpty();
    }

    /** R8: pages in which nothing matches are not the end. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 256})
    void pages_without_a_match_do_not_end_a_read(int pageSize) {
        List<Commit> matching = new ArrayList<>();
        matching.add(at("m0", 1, STAMP));
        for (int i = 0; i < 30; i++) {
            at("later-" + i, 1, STAMP.plusSeconds(1000 + i));
            commit(firstOf("other", "later-" + i, noted("other")));
        }
        matching.add(at("m1", 1, STAMP));
        EventStore store = second(FixtureOptions.defaults().withPageSize(pageSize));

        assertThat(Await.all(store.commits().getAllTo(TENANT, STAMP))).isEqualTo(matching);
        assertThat(Await.all(store.commits().getAllTo("other", Instant.MAX))).hasSize(30);
    }

    /** R4. */
    @Test
    void unknown_streams_are_empty_at_any_time() {
        minutes(1);
        assertThat(Await.all(store().commits().getTo(TENANT, "unknown", Instant.MAX)))
                .isEmpty();
        assertThat(Await.all(store().commits().getTo("unknown", STREAM, Instant.MAX)))
                .isEmpty();
        assertThat(to(Instant.MAX)).hasSize(1);
    }
}
