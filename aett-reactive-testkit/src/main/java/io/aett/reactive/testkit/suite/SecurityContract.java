package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.MARKER;
import static io.aett.reactive.testkit.events.TestEvents.noted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.UnknownTopicException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.events.TestEvents.Document;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.events.TestEvents.Unregistered;
import io.aett.reactive.testkit.events.TestEvents.WriteOnly;
import io.aett.reactive.testkit.support.Await;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hostile input, hostile stored data, and what messages and logs may tell. Hostile ids are in {@link IdContract}. */
public abstract class SecurityContract extends ContractSuite<EventStoreFixture> {

    private static final AtomicBoolean LOADED = new AtomicBoolean();

    /** Notices when somebody loads it. */
    static final class Trap {
        static {
            LOADED.set(true);
        }

        /** What a careless deserializer calls. */
        public Trap() {}
    }

    private static String trap() {
        return SecurityContract.class.getName() + "$Trap";
    }

    static List<String> hostileTexts() {
        return List.of(
                "\u0000",
                "a\u0000b",
                "\r\nX-Injected: yes\r\n\r\n",
                "'; DROP TABLE commits; --",
                "$1 $2 ? :name @p",
                "\\'; --",
                "\\u0000 \\x00 \\",
                "\",\"topic\":\"testkit.counted\",\"x\":\"",
                "\"}]}{\"v\":1,\"events\":[]}",
                "{\"$where\":\"sleep(1000)\"}",
                "$set",
                "a.b.$.c",
                "__proto__",
                "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><x>&e;</x>",
                "<script>alert(1)</script>",
                "${jndi:ldap://localhost/a}",
                "#{T(java.lang.Runtime)}",
                "%s%n%x%d{}",
                "../../../../etc/passwd",
                "\u202e\u200b\ufeff",
                "\ufffe\uffff\udbff\udfff",
                "\u001b[2J\u001b]0;title\u0007",
                "=cmd|'/c calc'!A0",
                "\u2028\u2029\u0085",
                "%00%0d%0a+%2e%2e%2f",
                "ZZ==\n\t ",
                "\u00c0\u0080");
    }

    /** Stored payloads that are dangerous to read. */
    static List<String> bombs() {
        return List.of(
                "[".repeat(100_000),
                "{\"a\":".repeat(100_000),
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.document\",\"body\":{\"content\":"
                        + "{\"a\":".repeat(50_000),
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.document\",\"body\":{\"content\":{\"a\":"
                        + "[".repeat(50_000) + "]".repeat(50_000) + "}}}]}",
                "{\"v\":1,\"unknown\":" + "[".repeat(50_000) + "]".repeat(50_000) + ",\"events\":[]}",
                "{\"v\":1,\"headers\":" + "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000) + "}",
                "{\"v\":1,\"headers\":{\"n\":" + "9".repeat(100_000)
                        + "},\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":\"x\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.counted\",\"body\":{\"number\":1e1000000000}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.counted\",\"body\":{\"number\":" + "9".repeat(100_000)
                        + "}}]}",
                "{\"v\":" + "1".repeat(100_000) + "}",
                "{\"v\":1,\"events\":[{\"topic\":\"" + "t".repeat(200_000) + "\",\"body\":{}}]}");
    }

    private void replace(String payload) {
        Await.done(raw().replaceCommit(TENANT, STREAM, 1, payload.getBytes(UTF_8)));
    }

    /** W12: as event text, as name and value of headers, on commit and event, as a name within a value. */
    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hostile_texts_come_back_unchanged(String text) {
        Commit stored = commit(builder(
                        TENANT,
                        STREAM,
                        1,
                        2,
                        new EventMessage(
                                new Noted(text), Map.of(text, text, "message", EventMessage.of(new Noted(text)))),
                        new Document(Map.of(text, List.of(text, Map.of(text, text)))))
                .header(text, text)
                .header("list", List.of(text))
                .build());

        assertThat(stored.events().get(0).body()).isEqualTo(new Noted(text));
        assertThat(stored.headers()).containsEntry(text, text);
        assertThat(read(second(), TENANT, STREAM)).containsExactly(stored);
        assertThat(readAll()).containsExactly(stored);
    }

    /** S2. */
    @ParameterizedTest
    @MethodSource("hostileTexts")
    void hostile_texts_in_snapshots_come_back_unchanged(String text) {
        Snapshot snapshot = new Snapshot(TENANT, STREAM, 1, 1, new State(text, 1), Map.of(text, text));
        Await.done(store().snapshots().add(snapshot));

        assertThat(Await.value(second().snapshots().get(TENANT, STREAM))).isEqualTo(snapshot);
        assertThat(Await.value(raw().snapshots(TENANT))).isEqualTo(1);
    }

    /** A text that is no text is refused, or comes back as it was; it never changes in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"\ud800", "a\udc00b", "\udc00\ud800"})
    void lone_surrogates_are_refused_or_come_back(String text) {
        Commit before = commit(first(noted("a")));
        Mono<Commit> attempt = store().commits().commit(after(before, new Noted(text)));
        Object outcome = Await.value(attempt.<Object>map(commit -> commit)
                .onErrorResume(EventStoreException.class, error -> Mono.<Object>just(error)));

        if (outcome instanceof Commit stored) {
            assertThat(stored.events().get(0).body()).isEqualTo(new Noted(text));
            assertThat(read()).containsExactly(before, stored);
        } else {
            assertThat(outcome).isInstanceOf(io.aett.reactive.InvalidCommitException.class);
            assertThat(read()).containsExactly(before);
        }
    }

    /** R6: a topic is a name in a map, and never the name of a class. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Runtime",
                "java.util.HashMap",
                "javax.script.ScriptEngineManager",
                "io.aett.reactive.testkit.events.TestEvents$Noted",
                "[Ljava.lang.Object;",
                "TRAP"
            })
    void topics_that_name_classes_are_unknown_and_load_nothing(String topic) {
        String name = topic.equals("TRAP") ? trap() : topic;
        commit(first(noted("a")));
        replace("{\"v\":1,\"events\":[{\"topic\":\"" + name + "\",\"body\":{}}]}");

        UnknownTopicException error =
                Await.error(UnknownTopicException.class, store().commits().get(TENANT, STREAM));

        assertThat(error.topic()).isEqualTo(name);
        assertThat(LOADED).isFalse();
    }

    /** Type names within a value are content. */
    @ParameterizedTest
    @ValueSource(strings = {"@class", "@type", "$type", "class", "@c"})
    void type_names_within_values_load_nothing(String property) {
        Document given = new Document(
                Map.of(property, trap(), "inner", Map.of(property, trap()), "list", List.of(trap(), Map.of("x", 1))));
        Commit stored = commit(first(given));

        assertThat(stored.events().get(0).body()).isEqualTo(given);
        assertThat(read()).containsExactly(stored);
        assertThat(LOADED).isFalse();
    }

    /** W12, R6: an error, and neither a stack overflow nor a reader that never ends. */
    @ParameterizedTest
    @MethodSource("bombs")
    void json_bombs_are_malformed_data(String payload) {
        commit(first(noted("a")));
        Commit other = commit(firstOf(TENANT, "other", noted("b")));
        replace(payload);

        for (Flux<Commit> reading : List.of(
                store().commits().get(TENANT, STREAM), store().management().getFrom(0))) {
            MalformedDataException error = Await.error(MalformedDataException.class, reading);
            assertThat(error.commitSequence()).isEqualTo(1);
            assertThat(error.getMessage()).hasSizeLessThan(2_000);
        }
        assertThat(read(store(), TENANT, "other")).containsExactly(other);
    }

    /** A hundred thousand names that collide in careless maps. */
    @Test
    void names_with_equal_hashes_are_read_in_time() {
        Map<String, Object> content = new java.util.HashMap<>();
        for (int i = 0; i < 1 << 13; i++) {
            StringBuilder name = new StringBuilder();
            for (int bit = 0; bit < 13; bit++) {
                name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
            }
            content.put(name.toString(), i);
        }
        Commit stored = commit(builder(TENANT, STREAM, 1, 1, new Document(content))
                .headers(content)
                .build());

        assertThat(stored.headers()).hasSize(1 << 13);
        assertThat(read()).containsExactly(stored);
    }

    private static void tellsNothing(Throwable error) {
        StringWriter all = new StringWriter();
        error.printStackTrace(new PrintWriter(all));
        assertThat(all.toString()).doesNotContain(MARKER).doesNotContain(AlwaysOn.PASSWORD_MARKER);
    }

    private void refusal(EventStore store, Commit attempt) {
        tellsNothing(Await.error(EventStoreException.class, store.commits().commit(attempt)));
    }

    /** No payload in any message, nor in that of any cause. Logs are watched in every test. */
    @Test
    void refusals_do_not_tell_payloads() {
        Commit stored = commit(first(noted("a")));
        commit(after(stored, noted("b")));
        EventStore strict = second(FixtureOptions.defaults().withConflictDetector(ConflictDetector.strict()));

        refusal(store(), stored);
        refusal(store(), first(noted("lost race")));
        refusal(strict, first(noted("conflict")));
        refusal(store(), numbered(TENANT, STREAM, 9, 9, noted("gap")));
        refusal(store(), numbered(TENANT, STREAM, 0, 0, noted("below one")));
        refusal(store(), numbered(TENANT, STREAM, 3, 3, new Unregistered(MARKER)));
        refusal(store(), numbered(TENANT, STREAM, 3, 3, WriteOnly.of(MARKER)));
        refusal(store(), numbered(TENANT, "\u0000", 3, 3, noted("bad id")));
        refusal(
                store(),
                builder(TENANT, STREAM, 3, 3, noted("a"))
                        .header("h", List.of(new Noted(MARKER)))
                        .build());
        refusal(
                store(),
                builder(TENANT, STREAM, 3, 3, noted("a"))
                        .commitStamp(java.time.Instant.MAX)
                        .build());
    }

    /** No payload in any message, nor in that of any cause. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MARKER",
                "{\"MARKER\":",
                "{\"v\":\"MARKER\"}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":MARKER}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":\"MARKER\"}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.noted\",\"body\":{\"text\":[\"MARKER\"]}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.counted\",\"body\":{\"number\":\"MARKER\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.everything\",\"body\":{\"colour\":\"MARKER\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.everything\",\"body\":{\"instant\":\"MARKER\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.everything\",\"body\":{\"id\":\"MARKER\"}}]}",
                "{\"v\":1,\"events\":[{\"topic\":\"testkit.counted\",\"body\":{\"number\":\"MARKER"
            })
    void malformed_data_is_not_told(String payload) {
        commit(first(noted("a")));
        Await.done(store().snapshots().add(new Snapshot(TENANT, STREAM, 1, 1, new State("s", 1), Map.of())));
        byte[] bytes = payload.replace("MARKER", MARKER).getBytes(UTF_8);
        Await.done(raw().replaceCommit(TENANT, STREAM, 1, bytes));
        Await.done(raw().replaceSnapshot(TENANT, STREAM, 1, bytes));

        tellsNothing(Await.error(MalformedDataException.class, store().commits().get(TENANT, STREAM)));
        tellsNothing(
                Await.error(MalformedDataException.class, store().management().getFrom(0)));
        tellsNothing(
                Await.error(MalformedDataException.class, store().snapshots().get(TENANT, STREAM)));
    }

    /** Stores and their parts say what they are and nothing of what they hold. */
    @Test
    void stores_do_not_tell_payloads_or_passwords() {
        Commit stored = commit(first(noted("a")));
        assertThat(read()).containsExactly(stored);
        for (Object part : List.of(store(), store().commits(), store().snapshots(), store().management(), data())) {
            assertThat(part.toString()).doesNotContain(MARKER).doesNotContain(AlwaysOn.PASSWORD_MARKER);
        }
    }
}
