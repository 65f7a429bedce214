package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Snapshot;
import io.aett.reactive.testkit.domain.Errand.Asked;
import io.aett.reactive.testkit.domain.Errand.Timed;
import io.aett.reactive.testkit.events.TestEvents.Colour;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.events.TestEvents.Everything;
import io.aett.reactive.testkit.events.TestEvents.Listed;
import io.aett.reactive.testkit.events.TestEvents.Measured;
import io.aett.reactive.testkit.events.TestEvents.Priced;
import io.aett.reactive.testkit.events.TestEvents.Shape;
import io.aett.reactive.testkit.events.TestEvents.State;
import io.aett.reactive.testkit.events.TestEvents.Unit;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * What golden files hold. It never changes: the files of all release lines are compared with it. What is new in a release needs a history of
 * its own.
 */
final class GoldenHistory {

    static final String TENANT = "tenant";

    /** With everything in its ids that a key could misread. */
    static final String ODD_TENANT = "Tenänt/%2F #1:2~";

    static final String ODD_STREAM = "a:b\\c?*'\"|<ü€😀>&_.. ";

    /** Was purged, and has one commit since. */
    static final String PURGED = "purged";

    static final String POISON = "poison";
    static final String SPACE = "golden/space";
    static final byte[] BYTES = {0, (byte) 0xFF, 'a', 10};
    static final byte[] TEXT = "Käse".getBytes(StandardCharsets.UTF_8);

    private static final Instant STAMP = Instant.parse("2024-05-06T07:08:09.123456Z");

    private GoldenHistory() {}

    static UUID id(int number) {
        return UUID.fromString("00000000-0000-8000-8000-%012d".formatted(number));
    }

    static Instant at(long seconds) {
        return STAMP.plusSeconds(seconds);
    }

    private static Commit commit(
            int number, String tenant, String stream, long sequence, long revision, Object... events) {
        return Commit.builder()
                .tenantId(tenant)
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(revision)
                .commitId(id(number))
                .commitStamp(at(number))
                .events(events)
                .build();
    }

    /** Commits of a tenant that is purged after them. */
    static List<Commit> purged() {
        return List.of(
                commit(1, PURGED, "stream", 1, 1, noted("gone")), commit(2, PURGED, "stream", 2, 2, noted("gone too")));
    }

    /** In the order of the log. */
    static List<Commit> commits() {
        return List.of(
                commit(11, TENANT, "stream", 1, 2, noted("first"), new Counted(Long.MIN_VALUE)),
                commit(12, TENANT, "stream", 2, 5, everything(), measured(), new Priced(1999, "4711")).toBuilder()
                        .header("user", "ann")
                        .header("size", 1L << 40)
                        .header("rate", 0.25)
                        .header("tags", List.of("a", 1, true))
                        .header("message", new EventMessage(new Counted(5), Map.of("retry", 3)))
                        .build(),
                commit(13, TENANT, "large", 1, 1, new Listed(Collections.nCopies(200, "a line that compresses well"))),
                commit(14, ODD_TENANT, ODD_STREAM, 1, 1, noted("Ä\u0000\u2028\uD800 😀")),
                commit(15, PURGED, "stream", 1, 1, noted("the first of a new life")),
                commit(16, TENANT, POISON, 1, 1, noted("is parked")),
                commit(17, TENANT, POISON, 2, 2, noted("waits behind it")),
                commit(18, TENANT, "stream", 3, 6, noted("last")));
    }

    /** Of which sagas are told. */
    static List<Commit> told() {
        return List.of(
                commit(21, TENANT, "source", 1, 1, Asked.of("asked", 3, -1)),
                commit(
                        22,
                        TENANT,
                        "source",
                        2,
                        4,
                        new Timed("timed", "early", at(100), 5),
                        new Timed("timed", "late", at(1000), 7),
                        new Timed("timed", "later", at(2000), 9)));
    }

    /** What comes behind all of it. */
    static Commit next() {
        return commit(31, TENANT, "source", 3, 5, Asked.of("asked", 4));
    }

    static List<Snapshot> snapshots() {
        return List.of(
                new Snapshot(TENANT, "stream", 2, 1, new State("two", 2), Map.of()),
                new Snapshot(TENANT, "stream", 5, 2, new State("fünf", 5), Map.of("build", "17")),
                new Snapshot(ODD_TENANT, ODD_STREAM, 1, 1, new State("odd", 1), Map.of()));
    }

    private static Measured measured() {
        return new Measured(Unit.MINUTE, Map.of(Unit.METRE, 1L));
    }

    private static Everything everything() {
        return new Everything(
                true,
                Integer.MIN_VALUE,
                Long.MAX_VALUE,
                -0.0,
                BigInteger.TWO.pow(80),
                new BigDecimal("12.3400"),
                UUID.fromString("5f5f5f5f-0000-8000-8000-00000000000f"),
                Instant.parse("1066-10-14T09:00:00.000000001Z"),
                LocalDate.of(2024, 2, 29),
                Duration.ofNanos(-1),
                Colour.GREEN,
                Optional.of("present"),
                List.of(new Counted(1), new Counted(2)),
                Map.of("key \"k\"", new Counted(3)),
                new Shape("triangle", List.of(3L, 4L, 5L)),
                null);
    }
}
