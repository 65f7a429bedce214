package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Reading ranges of a stream: R1, R4 and R8. */
public abstract class RangeContract extends ContractSuite<EventStoreFixture> {

    private record Range(long min, long max) {}

    private static List<Commit> model(List<Commit> stream, long min, long max) {
        return stream.stream()
                .filter(c -> min <= max && c.streamRevision() >= min && c.firstRevision() <= max)
                .toList();
    }

    /** R1, R8: every pair of ends, through pages of this size. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 256})
    void every_range_equals_the_model(int pageSize) {
        List<Commit> stream = fill(TENANT, STREAM, 7, 1, 3, 2, 1, 5);
        EventStore store = second(FixtureOptions.defaults().withPageSize(pageSize));
        List<Range> ranges = new ArrayList<>();
        for (long min = -1; min <= 19; min++) {
            for (long max = -1; max <= 19; max++) {
                ranges.add(new Range(min, max));
            }
        }

        List<List<Commit>> found = Await.all(Flux.fromIterable(ranges)
                .flatMapSequential(
                        r -> store.commits().get(TENANT, STREAM, r.min, r.max).collectList(), 8));

        for (int i = 0; i < ranges.size(); i++) {
            Range range = ranges.get(i);
            assertThat(found.get(i)).as(range.toString()).isEqualTo(model(stream, range.min, range.max));
        }
    }

    /** R1. */
    @ParameterizedTest
    @CsvSource({
        "0,9223372036854775807,6",
        "1,9223372036854775807,6",
        "-9223372036854775808,9223372036854775807,6",
        "-5,1,1",
        "9223372036854775807,9223372036854775807,0",
        "9223372036854775807,0,0",
        "5,4,0",
        "0,0,0",
        "-10,-1,0",
        "12,9223372036854775807,1",
        "13,9223372036854775807,0",
        "11,12,1"
    })
    void the_ends_of_the_numbers_are_ranges_too(long min, long max, int expected) {
        List<Commit> stream = fill(TENANT, STREAM, 6, 2);
        assertThat(read()).isEqualTo(stream);

        assertThat(Await.all(store().commits().get(TENANT, STREAM, min, max)))
                .hasSize(expected)
                .isEqualTo(model(stream, min, max));
    }

    /** R1. */
    @Test
    void a_commit_is_never_split() {
        Commit one = commit(first(noted("a"), noted("b"), noted("c")));
        Commit two = commit(after(one, noted("d"), noted("e"), noted("f")));

        assertThat(Await.all(store().commits().get(TENANT, STREAM, 2, 2))).containsExactly(one);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 3, 4))).containsExactly(one, two);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 5, 5))).containsExactly(two);
    }

    /** R8: the edges of a thousand, through pages of many sizes, which stay or grow with what is asked for. */
    @Test
    void pages_of_every_size_show_the_same_thousand_commits() {
        List<Commit> stream = new ArrayList<>(fill(TENANT, STREAM, 1001));
        for (int pageSize : new int[] {77, 999, 1000, 1001, 5000}) {
            EventStore store = second(FixtureOptions.defaults().withPageSize(pageSize));
            for (int upTo : new int[] {1000, 1001}) {
                assertThat(ids(Await.all(store.commits().get(TENANT, STREAM, 1, upTo))))
                        .as("%d commits by pages of %d", upTo, pageSize)
                        .isEqualTo(ids(stream.subList(0, upTo)));
            }
            assertThat(ids(Await.all(store.commits().get(TENANT, STREAM, 10, 1001))))
                    .as("from revision 10 by pages of %d", pageSize)
                    .isEqualTo(ids(stream.subList(9, 1001)));
            assertThat(ids(Await.all(store.commits().get(TENANT, STREAM).limitRate(100))))
                    .as("a hundred at a time by pages of up to %d", pageSize)
                    .isEqualTo(ids(stream));
            assertThat(ids(Await.all(store.management().getFrom(0).limitRate(100))))
                    .as("the log, a hundred at a time by pages of up to %d", pageSize)
                    .isEqualTo(ids(stream));
        }
    }

    /** R8: text that is sorted as text puts 10 before 9. */
    @Test
    void sequences_are_numbers_not_texts() {
        List<Commit> stream = fill(TENANT, STREAM, 101);

        assertThat(read()).isEqualTo(stream);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 9, 11))).isEqualTo(stream.subList(8, 11));
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 99, 101))).isEqualTo(stream.subList(98, 101));
    }

    /** R8: more bytes than any page of any backend holds. */
    @Test
    void streams_of_many_megabytes_are_read_whole() {
        int size = (int) Math.min(200_000, data().limits().commitBytes() / 2);
        String text = "x".repeat(size);
        List<Commit> stream = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            stream.add(commit(stream.isEmpty() ? first(noted(text)) : after(stream.get(i - 1), noted(text))));
        }

        assertThat(ids(read())).isEqualTo(ids(stream));
        assertThat(read().get(29).events()).isEqualTo(stream.get(29).events());
        assertThat(ids(Await.all(store().commits().get(TENANT, STREAM, 4, 29)))).isEqualTo(ids(stream.subList(3, 29)));
    }

    /** R4. */
    @Test
    void unknown_streams_and_tenants_are_empty_and_reading_them_changes_nothing() {
        Commit stored = commit(first(noted("a")));

        assertThat(read(store(), TENANT, "unknown")).isEmpty();
        assertThat(read(store(), "unknown", STREAM)).isEmpty();
        assertThat(Await.valueOrNull(store().commits().head("unknown", STREAM))).isNull();
        assertThat(Await.valueOrNull(store().commits().head(TENANT, "unknown"))).isNull();

        assertThat(readAll()).containsExactly(stored);
        assertThat(Await.value(raw().commits("unknown"))).isZero();
        assertThat(commit(firstOf(TENANT, "unknown", noted("b"))).commitSequence())
                .isEqualTo(1);
    }

    /** R1. */
    @Test
    void a_new_stream_leaves_the_others_alone() {
        List<Commit> stream = fill(TENANT, STREAM, 3);
        for (int i = 0; i < 5; i++) {
            commit(firstOf(TENANT, "new-" + i, noted("n")));
        }

        assertThat(read()).isEqualTo(stream);
        assertThat(readAll()).hasSize(8);
    }

    /** R1. */
    @Test
    void a_read_that_is_subscribed_to_again_sees_what_came_since() {
        Flux<Commit> reading = store().commits().get(TENANT, STREAM);
        Commit one = commit(first(noted("a")));
        assertThat(Await.all(reading)).containsExactly(one);
        Commit two = commit(after(one, noted("b")));

        assertThat(Await.all(reading)).containsExactly(one, two);
    }

    /** R1: a commit with very many events. */
    @Test
    void ranges_within_a_commit_of_a_thousand_events_find_it() {
        Object[] events = new Object[1000];
        java.util.Arrays.setAll(events, i -> noted("e" + i));
        Commit big = commit(first(events));
        Commit next = commit(after(big, noted("after")));

        assertThat(big.streamRevision()).isEqualTo(1000);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 500, 500))).containsExactly(big);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 1000, 1001))).containsExactly(big, next);
        assertThat(Await.all(store().commits().get(TENANT, STREAM, 1001, 5000))).containsExactly(next);
    }
}
