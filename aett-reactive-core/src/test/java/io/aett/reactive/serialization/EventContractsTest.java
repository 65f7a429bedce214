package io.aett.reactive.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventContractsTest {

    enum Unit {
        PIECE,
        BOX
    }

    record Id(@JsonValue String text) {}

    record Money(long cents, String currency) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Card.class, name = "card"),
        @JsonSubTypes.Type(value = Cash.class, name = "cash")
    })
    sealed interface Means permits Card, Cash {}

    record Card(Id number) implements Means {}

    record Cash() implements Means {}

    @Topic("card")
    record Paid(Card card, Cash cash) {}

    @Topic("means")
    record Given(Means means, Card card, Means again, List<Rest> rest) {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.CLASS, property = "c")
    static class Rest {
        private final int a = 1;
    }

    record Part(String name, List<Part> parts) {}

    @Topic("everything")
    record Everything(
            Id id,
            Instant at,
            List<Line> lines,
            Map<Unit, Money> totals,
            Means means,
            Optional<String> note,
            Part part,
            @JsonProperty("odd name") int odd) {}

    record Line(String article, int count, Money price) {}

    @Topic("nothing to tell")
    record Nothing() {}

    @Topic("opened")
    record Opened(String owner) {}

    @Topic("opened")
    record OpenedByTwo(String first, String last) {}

    @Topic(value = "opened", version = 2)
    record OpenedByTwoNow(String first, String last) {}

    @Topic("begun")
    record Begun(String owner) {}

    @Topic(value = "begun", version = 2)
    record BegunByTwo(String first, String last) {}

    @Topic(value = "closed", version = 3)
    record Closed() {}

    private static final Upcaster TWO_NAMES = Upcaster.of("opened", 1, event -> event);

    @TempDir
    private Path directory;

    @AfterEach
    void as_it_was() {
        System.clearProperty(EventContracts.PROPERTY);
    }

    private Path lock() {
        return directory.resolve("events.lock");
    }

    private static JacksonEventSerializer serializer(TopicMap topics, Upcaster... upcasters) {
        return JacksonEventSerializer.builder(topics).upcasters(upcasters).build();
    }

    private static JacksonEventSerializer serializer(Class<?> type, Upcaster... upcasters) {
        return serializer(TopicMap.create().register(type), upcasters);
    }

    private void update(JacksonEventSerializer serializer) {
        EventContracts.verify(serializer, lock(), true);
    }

    private String refused(JacksonEventSerializer serializer) {
        try {
            EventContracts.verify(serializer, lock(), false);
            return "verified";
        } catch (AssertionError e) {
            return e.getMessage();
        }
    }

    private void refusedInBothWays(JacksonEventSerializer serializer, String... told) throws IOException {
        String before = Files.readString(lock());
        assertThat(refused(serializer)).contains(told);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> update(serializer))
                .withMessageContainingAll(told);
        assertThat(Files.readString(lock())).isEqualTo(before);
    }

    /** Written out: it must be the same on every machine. */
    @Test
    void the_file_is_exactly_this() throws IOException {
        update(serializer(TopicMap.create().register(Nothing.class, Opened.class, Everything.class)));

        assertThat(Files.readString(lock())).isEqualTo("""
                        # Topics, versions and shapes of what this program stores and has stored. Written by EventContracts.verify with
                        # -Daett.events.lock=update, which adds to it and changes nothing. Keep it in version control.

                        everything 1
                          at: java.time.Instant
                          id: String
                          lines[].article: String
                          lines[].count: int
                          lines[].price.cents: long
                          lines[].price.currency: String
                          means: one of several, by NAME in PROPERTY @type
                          means<card>.number: as id
                          means<cash>: no properties
                          note?: String
                          "odd name": int
                          part.name: String
                          part.parts[]: as part
                          totals{enum["BOX", "PIECE"]}: as lines[].price

                        "nothing to tell" 1
                          $: no properties

                        opened 1
                          owner: String
                        """);
        assertThat(refused(serializer(TopicMap.create().register(Everything.class, Nothing.class, Opened.class))))
                .isEqualTo("verified");
    }

    @Test
    void subtypes_are_told_with_the_type_that_has_them() throws IOException {
        update(serializer(TopicMap.create().register(Paid.class, Given.class)));

        assertThat(Files.readString(lock())).endsWith("""

                        card 1
                          card: named by NAME in PROPERTY @type
                          card.number: String
                          cash: named by NAME in PROPERTY @type

                        means 1
                          again: one of several, by NAME in PROPERTY @type
                          again<card>.number: String
                          again<cash>: no properties
                          card: as again<card>
                          means: as again
                          rest[]: one of several, by CLASS in PROPERTY c
                          rest[].a: int
                        """);
    }

    @Test
    void a_file_that_is_not_there_is_an_error_and_is_not_written() {
        assertThat(refused(serializer(Opened.class))).contains("events.lock is not there", "-Daett.events.lock=update");
        assertThat(lock()).doesNotExist();
    }

    @Test
    void the_system_property_is_what_updates() {
        TopicMap topics = TopicMap.create().register(Opened.class);
        assertThatThrownBy(() -> EventContracts.verify(topics, lock())).isInstanceOf(AssertionError.class);

        System.setProperty(EventContracts.PROPERTY, "update");
        EventContracts.verify(topics, lock());
        System.clearProperty(EventContracts.PROPERTY);
        EventContracts.verify(topics, lock());
        topics.register(Nothing.class);
        assertThatThrownBy(() -> EventContracts.verify(topics, lock())).isInstanceOf(AssertionError.class);
    }

    @Test
    void a_new_topic_has_to_be_added() {
        update(serializer(Opened.class));
        JacksonEventSerializer more = serializer(TopicMap.create().register(Opened.class, Nothing.class));

        assertThat(refused(more))
                .contains("topic nothing to tell, version 1 is not in the file", "-Daett.events.lock=update")
                .doesNotContain("opened");
        update(more);
        assertThat(refused(more)).isEqualTo("verified");
    }

    @Test
    void another_shape_of_the_same_version_is_told_line_by_line() throws IOException {
        update(serializer(Opened.class));

        refusedInBothWays(
                serializer(OpenedByTwo.class),
                "topic opened, version 1 has another shape in " + OpenedByTwo.class.getName(),
                "\n  - owner: String\n  + first: String\n  + last: String\n",
                "version of its @Topic to 2",
                "Upcaster.of(\"opened\", 1");
    }

    @Test
    void a_new_version_with_an_upcaster_is_added_and_the_old_one_stays() throws IOException {
        update(serializer(Opened.class));
        JacksonEventSerializer now = serializer(OpenedByTwoNow.class, TWO_NAMES);

        assertThat(refused(now)).contains("topic opened, version 2 is not in the file");
        update(now);

        assertThat(refused(now)).isEqualTo("verified");
        assertThat(Files.readString(lock()))
                .endsWith("\n\nopened 1\n  owner: String\n\nopened 2\n  first: String\n  last: String\n");
        refusedInBothWays(serializer(Opened.class), "topic opened, version 2 cannot be read", "the version went down");
    }

    @Test
    void a_topic_that_is_not_known_any_more_is_told_with_what_helps() throws IOException {
        update(serializer(Opened.class));

        refusedInBothWays(
                serializer(Nothing.class),
                "topic opened, version 1 is not known any more",
                "topicMap.add(\"opened\", type)",
                "take it out of the file");
    }

    @Test
    void an_alias_keeps_what_was_stored_under_it() throws IOException {
        update(serializer(Opened.class));
        TopicMap renamed = TopicMap.create().register(Begun.class).add("opened", Begun.class);

        update(serializer(renamed));
        assertThat(refused(serializer(renamed))).isEqualTo("verified");
        refusedInBothWays(
                serializer(TopicMap.create().register(Begun.class).add("opened", OpenedByTwo.class)),
                "topic opened, version 1 has another shape");

        TopicMap next = TopicMap.create().register(BegunByTwo.class).add("opened", BegunByTwo.class);
        update(serializer(next, Upcaster.of("begun", 1, event -> event)));
        assertThat(Files.readString(lock()))
                .contains("\nbegun 1\n", "\nbegun 2\n", "\nopened 1\n")
                .doesNotContain("opened 2");
    }

    @Test
    void an_upcaster_to_another_topic_keeps_what_was_stored() {
        update(serializer(Opened.class));
        JacksonEventSerializer renamed = serializer(BegunByTwo.class, TWO_NAMES.to("begun"));

        update(renamed);
        assertThat(refused(renamed)).isEqualTo("verified");
    }

    @Test
    void a_way_that_is_missing_is_told() throws IOException {
        update(serializer(Opened.class));
        TopicMap late = TopicMap.create();
        JacksonEventSerializer unchecked = serializer(late);
        late.register(OpenedByTwoNow.class);

        refusedInBothWays(
                unchecked,
                "topic opened, version 1 cannot be read",
                "no upcaster leads from version 1 to 2 of topic opened");
    }

    @Test
    void all_that_does_not_fit_is_told_at_once() {
        update(serializer(TopicMap.create().register(Opened.class, Begun.class)));

        assertThat(refused(serializer(TopicMap.create().register(OpenedByTwo.class, Nothing.class))))
                .contains(
                        "topic begun, version 1 is not known any more",
                        "topic opened, version 1 has another shape",
                        "topic nothing to tell, version 1 is not in the file");
    }

    @Test
    void line_ends_and_order_do_not_matter() throws IOException {
        JacksonEventSerializer serializer = serializer(TopicMap.create().register(Nothing.class, OpenedByTwo.class));
        Files.writeString(
                lock(),
                "# mine\r\nopened 1\r\n  last: String\r\n  first: String\r\n\r\n\"nothing to tell\" 1\r\n  $: no properties");

        assertThat(refused(serializer)).isEqualTo("verified");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<<<<<<< HEAD",
                "  owner: String",
                "opened",
                "opened 0",
                "opened one",
                "\"opened 1",
                "\"opened\\x\" 1",
                "opened 1\n  owner: String\nopened 1",
            })
    void a_file_that_is_none_is_told_by_its_line(String text) throws IOException {
        Files.writeString(lock(), "\n" + text + "\n");

        assertThat(refused(serializer(Opened.class))).contains("events.lock, line ", "version control");
    }

    @Test
    void a_file_that_cannot_be_read_is_no_failure_of_the_check() throws IOException {
        Files.createDirectory(lock());

        assertThatThrownBy(() -> EventContracts.verify(serializer(Opened.class), lock(), false))
                .isInstanceOf(UncheckedIOException.class);
    }
}
