package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.events.TestEvents.Document;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.events.TestEvents.WriteOnly;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Outcome;
import io.aett.reactive.testkit.support.Race;
import io.aett.reactive.testkit.support.StoredBytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;

/** Sizes and depths: W11 and W12. What is written can be read, and what cannot is refused before anything is sent. */
public abstract class LimitContract extends ContractSuite<RequestCounting> {

    /** The most bytes that a test writes on purpose. */
    private static final int LARGE = 4 << 20;

    /** Text that no compression makes much smaller, one byte a character. */
    private static String text(long length) {
        Random random = new Random(length);
        byte[] characters = new byte[Math.toIntExact(length)];
        for (int i = 0; i < characters.length; i++) {
            characters[i] = (byte) ('#' + random.nextInt('[' - '#'));
        }
        return new String(characters, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** A text that makes a commit of one event exactly so large. */
    static String textOfCommit(long bytes) {
        return text(bytes - new StoredBytes().of(first(new Noted(""))).length);
    }

    /** A text that makes a snapshot exactly so large. */
    static String textOfSnapshot(long bytes) {
        return text(bytes - new StoredBytes().of(snapshot("")).length);
    }

    private static Object nested(int levels) {
        Object inner = "leaf";
        for (int i = 0; i < levels; i++) {
            inner = List.of(inner);
        }
        return inner;
    }

    private static Document document(Object content) {
        return new Document(Map.of("content", content));
    }

    private InvalidCommitException refused(Commit commit) {
        InvalidCommitException refused =
                Await.error(InvalidCommitException.class, store().commits().commit(commit));
        assertThat(read()).isEmpty();
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        return refused;
    }

    private void stored(Commit commit) {
        Commit stored = commit(commit);
        assertThat(stored.events()).isEqualTo(commit.events());
        assertThat(read(second(), TENANT, STREAM).equals(List.of(stored))).isTrue();
    }

    /** Refused, or stored and read: nothing between. */
    private void allOrNothing(Commit commit) {
        Outcome<Commit> outcome =
                Race.of(1, i -> store().commits().commit(commit)).get(0);
        if (outcome.succeeded()) {
            assertThat(read(second(), TENANT, STREAM).equals(List.of(outcome.get())))
                    .isTrue();
        } else {
            assertThat(outcome.error()).isInstanceOf(InvalidCommitException.class);
            assertThat(Await.value(raw().commits(TENANT))).isZero();
            Commit next = commit(first(noted("next")));
            assertThat(read()).containsExactly(next);
        }
    }

    /** W11: the limit itself where it is less than four mebibytes; all others are tried in {@link ScaleContract}. */
    @Test
    void a_commit_of_the_limit_comes_back() {
        String text = textOfCommit(Math.min(data().limits().commitBytes(), LARGE));

        Commit stored = commit(first(new Noted(text)));

        List<Commit> found = read(second(), TENANT, STREAM);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).events().equals(List.of(EventMessage.of(new Noted(text)))))
                .isTrue();
        assertThat(found.get(0).equals(stored)).isTrue();
        assertThat(readAll().equals(found)).isTrue();
    }

    /** W11: with both numbers, before any request. */
    @Test
    void a_commit_above_the_limit_is_refused_with_limit_and_size_before_any_request() {
        Commit small = commit(first(noted("a")));
        long limit = data().limits().commitBytes();
        Commit tooLarge = after(small, new Noted(textOfCommit(limit + 1)));
        data().resetRequests();

        InvalidCommitException refused =
                Await.error(InvalidCommitException.class, store().commits().commit(tooLarge));

        assertThat(data().requests()).isZero();
        assertThat(refused.getMessage()).contains(Long.toString(limit), Long.toString(limit + 1));
        assertThat(read()).containsExactly(small);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
    }

    /** S2. */
    @Test
    void a_snapshot_of_the_limit_comes_back() {
        String payload = textOfSnapshot(Math.min(data().limits().snapshotBytes(), LARGE));

        Await.done(store().snapshots().add(snapshot(payload)));

        Snapshot found = Await.value(second().snapshots().get(TENANT, STREAM));
        assertThat(found.equals(snapshot(payload))).isTrue();
    }

    /** S2: with both numbers, before any request. */
    @Test
    void a_snapshot_above_the_limit_is_refused_with_limit_and_size_before_any_request() {
        Await.done(store().snapshots().add(snapshot("small")));
        long limit = data().limits().snapshotBytes();
        Snapshot tooLarge = snapshot(textOfSnapshot(limit + 1));
        data().resetRequests();

        IllegalArgumentException refused =
                Await.error(IllegalArgumentException.class, store().snapshots().add(tooLarge));

        assertThat(data().requests()).isZero();
        assertThat(refused.getMessage()).contains(Long.toString(limit), Long.toString(limit + 1));
        assertThat(Await.value(second().snapshots().get(TENANT, STREAM))).isEqualTo(snapshot("small"));
    }

    static Snapshot snapshot(String payload) {
        return new Snapshot(TENANT, STREAM, 1, 1, new State(payload, 1), Map.of());
    }

    /** W11: several together are more than one batch may hold. */
    @Test
    void large_commits_of_many_streams_at_once_are_all_stored() {
        int size = (int) Math.min(300_000, data().limits().commitBytes() / 2);
        String text = text(size);
        List<Commit> stored = Await.all(Flux.range(0, 12)
                .flatMapSequential(i -> store().commits().commit(firstOf(TENANT, "s" + i, new Noted(i + text))), 12));

        assertThat(stored).hasSize(12);
        assertThat(ids(readAll())).containsExactlyInAnyOrderElementsOf(ids(stored));
        for (int i = 0; i < 12; i++) {
            assertThat(read(store(), TENANT, "s" + i).equals(List.of(stored.get(i))))
                    .isTrue();
        }
    }

    /** W11. */
    @Test
    void a_commit_of_thousands_of_events_comes_back_in_order() {
        int count = (int) Math.min(10_000, data().limits().commitBytes() / 200);
        Object[] events = new Object[count];
        Arrays.setAll(events, i -> new Noted("e" + i));
        Commit stored = commit(first(events));

        List<Commit> found = Await.all(second().commits().get(TENANT, STREAM, count / 2, count / 2));

        assertThat(found).hasSize(1);
        assertThat(found.get(0).events()).hasSize(count).isEqualTo(stored.events());
        assertThat(found.get(0).events().get(count - 1).body()).isEqualTo(new Noted("e" + (count - 1)));
    }

    /** W12. */
    @ParameterizedTest
    @ValueSource(ints = {1, 10, 100, 450})
    void nested_values_come_back(int levels) {
        stored(first(document(nested(levels))));
    }

    /** W12: an error, not a stack overflow and not something that cannot be read. */
    @ParameterizedTest
    @ValueSource(ints = {520, 5_000, 50_000})
    void values_that_are_nested_too_deeply_are_refused(int levels) {
        refused(first(document(nested(levels))));
        stored(first(document(nested(10))));
    }

    /** W12: at the limit itself, both sides agree. */
    @ParameterizedTest
    @ValueSource(ints = {495, 496, 497, 498, 499, 500, 501, 502, 503})
    void around_the_limit_of_nesting_what_is_stored_can_be_read(int levels) {
        allOrNothing(first(document(nested(levels))));
    }

    /** W12. */
    @ParameterizedTest
    @ValueSource(ints = {1, 100, 500})
    void nested_headers_come_back(int levels) {
        stored(builder(TENANT, STREAM, 1, 1, new EventMessage(noted("a"), Map.of("deep", nested(levels))))
                .header("deep", nested(levels))
                .build());
        assertThat(read().get(0).headers()).isEqualTo(Map.of("deep", nested(levels)));
    }

    /** W12. */
    @ParameterizedTest
    @ValueSource(ints = {700, 5_000})
    void headers_that_are_nested_too_deeply_are_refused(int levels) {
        refused(builder(TENANT, STREAM, 1, 1, noted("a"))
                .header("deep", nested(levels))
                .build());
        refused(first(new EventMessage(noted("a"), Map.of("deep", nested(levels)))));
        stored(first(noted("b")));
    }

    /** W12: at the limit itself, both sides agree. */
    @ParameterizedTest
    @ValueSource(ints = {593, 594, 595, 596, 597, 598, 599, 600, 601})
    void around_the_limit_of_nested_headers_what_is_stored_can_be_read(int levels) {
        allOrNothing(builder(TENANT, STREAM, 1, 1, noted("a"))
                .header("deep", nested(levels))
                .build());
    }

    /** W12. */
    @Test
    void values_that_contain_themselves_are_refused() {
        Map<String, Object> loop = new HashMap<>();
        loop.put("self", loop);

        refused(first(new Document(loop)));
        refused(builder(TENANT, STREAM, 1, 1, noted("a")).header("loop", loop).build());
        stored(first(noted("b")));
    }

    /** W12. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 1_500_000})
    void long_names_come_back_or_are_refused(int length) {
        String name = text(Math.min(length, data().limits().commitBytes() / 2));

        allOrNothing(builder(TENANT, STREAM, 1, 1, new Document(Map.of(name, 1)))
                .header("name", Map.of(name, 1))
                .build());
    }

    /** W12. */
    @ParameterizedTest
    @ValueSource(ints = {1, 19, 20, 1_000, 9_999, 10_000, 10_001, 20_000})
    void long_numbers_come_back_or_are_refused(int digits) {
        BigInteger number = new BigInteger("7".repeat(digits));

        allOrNothing(builder(TENANT, STREAM, 1, 1, document(number))
                .header("number", number)
                .build());
    }

    /** W12: what can be written and never read is not stored, the first time and every time. */
    @Test
    void a_class_that_cannot_be_read_is_refused() {
        refused(first(WriteOnly.of("a")));
        refused(first(noted("a"), WriteOnly.of("a")));
        refused(builder(TENANT, STREAM, 1, 1, noted("a"))
                .header("message", EventMessage.of(WriteOnly.of("a")))
                .build());

        stored(first(noted("b")));
    }

    /** A full queue refuses at once and says that nothing was written; what it says is so. */
    @Test
    void commits_beyond_the_bound_of_the_queue_are_refused_and_not_stored() {
        EventStore narrow = second(FixtureOptions.defaults().withMaxQueuedCommits(2));
        List<Outcome<Commit>> outcomes =
                Race.of(32, i -> narrow.commits().commit(firstOf(TENANT, "s" + i, noted("n" + i))));

        List<Commit> stored =
                outcomes.stream().filter(Outcome::succeeded).map(Outcome::get).toList();
        assertThat(stored).isNotEmpty();
        assertThat(readAll()).containsExactlyInAnyOrderElementsOf(stored);
        for (Outcome<Commit> outcome : outcomes) {
            if (!outcome.succeeded()) {
                assertThat(outcome.error())
                        .isInstanceOf(EventStoreException.class)
                        .isInstanceOf(StorageUnavailableException.class);
            }
        }
        assertThat(commit(narrow, firstOf(TENANT, "later", noted("later"))).checkpointToken())
                .isPositive();
    }
}
