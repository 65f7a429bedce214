package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.support.Await;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.publisher.Flux;

/** Tenant and stream ids: N1 and N2. */
public abstract class IdContract extends ContractSuite<EventStoreFixture> {

    /** One way to split the same text, or to look the same, after another. */
    static List<List<String>> hostilePairs() {
        List<List<String>> pairs = new ArrayList<>(List.of(
                List.of("a", "bc", "ab", "c"),
                List.of("1:a", "b", "1", "a:b"),
                List.of("3:abc", "d", "3", "abcd"),
                List.of("a", "b", "A", "b"),
                List.of("a", "b", "a", "B"),
                List.of("a", "b", "a ", "b"),
                List.of("a", "b", " a", "b"),
                List.of("a", "b", "a", "b "),
                List.of("é", "x", "e\u0301", "x"),
                List.of("ﬁ", "x", "fi", "x"),
                List.of("İ", "x", "i", "x"),
                List.of("ß", "x", "ss", "x"),
                List.of("а", "x", "a", "x"),
                List.of("a%2Fb", "c", "a/b", "c"),
                List.of("a\\u0000", "c", "a", "c"),
                List.of("a_b", "c", "a%b", "c"),
                List.of("a%", "c", "ab", "c"),
                List.of("a_", "c", "ab", "c"),
                List.of("a.", "b", "a", ".b"),
                List.of(".", "..", "..", "."),
                List.of("a/..", "b", "a", "b"),
                List.of("a\u200b", "b", "a", "b"),
                List.of("\ufeffa", "b", "a", "b"),
                List.of("\uffff", "b", "\ud800\udc00", "b"),
                List.of("1", "x", "01", "x"),
                List.of("null", "x", "undefined", "x")));
        for (String delimiter :
                List.of("/", "#", "|", ":", "_", "-", ".", "~", "$", "+", ",", ";", "=", "&", "@", " ")) {
            pairs.add(List.of("a" + delimiter + "b", "c", "a", "b" + delimiter + "c"));
        }
        return pairs;
    }

    static List<String> hostileIds() {
        return List.of(
                ".",
                "..",
                "/",
                "//",
                "../../etc",
                "a/b/c",
                "#",
                "%",
                "%00",
                "%2e%2e",
                "_",
                "*",
                "?",
                "|",
                ":",
                "~",
                "$where",
                "$$",
                "a.b.c",
                "{\"$gt\":\"\"}",
                "'; DROP TABLE commits; --",
                "\"quoted\"",
                "back\\slash",
                "{}",
                "[]",
                "null",
                "true",
                "-1",
                "9999999999999999999999",
                "__proto__",
                "aett",
                "commits",
                " leading and trailing ",
                "\u00a0",
                "ключ",
                "鍵",
                "\ud83d\udd11",
                "\u202eright to left",
                "\udbff\udfff",
                "x".repeat(400),
                "\u00e9".repeat(200),
                "\u20ac".repeat(133),
                "\ud83d\ude00".repeat(100));
    }

    static List<String> invalidIds() {
        return List.of(
                "",
                "\u0000",
                "a\u0000b",
                "tab\there",
                "line\nbreak",
                "\u001f",
                "\u007f",
                "\u0085",
                "\u009f",
                "high\ud800",
                "\udc00low",
                "\udc00\ud800",
                "x".repeat(401),
                "\u00e9".repeat(200) + "x",
                "\ud83d\ude00".repeat(100) + "x",
                "x".repeat(100_000));
    }

    /** N2: both streams exist, and neither sees anything of the other. */
    @ParameterizedTest
    @MethodSource("hostilePairs")
    void look_alikes_are_distinct(List<String> pair) {
        Commit one = commit(firstOf(pair.get(0), pair.get(1), noted("one")));
        Commit two = commit(firstOf(pair.get(2), pair.get(3), noted("two")));

        assertThat(read(store(), pair.get(0), pair.get(1))).containsExactly(one);
        assertThat(read(store(), pair.get(2), pair.get(3))).containsExactly(two);
        if (!pair.get(0).equals(pair.get(2))) {
            assertThat(Await.all(store().commits().getAllTo(pair.get(0), Instant.MAX)))
                    .containsExactly(one);
            assertThat(Await.all(store().commits().getAllTo(pair.get(2), Instant.MAX)))
                    .containsExactly(two);
        }
    }

    /** N1: as tenant and as stream, written, read, with a snapshot, and in the global order. */
    @ParameterizedTest
    @MethodSource("hostileIds")
    void any_well_formed_id_works(String id) {
        Commit stored = commit(firstOf(id, id, noted("a")));
        Commit next = commit(after(stored, noted("b")));
        Snapshot snapshot = new Snapshot(id, id, 1, 1, new State("s", 1), Map.of());
        Await.done(store().snapshots().add(snapshot));

        assertThat(read(second(), id, id)).containsExactly(stored, next);
        assertThat(readAll()).containsExactly(stored, next);
        assertThat(Await.value(store().snapshots().get(id, id))).isEqualTo(snapshot);
        assertThat(Await.value(store().commits().head(id, id)).headRevision()).isEqualTo(2);
        Await.done(store().management().purge(id));
        assertThat(read(store(), id, id)).isEmpty();
        assertThat(Await.valueOrNull(store().snapshots().get(id, id))).isNull();
    }

    /** N2: all of them in one store. */
    @Test
    void all_ids_at_once_stay_apart() {
        List<String> ids = hostileIds();
        List<Commit> stored = Await.all(Flux.fromIterable(ids)
                .flatMapSequential(
                        id -> Flux.just(firstOf(id, "s", noted(id)), firstOf("t", id, noted(id)))
                                .flatMapSequential(commit -> store().commits().commit(commit)),
                        16));

        assertThat(stored).hasSize(2 * ids.size());
        assertThat(readAll()).containsExactlyInAnyOrderElementsOf(stored);
        for (int i = 0; i < ids.size(); i++) {
            assertThat(read(store(), ids.get(i), "s")).containsExactly(stored.get(2 * i));
            assertThat(read(store(), "t", ids.get(i))).containsExactly(stored.get(2 * i + 1));
        }
        assertThat(Await.all(store().commits().getAllTo("t", Instant.MAX))).hasSize(ids.size());
    }

    /** N1: from `commit` an {@link InvalidCommitException}, nothing stored. */
    @ParameterizedTest
    @MethodSource("invalidIds")
    void a_commit_with_an_invalid_id_is_refused(String id) {
        Commit stored = commit(first(noted("a")));

        Await.error(InvalidCommitException.class, store().commits().commit(firstOf(id, STREAM, noted("x"))));
        Await.error(InvalidCommitException.class, store().commits().commit(firstOf(TENANT, id, noted("x"))));

        assertThat(readAll()).containsExactly(stored);
    }

    /** N1: from everything else an {@link IllegalArgumentException}, as a signal. */
    @ParameterizedTest
    @MethodSource("invalidIds")
    void everything_else_with_an_invalid_id_is_an_illegal_argument(String id) {
        var commits = store().commits();
        var snapshots = store().snapshots();

        for (Flux<?> read : List.of(
                commits.get(id, STREAM),
                commits.get(TENANT, id),
                commits.get(id, STREAM, 5, 1),
                commits.getTo(id, STREAM, STAMP),
                commits.getTo(TENANT, id, Instant.MIN),
                commits.getAllTo(id, STAMP),
                commits.getAllTo(id, Instant.MIN),
                commits.head(id, STREAM).flux(),
                commits.head(TENANT, id).flux(),
                commits.find(id, STREAM, UUID.randomUUID()).flux(),
                commits.find(TENANT, id, UUID.randomUUID()).flux(),
                snapshots.get(id, STREAM, 1).flux(),
                snapshots.get(TENANT, id, -1).flux(),
                snapshots.trim(id, STREAM, 1).flux(),
                snapshots.trim(TENANT, id, 1).flux(),
                snapshots
                        .add(new Snapshot(id, STREAM, 1, 1, new State("s", 1), Map.of()))
                        .flux(),
                snapshots
                        .add(new Snapshot(TENANT, id, 1, 1, new State("s", 1), Map.of()))
                        .flux(),
                store().management().purge(id).flux())) {
            Await.error(IllegalArgumentException.class, read);
        }
    }

    /** N2. */
    @Test
    void a_tenant_never_sees_one_whose_name_begins_with_its_own() {
        List<String> tenants = List.of("a", "ab", "abc", "a/", "a/b", "a#", "a%", "a_", "a\uffff", "A");
        List<Commit> stored = new ArrayList<>();
        for (String tenant : tenants) {
            stored.add(commit(firstOf(tenant, STREAM, noted(tenant))));
            Await.done(store().snapshots().add(new Snapshot(tenant, STREAM, 1, 1, new State(tenant, 1), Map.of())));
        }
        for (int i = 0; i < tenants.size(); i++) {
            assertThat(Await.all(store().commits().getAllTo(tenants.get(i), Instant.MAX)))
                    .containsExactly(stored.get(i));
        }

        Await.done(store().management().purge("a"));

        assertThat(readAll()).isEqualTo(stored.subList(1, stored.size()));
        assertThat(Await.valueOrNull(store().snapshots().get("a", STREAM))).isNull();
        for (String tenant : tenants.subList(1, tenants.size())) {
            assertThat(Await.value(store().snapshots().get(tenant, STREAM)).payload())
                    .isEqualTo(new State(tenant, 1));
        }
    }

    /** N2. */
    @Test
    void a_stream_never_sees_one_whose_name_begins_with_its_own() {
        Commit one = commit(firstOf(TENANT, "1", noted("one")));
        Commit eleven = commit(firstOf(TENANT, "11", noted("eleven")));
        Commit next = commit(after(one, noted("next")));

        assertThat(read(store(), TENANT, "1")).containsExactly(one, next);
        assertThat(read(store(), TENANT, "11")).containsExactly(eleven);
        assertThat(Await.value(store().commits().head(TENANT, "11")).headSequence())
                .isEqualTo(1);
    }
}
