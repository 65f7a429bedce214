package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EngineListener;
import io.aett.reactive.EventMessage;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.StreamHead;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents.Unregistered;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Writing: W1, W6, W7 and W8. */
public abstract class CommitContract extends ContractSuite<EventStoreFixture> {

    /** W1. */
    @Test
    void the_first_commit_of_a_stream_is_stored_and_read() {
        Commit stored = commit(first(noted("a")));

        assertThat(stored.commitSequence()).isEqualTo(1);
        assertThat(stored.streamRevision()).isEqualTo(1);
        assertThat(stored.events()).extracting(EventMessage::body).containsExactly(noted("a"));
        assertThat(read()).containsExactly(stored);
    }

    /** Whichever store it is: none keeps its engine to itself. */
    @Test
    void a_listener_hears_of_appends_and_pages() {
        List<Object> heard = new CopyOnWriteArrayList<>();
        store().listen(new EngineListener() {
            @Override
            public void appended(Append append) {
                heard.add(append.stored());
            }

            @Override
            public void paged(Page page) {
                heard.add(page.source());
            }
        });
        commit(first(noted("a")));
        read();
        assertThat(heard).startsWith(1).contains(EngineListener.Source.STREAM);
    }

    /** W1. */
    @Test
    void commits_of_several_events_follow_one_another() {
        List<Commit> stored = fill(TENANT, STREAM, 5, 1, 3, 2);

        assertThat(stored).extracting(Commit::commitSequence).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(stored).extracting(Commit::streamRevision).containsExactly(1L, 4L, 6L, 7L, 10L);
        assertThat(read()).isEqualTo(stored);
    }

    /** W1: the stream of the table has two commits and five events. */
    @ParameterizedTest
    @CsvSource({
        "4,6,1",
        "4,9,1",
        "3,7,1",
        "3,5,1",
        "3,1,1",
        "3,8,1",
        "3,6,3",
        "5,8,1",
        "100,105,1",
        "3,9223372036854775807,1",
        "9223372036854775807,6,1"
    })
    void numbers_that_do_not_follow_the_head_are_refused_with_the_expected_ones(
            long sequence, long revision, int events) {
        List<Commit> stored = fill(TENANT, STREAM, 2, 2, 3);
        Object[] bodies = new Object[events];
        java.util.Arrays.fill(bodies, noted("x"));

        InvalidCommitException refused = Await.error(
                InvalidCommitException.class,
                store().commits().commit(numbered(TENANT, STREAM, sequence, revision, bodies)));

        assertThat(refused.getMessage()).contains("3").contains("6");
        assertThat(read()).isEqualTo(stored);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(2);
    }

    /** W1. */
    @ParameterizedTest
    @CsvSource({"2,2,1", "2,1,1", "1,2,1", "1,5,2", "7,7,1"})
    void a_stream_begins_at_one(long sequence, long revision, int events) {
        Object[] bodies = new Object[events];
        java.util.Arrays.fill(bodies, noted("x"));

        InvalidCommitException refused = Await.error(
                InvalidCommitException.class,
                store().commits().commit(numbered(TENANT, STREAM, sequence, revision, bodies)));

        assertThat(refused.getMessage()).contains("sequence 1").contains("revision 1");
        assertThat(read()).isEmpty();
        assertThat(commit(first(noted("a"))).commitSequence()).isEqualTo(1);
    }

    /** W1. */
    @ParameterizedTest
    @CsvSource({"0,3", "-1,3", "3,0", "0,0", "-9223372036854775808,3", "3,-9223372036854775808", "1,0"})
    void numbers_below_one_are_refused(long sequence, long revision) {
        List<Commit> stored = fill(TENANT, STREAM, 2);

        Await.error(
                InvalidCommitException.class,
                store().commits().commit(numbered(TENANT, STREAM, sequence, revision, noted("x"))));

        assertThat(read()).isEqualTo(stored);
    }

    /** W1. */
    @Test
    void a_commit_without_events_is_refused() {
        List<Commit> stored = fill(TENANT, STREAM, 1);

        Await.error(InvalidCommitException.class, store().commits().commit(numbered(TENANT, STREAM, 2, 1)));
        Await.error(InvalidCommitException.class, store().commits().commit(numbered(TENANT, STREAM, 2, 2)));

        assertThat(read()).isEqualTo(stored);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
    }

    /** W1: ids before everything, the empty list before the duplicate. */
    @Test
    void what_a_commit_is_comes_before_what_is_stored() {
        Commit stored = commit(first(noted("a")));
        Commit empty = builder(TENANT, STREAM, 2, 1).commitId(stored.commitId()).build();
        Commit unwritable = builder(TENANT, STREAM, 2, 2, new Unregistered("x"))
                .commitId(stored.commitId())
                .build();
        Commit badStamp = builder(TENANT, STREAM, 2, 2, noted("x"))
                .commitId(stored.commitId())
                .commitStamp(Instant.MAX)
                .build();

        Await.error(InvalidCommitException.class, store().commits().commit(empty));
        Await.error(InvalidCommitException.class, store().commits().commit(unwritable));
        Await.error(InvalidCommitException.class, store().commits().commit(badStamp));
        assertThat(read()).containsExactly(stored);
    }

    /** W1: duplicate id, then numbers below 1, then the lost race, then gap and overlap. */
    @Test
    void refusals_come_in_the_order_of_the_contract() {
        List<Commit> stored = fill(TENANT, STREAM, 3);
        UUID known = stored.get(0).commitId();

        Await.error(
                DuplicateCommitException.class,
                store().commits()
                        .commit(builder(TENANT, STREAM, 0, 0, noted("x"))
                                .commitId(known)
                                .build()));
        Await.error(InvalidCommitException.class, store().commits().commit(numbered(TENANT, STREAM, 2, 0, noted("x"))));
        Await.error(
                CommitConflictException.class, store().commits().commit(numbered(TENANT, STREAM, 2, 77, noted("x"))));
        Await.error(
                InvalidCommitException.class, store().commits().commit(numbered(TENANT, STREAM, 4, 77, noted("x"))));
        assertThat(read()).isEqualTo(stored);
    }

    /** W1. */
    @Test
    void streams_and_tenants_count_on_their_own() {
        Commit one = commit(firstOf("t1", "s1", noted("a")));
        Commit two = commit(firstOf("t1", "s2", noted("b")));
        Commit three = commit(firstOf("t2", "s1", noted("c")));
        Commit next = commit(after(one, noted("d")));

        assertThat(read(store(), "t1", "s1")).containsExactly(one, next);
        assertThat(read(store(), "t1", "s2")).containsExactly(two);
        assertThat(read(store(), "t2", "s1")).containsExactly(three);
    }

    /** W6. */
    @Test
    void a_commit_returned_equals_every_later_read_field_by_field() {
        Commit given = builder(TENANT, STREAM, 1, 2, noted("a"), EventMessage.of(noted("b")))
                .commitStamp(Instant.parse("2024-01-02T03:04:05.678901999Z"))
                .header("text", "t")
                .header("number", 5L)
                .header("message", EventMessage.of(noted("m")))
                .build();
        Commit stored = commit(given);

        assertThat(stored.commitId()).isEqualTo(given.commitId());
        assertThat(stored.checkpointToken()).isPositive();
        assertThat(read()).containsExactly(stored);
        assertThat(Await.all(second().commits().get(TENANT, STREAM, 2, 2))).containsExactly(stored);
        assertThat(Await.all(store().commits().getTo(TENANT, STREAM, Instant.MAX)))
                .containsExactly(stored);
        assertThat(Await.all(store().commits().getAllTo(TENANT, Instant.MAX))).containsExactly(stored);
        assertThat(readAll()).containsExactly(stored);
        assertThat(Await.all(store().management().follow(0).take(1))).containsExactly(stored);
    }

    /** W7: cut off, never rounded; also before 1970. */
    @ParameterizedTest
    @CsvSource({
        "2024-02-29T23:59:59.999999999Z,2024-02-29T23:59:59.999999Z",
        "2024-02-29T12:00:00.123456501Z,2024-02-29T12:00:00.123456Z",
        "1969-12-31T23:59:59.999999999Z,1969-12-31T23:59:59.999999Z",
        "1900-01-01T00:00:00.000000001Z,1900-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z,0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00.000001Z,0001-01-01T00:00:00.000001Z",
        "9999-12-31T23:59:59.999999999Z,9999-12-31T23:59:59.999999Z",
        "1582-10-10T00:00:00Z,1582-10-10T00:00:00Z",
        "1970-01-01T00:00:00Z,1970-01-01T00:00:00Z"
    })
    void stamps_are_truncated_to_microseconds(Instant given, Instant kept) {
        Commit stored = commit(
                builder(TENANT, STREAM, 1, 1, noted("a")).commitStamp(given).build());

        assertThat(stored.commitStamp()).isEqualTo(kept);
        assertThat(read()).containsExactly(stored);
        assertThat(read(second(), TENANT, STREAM))
                .extracting(Commit::commitStamp)
                .containsExactly(kept);
    }

    /** W7. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000-12-31T23:59:59.999999999Z",
                "+10000-01-01T00:00:00Z",
                "-1000000000-01-01T00:00:00Z",
                "+1000000000-12-31T23:59:59.999999999Z"
            })
    void stamps_outside_of_the_years_1_to_9999_are_refused(Instant given) {
        Commit stored = commit(first(noted("a")));

        Await.error(
                InvalidCommitException.class,
                store().commits()
                        .commit(builder(TENANT, STREAM, 2, 2, noted("b"))
                                .commitStamp(given)
                                .build()));

        assertThat(read()).containsExactly(stored);
    }

    /** W7. */
    @Test
    void a_stamp_earlier_than_the_heads_takes_the_heads() {
        Commit one = commit(first(noted("a")));
        Commit two = commit(builder(TENANT, STREAM, 2, 2, noted("b"))
                .commitStamp(STAMP.minusSeconds(3600))
                .build());
        Commit three = commit(builder(TENANT, STREAM, 3, 3, noted("c"))
                .commitStamp(STAMP.minusNanos(1))
                .build());
        Commit four = commit(builder(TENANT, STREAM, 4, 4, noted("d"))
                .commitStamp(STAMP.plusNanos(1000))
                .build());

        assertThat(two.commitStamp()).isEqualTo(STAMP);
        assertThat(three.commitStamp()).isEqualTo(STAMP);
        assertThat(four.commitStamp()).isEqualTo(STAMP.plusNanos(1000));
        assertThat(read()).containsExactly(one, two, three, four);
    }

    /** W7: per stream. */
    @Test
    void another_streams_stamp_changes_nothing() {
        commit(firstOf(TENANT, "other", noted("a")));
        Commit early = commit(builder(TENANT, STREAM, 1, 1, noted("b"))
                .commitStamp(STAMP.minusSeconds(1))
                .build());

        assertThat(early.commitStamp()).isEqualTo(STAMP.minusSeconds(1));
        assertThat(read()).containsExactly(early);
    }

    /** W8. */
    @Test
    void nothing_is_sent_before_subscription_and_each_subscription_is_one_attempt() {
        Mono<Commit> attempt = store().commits().commit(first(noted("a")));
        assertThat(read()).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();

        Commit stored = Await.value(attempt);
        DuplicateCommitException again = Await.error(DuplicateCommitException.class, attempt);

        assertThat(again.storedCommit()).isEqualTo(stored);
        assertThat(read()).containsExactly(stored);
    }

    /** W1. */
    @Test
    void an_event_without_a_topic_is_refused_with_its_class() {
        Commit stored = commit(first(noted("a")));

        InvalidCommitException refused = Await.error(
                InvalidCommitException.class,
                store().commits().commit(after(stored, noted("b"), new Unregistered("x"))));

        assertThat(refused.getMessage()).contains(Unregistered.class.getName());
        assertThat(read()).containsExactly(stored);
    }

    /** R3. */
    @Test
    void the_head_of_a_stream_is_its_last_commit() {
        assertThat(Await.valueOrNull(store().commits().head(TENANT, STREAM))).isNull();
        fill(TENANT, STREAM, 3, 2);

        StreamHead head = Await.value(store().commits().head(TENANT, STREAM));

        assertThat(head).isEqualTo(new StreamHead(TENANT, STREAM, 6, 3, 0));
        assertThat(Await.value(second().commits().head(TENANT, STREAM))).isEqualTo(head);
    }

    /** R3. */
    @Test
    void every_acknowledged_commit_is_seen_at_once_through_another_store() {
        io.aett.reactive.EventStore other = second();
        Commit last = commit(first(noted("0")));
        for (int i = 1; i <= 20; i++) {
            assertThat(read(other, TENANT, STREAM)).hasSize(i).endsWith(last);
            last = commit(i % 2 == 0 ? store() : other, after(last, noted("n" + i)));
        }
        assertThat(read()).hasSize(21);
    }
}
