package io.aett.reactive.mongodb;

import io.aett.reactive.Commit;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.events.TestEvents;
import java.time.Instant;
import java.util.UUID;

/** Commits of one event each, most as the storage sees them. */
final class Commits {

    static final Instant STAMP = Instant.parse("2024-05-06T07:08:09.123456Z");

    /** More than a test writes, from the beginning. */
    static final PageRequest PAGE = new PageRequest(0, 1000, 4 << 20);

    private Commits() {}

    /** The first of a stream, as its writer sees it. */
    static Commit first(String stream) {
        return Commit.builder()
                .tenantId("tenant")
                .streamId(stream)
                .commitSequence(1)
                .streamRevision(1)
                .commitStamp(STAMP)
                .event(TestEvents.noted(stream))
                .build();
    }

    static EncodedCommit commit(String stream, long sequence) {
        return commit("tenant", stream, sequence, new byte[] {'{', '}'});
    }

    static EncodedCommit commit(String tenant, String stream, long sequence, byte[] payload) {
        return new EncodedCommit(
                new StreamKey(tenant, stream),
                sequence,
                sequence,
                1,
                UUID.randomUUID(),
                UUID.randomUUID(),
                STAMP,
                payload,
                0);
    }
}
