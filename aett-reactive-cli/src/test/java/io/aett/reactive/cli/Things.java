package io.aett.reactive.cli;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the stores of the tests have in them. */
final class Things {

    static final Instant START = Instant.parse("2026-01-02T03:04:05.678901Z");
    static final TopicMap TOPICS = TopicMap.create().register(Noted.class).register(Moved.class);

    private Things() {}

    @Topic("noted")
    record Noted(String text) {}

    @Topic("moved")
    record Moved(String to, double weight) {}

    static Commit commit(String tenant, String stream, long sequence, Object... events) {
        return commit(tenant, stream, sequence, sequence * events.length, events);
    }

    static Commit commit(String tenant, String stream, long sequence, long revision, Object... events) {
        return Commit.builder()
                .tenantId(tenant)
                .streamId(stream)
                .commitSequence(sequence)
                .streamRevision(revision)
                .commitId(new UUID(tenant.hashCode() * 31L + stream.hashCode(), sequence))
                .commitStamp(START.plusSeconds(sequence))
                .header("user", "ann")
                .events(events)
                .build();
    }

    /** Three streams of two tenants, twelve commits, one after the other. */
    static void fill(EventStore store) {
        for (int i = 1; i <= 4; i++) {
            store(store, commit("shop", "order-1", i, new Noted("a" + i)));
            store(
                    store,
                    commit(
                            "shop",
                            "order-2",
                            i,
                            new EventMessage(new Noted("b" + i), Map.of("by", "bob")),
                            new Moved("x", 1.5 * i)));
            store(store, commit("other", "order-1", i, new Noted("c" + i)));
        }
    }

    static void store(EventStore store, Commit commit) {
        store.commits().commit(commit).block();
    }

    static List<Commit> all(EventStore store) {
        return store.management().getFrom(0).collectList().blockOptional().orElseThrow();
    }

    /** Without what a store numbers by itself. */
    static List<Commit> withoutCheckpoints(List<Commit> commits) {
        return commits.stream()
                .map(commit -> commit.withStored(0, commit.commitStamp()))
                .toList();
    }
}
