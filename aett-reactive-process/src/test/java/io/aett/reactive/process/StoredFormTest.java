package io.aett.reactive.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** What is stored, and read by other versions: ids, reminders, the commits of timers that were due. */
class StoredFormTest {

    private static final UUID COMMIT = UUID.fromString("00112233-4455-6677-8899-aabbccddeeff");
    private static final Instant DUE = Instant.parse("2024-05-06T07:08:09.123456789Z");

    private static final Commit SET = Commit.builder()
            .tenantId("tenant")
            .streamId("order-7")
            .commitId(COMMIT)
            .streamRevision(1)
            .commitSequence(1)
            .event("set")
            .build();

    private final KeptStates states = new KeptStates();
    private final DueTimers timers = new DueTimers(states, "relay");

    private static PendingTimer timer(String name, Instant due) {
        return new PendingTimer("tenant", "order-7", name, due, COMMIT, 3);
    }

    /** Those of RFC 9562's version 5, by other means. */
    @Test
    void derived_ids_are_the_same_for_ever() {
        assertThat(Ids.ofTransition(SET, 0, "saga-7")).hasToString("45a18c1b-969f-51a3-ab97-f909464d6be8");
        assertThat(Ids.ofTransition(SET, 1, "saga-7")).hasToString("8be8429e-065c-58d7-af50-5ad95fd96e87");
        assertThat(Ids.ofCommand(SET, 0)).hasToString("6409f2cb-856a-580d-aee6-b4dfc4549772");
        assertThat(Ids.ofCommand(SET, 12)).hasToString("644f4cef-3d59-5a5b-b479-8e793e485ef8");
        assertThat(Ids.ofTimer(timer("deadline", DUE))).hasToString("43e78b97-65a3-5d90-acc1-4f72edac84e8");
        assertThat(Ids.ofTimer(timer("", DUE))).hasToString("c771d93c-36fd-55aa-9f3e-b5deee876594");
    }

    @Test
    void a_reminder_is_a_state_of_this_space_key_and_value() {
        timers.add(timer("deadline", DUE)).as(StepVerifier::create).verifyComplete();

        List<StateEntry> entries = all(states.scan("aett.timers/relay", ""));
        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.key()).isEqualTo("80000000663881d9075bcd15/43e78b97-65a3-5d90-acc1-4f72edac84e8");
            assertThat(new String(entry.value(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"tenant\":\"tenant\",\"saga\":\"order-7\",\"name\":\"deadline\","
                            + "\"due\":\"2024-05-06T07:08:09.123456789Z\","
                            + "\"commit\":\"00112233-4455-6677-8899-aabbccddeeff\",\"revision\":3}");
        });
    }

    @Test
    void a_reminder_of_a_later_version_is_read_and_one_that_means_nothing_is_an_error() {
        byte[] later =
                ("{\"revision\":3,\"later\":[1],\"tenant\":\"tenant\",\"saga\":\"order-7\",\"name\":\"deadline\","
                                + "\"due\":\"2024-05-06T07:08:09.123456789Z\",\"commit\":\"00112233-4455-6677-8899-aabbccddeeff\"}")
                        .getBytes(StandardCharsets.UTF_8);
        states.create("aett.timers/relay", "a", later)
                .as(StepVerifier::create)
                .expectNextCount(1)
                .verifyComplete();
        states.create("aett.timers/relay", "b", new byte[] {'?'})
                .as(StepVerifier::create)
                .expectNextCount(1)
                .verifyComplete();

        timers.all()
                .as(StepVerifier::create)
                .expectNext(timer("deadline", DUE))
                .expectErrorSatisfies(error ->
                        assertThat(error).isInstanceOf(StorageException.class).hasMessageContaining("timer"))
                .verify();
    }

    /** Whatever somebody wrote there by hand. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"tenant\":null,\"saga\":\"s\",\"name\":\"n\",\"due\":\"2024-05-06T07:08:09Z\",\"commit\":\"00112233-4455-6677-8899-aabbccddeeff\"}",
                "{\"tenant\":\"t\",\"saga\":\"s\",\"name\":\"n\",\"due\":\"soon\",\"commit\":\"00112233-4455-6677-8899-aabbccddeeff\"}",
                "{\"tenant\":\"t\",\"saga\":\"s\",\"name\":\"n\",\"due\":\"2024-05-06T07:08:09Z\",\"commit\":\"none\"}",
                "{\"tenant\":\"t\",\"saga\":\"s\",\"name\":\"n\",\"due\":\"2024-05-06T07:08:09Z\"}",
                "{\"revision\":\"many\"}",
                "{\"a\":[[[[[[[[",
            })
    void a_reminder_that_means_nothing_is_an_error_of_the_store(String value) {
        StateEntry entry = new StateEntry("aett.timers/relay", "k", value.getBytes(StandardCharsets.UTF_8), "v");

        assertThatThrownBy(() -> DueTimers.timer(entry))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("the state k of a timer cannot be read");
    }

    @Test
    void a_reminder_is_there_once_and_goes_by_what_it_says() {
        for (int i = 0; i < 2; i++) {
            timers.add(timer("a", DUE)).as(StepVerifier::create).verifyComplete();
        }
        timers.add(timer("b", DUE)).as(StepVerifier::create).verifyComplete();
        assertThat(all(timers.all())).hasSize(2);

        timers.remove(timer("a", DUE)).as(StepVerifier::create).verifyComplete();
        timers.remove(timer("never", DUE)).as(StepVerifier::create).verifyComplete();
        assertThat(all(timers.all())).containsExactly(timer("b", DUE));
        assertThat(all(new DueTimers(states, "other").all())).isEmpty();
    }

    /** As far as an instant goes, with all that is around the places where a text might turn. */
    @Test
    void reminders_are_in_the_order_of_time() {
        List<Instant> moments = new ArrayList<>(List.of(
                Instant.MIN,
                Instant.MIN.plusNanos(1),
                Instant.ofEpochSecond(-(1L << 32), 999_999_999),
                Instant.ofEpochSecond(-2, 0),
                Instant.ofEpochSecond(-1, 0),
                Instant.ofEpochSecond(-1, 1),
                Instant.ofEpochSecond(-1, 999_999_999),
                Instant.EPOCH,
                Instant.ofEpochSecond(0, 1),
                Instant.ofEpochSecond(0, 15),
                Instant.ofEpochSecond(0, 16),
                Instant.ofEpochSecond(0, 999_999_999),
                Instant.ofEpochSecond(1),
                Instant.ofEpochSecond(Integer.MAX_VALUE),
                Instant.ofEpochSecond(Integer.MAX_VALUE + 1L),
                Instant.ofEpochSecond(1L << 32),
                Instant.MAX.minusNanos(1),
                Instant.MAX));
        List<Instant> shuffled = new ArrayList<>(moments);
        Collections.shuffle(shuffled, new Random(7));
        for (Instant moment : shuffled) {
            timers.add(timer("deadline", moment)).as(StepVerifier::create).verifyComplete();
        }

        assertThat(all(timers.all().map(PendingTimer::due))).isEqualTo(moments);
        for (int due = 0; due < moments.size(); due++) {
            Flux<Instant> found = timers.at(moments.get(due))
                    .map(entry -> DueTimers.timer(entry).due());
            assertThat(all(found)).isEqualTo(moments.subList(0, due + 1));
        }
        assertThat(all(states.scan("aett.timers/relay", "")))
                .allMatch(entry -> entry.key().length() == 24 + 1 + 36);
    }

    private static Commit setBy(String due) {
        EventMessage command = new EventMessage("pay", Map.of("Due", due, "own", 1));
        return Commit.builder()
                .tenantId("tenant")
                .streamId("order-7")
                .streamRevision(3)
                .commitSequence(2)
                .commitId(COMMIT)
                .commitStamp(DUE)
                .event("event")
                .header("ScheduledMessage.deadline", command)
                .header("ScheduledMessage.other", new EventMessage("other", Map.of("Due", due)))
                .build();
    }

    @Test
    void that_a_timer_was_due_is_the_only_commit_of_its_stream() {
        Commit fired = FiredTimer.commit(timer("deadline", DUE), setBy(DUE.toString()), DUE.plusSeconds(1));

        assertThat(fired.tenantId()).isEqualTo("tenant");
        assertThat(fired.streamId()).isEqualTo("timer-43e78b97-65a3-5d90-acc1-4f72edac84e8");
        assertThat(fired.commitId()).hasToString("43e78b97-65a3-5d90-acc1-4f72edac84e8");
        assertThat(fired.commitSequence()).isEqualTo(1);
        assertThat(fired.firstRevision()).isEqualTo(1);
        assertThat(fired.streamRevision()).isEqualTo(1);
        assertThat(fired.commitStamp()).isEqualTo(DUE.plusSeconds(1));
        assertThat(fired.headers())
                .containsEntry("FiredTimer", Map.of("saga", "order-7", "name", "deadline", "due", DUE.toString()))
                .containsOnlyKeys("FiredTimer", "CorrelationId", "CausationId");
        assertThat(fired.events()).containsExactly(new EventMessage("pay", Map.of("Due", DUE.toString(), "own", 1)));
        assertThat(FiredTimer.of(fired))
                .contains(new FiredTimer("order-7", DUE, fired.events().get(0)));
        assertThat(FiredTimer.of(setBy(DUE.toString()))).isEmpty();
    }

    static List<Object> nonsense() {
        return List.of(
                "text",
                Map.of("saga", "order-7", "name", "deadline"),
                Map.of("saga", 7, "name", "deadline", "due", DUE.toString()),
                Map.of("saga", "order-7", "name", "deadline", "due", "soon"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void a_header_that_names_no_timer_is_damage(Object header) {
        Commit damaged = FiredTimer.commit(timer("deadline", DUE), setBy(DUE.toString()), DUE).toBuilder()
                .header("FiredTimer", header)
                .build();

        assertThatThrownBy(() -> FiredTimer.of(damaged))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("FiredTimer");
    }

    private static <T> List<T> all(Flux<T> flux) {
        List<T> values = new ArrayList<>();
        flux.as(StepVerifier::create)
                .recordWith(() -> values)
                .thenConsumeWhile(value -> true)
                .verifyComplete();
        return List.copyOf(values);
    }
}
