package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.TopicMap;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.events.RandomJson;
import io.aett.reactive.testkit.events.TestEvents.Colour;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Document;
import io.aett.reactive.testkit.events.TestEvents.Everything;
import io.aett.reactive.testkit.events.TestEvents.Mutable;
import io.aett.reactive.testkit.events.TestEvents.Noted;
import io.aett.reactive.testkit.events.TestEvents.Shape;
import io.aett.reactive.testkit.events.TestEvents.Unregistered;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Seeded;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** What is written comes back: W6, W10 and W12. */
public abstract class SerializationContract extends EventFormContract {

    /** What the first version of a class looked like. */
    record Before(String text) {}

    /** And the second. */
    record After(String text, int added, @Nullable String alsoAdded) {}

    private static Everything everything() {
        return new Everything(
                true,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -0.1,
                new BigInteger("123456789012345678901234567890"),
                new BigDecimal("12345678901234567890.123456789"),
                new UUID(1, 2),
                Instant.parse("2024-02-29T12:34:56.123456789Z"),
                LocalDate.of(2024, 2, 29),
                Duration.ofNanos(1234567890123L),
                Colour.GREEN,
                Optional.of("present"),
                List.of(new Counted(1), new Counted(2)),
                Map.of("k", new Counted(3)),
                new Shape("square", List.of(1L, 2L)),
                null);
    }

    /** Values that a header may hold, which come back as they are. */
    static List<Object> headerValues() {
        return List.of(
                "",
                "text",
                " \t\r\n\u0000\u0001\u001f\u007f\"\\/",
                "\u00e9\u20ac\ud83d\udd11\uffff\u2028",
                true,
                false,
                0,
                -1,
                Integer.MAX_VALUE,
                Long.MIN_VALUE,
                1L << 40,
                new BigInteger("9".repeat(50)),
                0.5,
                1e300,
                -1e-300,
                List.of(),
                List.of(1, "two", List.of(3.5), Map.of("four", true)),
                Map.of(),
                Map.of("", "empty name", "a.b", 1, "$c", List.of()),
                EventMessage.of(noted("message")),
                new EventMessage(new Counted(1), Map.of("inner", EventMessage.of(new Counted(2)))));
    }

    /** What no header may hold. */
    static List<Object> refusedHeaderValues() {
        return List.of(
                Double.NaN,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Float.NaN,
                List.of(Double.NaN),
                Map.of("x", Double.NEGATIVE_INFINITY),
                Locale.ROOT,
                Instant.EPOCH,
                new UUID(1, 2),
                new Object(),
                Set.of("a"),
                new int[] {1},
                'c',
                Optional.of("x"),
                new Counted(1),
                List.of(EventMessage.of(new Counted(1))),
                Map.of("m", EventMessage.of(new Counted(1))),
                Map.of(1, "a number for a name"),
                EventMessage.of(new Unregistered("x")),
                EventMessage.of(new Object()));
    }

    /** W6. */
    @Test
    void values_of_all_kinds_come_back() {
        roundTrip(first(everything(), new Shape("", List.of()), everything()));
    }

    /** W6: as snapshots too. */
    @Test
    void snapshot_payloads_of_all_kinds_come_back() {
        Snapshot snapshot = new Snapshot(TENANT, STREAM, 1, 1, everything(), Map.of("h", "\u0000\"\u20ac"));
        Await.done(store().snapshots().add(snapshot));

        assertThat(Await.value(second().snapshots().get(TENANT, STREAM))).isEqualTo(snapshot);
    }

    /** W6: nothing but the type that the topic names. */
    @Test
    void untyped_content_comes_back_as_jackson_reads_it() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("null", null);
        content.put("small", 7L);
        content.put("large", 1L << 40);
        content.put("float", 1.5f);
        content.put("list", Arrays.asList(1, null, "three"));

        Commit stored = commit(first(new Document(content)));

        Map<String, Object> expected = new LinkedHashMap<>(content);
        expected.put("small", 7);
        expected.put("float", 1.5);
        assertThat(stored.events().get(0).body()).isEqualTo(new Document(expected));
        assertThat(read()).containsExactly(stored);
    }

    /** W12: on the commit, and on an event. */
    @ParameterizedTest
    @MethodSource("headerValues")
    void header_values_come_back(Object value) {
        roundTrip(builder(
                        TENANT,
                        STREAM,
                        1,
                        2,
                        new EventMessage(noted("a"), Map.of("value", value)),
                        new EventMessage(noted("b"), Map.of("value", value, "other", 1)))
                .header("value", value)
                .header("", "of no name")
                .build());
    }

    /** W12. */
    @Test
    void a_null_header_comes_back() {
        Commit stored = commit(builder(TENANT, STREAM, 1, 1, noted("a"))
                .header("nothing", null)
                .header("list", Arrays.asList(1, null))
                .build());

        assertThat(stored.headers()).containsEntry("nothing", null).hasSize(2);
        assertThat(stored.headers().get("list")).isEqualTo(Arrays.asList(1, null));
        assertThat(read()).containsExactly(stored);
    }

    /** W6: numbers are the same from `commit` and from every read. */
    @Test
    void header_numbers_come_back_as_jackson_reads_them() {
        Commit stored = commit(builder(TENANT, STREAM, 1, 1, noted("a"))
                .header("small", 5L)
                .header("short", (short) 6)
                .header("float", 0.1f)
                .header("decimal", new BigDecimal("2.50"))
                .build());

        assertThat(stored.headers())
                .containsEntry("small", 5)
                .containsEntry("short", 6)
                .containsEntry("float", 0.1)
                .containsEntry("decimal", 2.5);
        assertThat(read()).containsExactly(stored);
    }

    /** W12: on the commit, and on an event. */
    @ParameterizedTest
    @MethodSource("refusedHeaderValues")
    void header_values_that_are_not_json_are_refused(Object value) {
        Await.error(
                InvalidCommitException.class,
                store().commits()
                        .commit(builder(TENANT, STREAM, 1, 1, noted("a"))
                                .header("value", value)
                                .build()));
        Await.error(
                InvalidCommitException.class,
                store().commits().commit(first(new EventMessage(noted("a"), Map.of("value", value)))));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        Commit stored = commit(first(noted("b")));
        assertThat(read()).containsExactly(stored);
    }

    /** W6. */
    @Test
    void headers_and_events_keep_their_order() {
        Commit.Builder given = builder(TENANT, STREAM, 1, 3, noted("c"), noted("a"), noted("b"));
        List<String> names = List.of("z", "a", "m", "0", "B", "b");
        names.forEach(name -> given.header(name, name));

        Commit stored = commit(given.build());

        assertThat(stored.headers().keySet()).containsExactlyElementsOf(names);
        assertThat(read().get(0).headers().keySet()).containsExactlyElementsOf(names);
        assertThat(read().get(0).events())
                .extracting(EventMessage::body)
                .containsExactly(noted("c"), noted("a"), noted("b"));
    }

    /** W10. */
    @Test
    void what_changes_after_subscription_changes_nothing_stored() {
        Mutable event = new Mutable();
        event.setText("before");
        Map<String, Object> headers = new HashMap<>(Map.of("h", "before"));
        Commit given = builder(TENANT, STREAM, 1, 1, event).headers(headers).build();

        Commit stored = commit(given);
        event.setText("after");
        headers.put("h", "after");

        Mutable found = (Mutable) read().get(0).events().get(0).body();
        assertThat(found.getText()).isEqualTo("before");
        assertThat(((Mutable) stored.events().get(0).body()).getText()).isEqualTo("before");
        assertThat(stored.headers()).containsEntry("h", "before");
    }

    /** W10: and nothing that was given is changed. */
    @Test
    void what_was_given_is_not_changed() {
        Mutable event = new Mutable();
        event.setText("mine");
        Commit given = builder(TENANT, STREAM, 1, 1, event)
                .commitStamp(STAMP.plusNanos(1))
                .header("number", 5L)
                .build();

        Commit stored = commit(given);

        assertThat(given.checkpointToken()).isZero();
        assertThat(given.commitStamp()).isEqualTo(STAMP.plusNanos(1));
        assertThat(given.headers()).containsEntry("number", 5L);
        assertThat(given.events().get(0).body()).isSameAs(event);
        assertThat(event.getText()).isEqualTo("mine");
        assertThat(stored.commitStamp()).isEqualTo(STAMP);
        assertThat(ids(read())).containsExactly(given.commitId());
    }

    /** W8: encoding happens within each subscription. */
    @Test
    void each_subscription_takes_the_events_as_they_are_then() {
        Mutable event = new Mutable();
        event.setText("when assembled");
        Mono<Commit> attempt = store().commits().commit(first(event));
        event.setText("when subscribed");

        Await.value(attempt);

        assertThat(((Mutable) read().get(0).events().get(0).body()).getText()).isEqualTo("when subscribed");
    }

    /** The first topic of a class is written, all are read. */
    @Test
    void a_class_of_several_topics_is_read_by_each() {
        EventStore old =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("old.name", Noted.class)));
        Commit one = commit(old, first(noted("a")));
        EventStore renamed = second(FixtureOptions.defaults()
                .withTopics(TopicMap.create().add("new.name", Noted.class).add("old.name", Noted.class)));
        Commit two = commit(renamed, after(one, noted("b")));

        assertThat(read(renamed, TENANT, STREAM)).containsExactly(one, two);
        assertThat(Await.all(old.commits().get(TENANT, STREAM, 1, 1))).containsExactly(one);
        Await.error(io.aett.reactive.UnknownTopicException.class, old.commits().get(TENANT, STREAM));
    }

    /** Older and newer classes than the events are read. */
    @Test
    void events_outlive_changes_of_their_class() {
        EventStore before =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("evolved", Before.class)));
        EventStore after =
                second(FixtureOptions.defaults().withTopics(TopicMap.create().add("evolved", After.class)));
        Commit one = commit(before, first(new Before("one")));
        Commit two = commit(after, after(one, new After("two", 2, "more")));

        assertThat(two.commitSequence()).isEqualTo(2);
        assertThat(read(after, TENANT, STREAM))
                .extracting(commit -> commit.events().get(0).body())
                .containsExactly(new After("one", 0, null), new After("two", 2, "more"));
        assertThat(read(before, TENANT, STREAM))
                .extracting(commit -> commit.events().get(0).body())
                .containsExactly(new Before("one"), new Before("two"));
    }

    /** W6: lengths around every power of two, where buffers end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 4_095, 4_096, 8_192, 16_384, 65_535, 65_536, 100_000})
    void texts_of_every_length_come_back(int length) {
        roundTrip(
                first(new Noted("\u20ac".repeat(length / 3) + "x".repeat(length % 3)), new Noted("x".repeat(length))));
    }

    /** W6: documents of the seeded generator, in commits of many sizes. */
    @Test
    void random_documents_come_back() {
        Seeded.run(random -> {
            List<Commit> stored = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Object[] events = new Object[1 + random.nextInt(4)];
                Arrays.setAll(events, e -> new Document(RandomJson.object(random, 4)));
                Commit given = stored.isEmpty() ? first(events) : after(stored.get(i - 1), events);
                given = given.toBuilder().headers(RandomJson.object(random, 3)).build();
                Commit kept = commit(given);
                assertThat(kept.events()).isEqualTo(given.events());
                assertThat(kept.headers()).isEqualTo(given.headers());
                stored.add(kept);
            }
            assertThat(read(second(), TENANT, STREAM)).isEqualTo(stored);
            assertThat(readAll()).isEqualTo(stored);
        });
    }

    /** Bytes of identical events are equal whatever store instance wrote them: nothing depends on a process. */
    @Test
    void two_instances_read_what_the_other_wrote() {
        EventStore other = second();
        Commit one = commit(first(everything()));
        Commit two = commit(other, after(one, everything()));
        Commit three = commit(after(two, new Document(Map.of("a", List.of(1, 2)))));

        assertThat(read(other, TENANT, STREAM)).containsExactly(one, two, three);
        assertThat(read()).containsExactly(one, two, three);
        assertThat(one.events()).isEqualTo(two.events());
        assertThat(one.commitId()).isNotEqualTo(new UUID(0, 0));
    }
}
