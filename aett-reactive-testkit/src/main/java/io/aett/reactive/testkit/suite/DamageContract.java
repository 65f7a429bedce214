package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.MARKER;
import static io.aett.reactive.testkit.events.TestEvents.noted;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.MalformedDataException;
import io.aett.reactive.Snapshot;
import io.aett.reactive.UnknownTopicException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.check.PayloadReference;
import io.aett.reactive.testkit.check.PayloadReference.Said;
import io.aett.reactive.testkit.events.RandomJson;
import io.aett.reactive.testkit.events.TestEvents.Colour;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Document;
import io.aett.reactive.testkit.events.TestEvents.Everything;
import io.aett.reactive.testkit.events.TestEvents.Measured;
import io.aett.reactive.testkit.events.TestEvents.Shape;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.events.TestEvents.Unit;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Damage;
import io.aett.reactive.testkit.support.Seeded;
import io.aett.reactive.testkit.support.StoredBytes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * Stored payloads that were damaged anyhow: R6. Each read of one ends in {@link MalformedDataException}, or gives exactly what the stored
 * bytes say by the document of the stored form; never another error, no end, or something else.
 */
public abstract class DamageContract extends ContractSuite<EventStoreFixture> {

    private final StoredBytes stored = new StoredBytes();

    private static Everything everything() {
        return new Everything(
                true,
                -7,
                1L << 40,
                0.25,
                BigInteger.TEN.pow(30),
                new BigDecimal("1.50"),
                new UUID(1, 2),
                Instant.parse("2024-05-06T07:08:09.123456Z"),
                LocalDate.of(2024, 5, 6),
                Duration.ofMillis(1500),
                Colour.GREEN,
                Optional.of("\u00e9"),
                List.of(new Counted(1), new Counted(Long.MIN_VALUE)),
                Map.of("a \"quoted\" key", new Counted(3)),
                new Shape("\ud83d\ude00", List.of(1L, 2L)),
                null);
    }

    /** One or two events of any kind, with headers of any kind or without any. */
    private static Commit sample(Random random) {
        List<EventMessage> events = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            Object body = List.of(
                            noted("\u00e4 \u20ac \ud83d\ude00 \"q\" \\ \n"),
                            new Counted(random.nextLong()),
                            everything(),
                            new Measured(Unit.METRE, Map.of(Unit.MINUTE, 60L)),
                            new Document(RandomJson.object(random, 3)))
                    .get(random.nextInt(5));
            events.add(new EventMessage(
                    body, random.nextInt(4) == 0 ? Map.of("by", "ann", "of", EventMessage.of(noted("of"))) : Map.of()));
        }
        Map<String, Object> headers = random.nextBoolean() ? Map.of() : RandomJson.object(random, 3);
        return new Commit(TENANT, STREAM, events.size(), new UUID(3, 4), 1, STAMP, headers, events, 0);
    }

    /** Stored in place of a commit of as many events, whose payload is all that is wrong with it. */
    private Object read(String stream, byte[] payload) {
        Await.done(raw().replaceCommit(TENANT, stream, 1, payload));
        Mono<Object> reading =
                store().commits().get(TENANT, stream).next().cast(Object.class).onErrorResume(Mono::just);
        return Await.value(reading);
    }

    /** A class that says that losing types is meant reads numbers as it likes. */
    private static boolean isInfinite(Commit commit) {
        return commit.events().stream()
                .anyMatch(event ->
                        event.body() instanceof Document && event.toString().contains("Infinity"));
    }

    private static void check(Object outcome, byte[] payload, int events) {
        Optional<Said> said =
                PayloadReference.read(payload).filter(one -> one.events().size() == events);
        if (outcome instanceof Commit commit) {
            if (said.isEmpty() && isInfinite(commit)) {
                return;
            }
            assertThat(said).as("what the bytes say").isPresent();
            assertThat(said.get().isSaidBy(commit.headers(), commit.events()))
                    .as(() -> said.get() + " is what is said, and not " + commit)
                    .isTrue();
            return;
        }
        assertThat(outcome).isInstanceOf(MalformedDataException.class);
        MalformedDataException malformed = (MalformedDataException) outcome;
        assertThat(malformed.commitSequence()).isEqualTo(1);
        assertThat(said.isEmpty() || said.get().isDoubtful() || PayloadReference.hasTwins(payload))
                .as(() -> "that it may be refused: " + malformed.getMessage())
                .isTrue();
        StringWriter told = new StringWriter();
        malformed.printStackTrace(new PrintWriter(told));
        assertThat(malformed.getMessage()).hasSizeLessThan(2_000);
        if (!(malformed instanceof UnknownTopicException)) {
            assertThat(told.toString()).doesNotContain(MARKER);
        }
    }

    /** R6. */
    @Test
    void whatever_happened_to_a_payload_is_an_error_or_what_the_bytes_say() {
        commit(firstOf(TENANT, "of-1", noted("a")));
        commit(firstOf(TENANT, "of-2", noted("a"), noted("b")));
        Seeded.run(random -> {
            byte[] whole = new byte[0];
            int events = 0;
            int refused = 0;
            for (int i = 0; i < data().manyDamages(); i++) {
                if (i % 20 == 0) {
                    Commit sample = sample(random);
                    events = sample.events().size();
                    whole = stored.of(sample);
                    check(read("of-" + events, whole), whole, events);
                }
                byte[] damaged = Damage.of(whole, random);
                int expected = events;
                Object outcome = read("of-" + events, damaged);
                refused += outcome instanceof Throwable ? 1 : 0;
                try {
                    check(outcome, damaged, expected);
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + "\nin " + new String(damaged, UTF_8), e);
                }
            }
            assertThat(refused).isBetween(data().manyDamages() / 3, data().manyDamages() - 1);
        });
    }

    /** S1. */
    @Test
    void whatever_happened_to_a_snapshot_is_an_error_or_a_snapshot() {
        Snapshot good = new Snapshot(TENANT, STREAM, 1, 1, new State(MARKER, 7), Map.of("build", "17"));
        Await.done(store().snapshots().add(good));
        byte[] whole = stored.of(good);
        assertThat(snapshot(whole)).isEqualTo(good);
        Seeded.run(random -> {
            for (int i = 0; i < data().manyDamages() / 5; i++) {
                byte[] damaged = Damage.of(whole, random);
                Object outcome = snapshot(damaged);
                if (outcome instanceof Snapshot read) {
                    Optional<Said> said = PayloadReference.read(damaged);
                    assertThat(said).as(() -> new String(damaged, UTF_8)).isPresent();
                    assertThat(said.get().events().get(0))
                            .extracting(EventMessage::body)
                            .contains(read.payload());
                } else {
                    assertThat(outcome).isInstanceOf(MalformedDataException.class);
                }
            }
        });
    }

    private Object snapshot(byte[] payload) {
        Await.done(raw().replaceSnapshot(TENANT, STREAM, 1, payload));
        return Await.value(
                store().snapshots().get(TENANT, STREAM).cast(Object.class).onErrorResume(Mono::just));
    }
}
