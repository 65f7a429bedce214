package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import io.aett.reactive.sample.git.GitHistory;
import io.aett.reactive.sample.model.PathText;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * One branch of one repository in a store. Clones have the same first commit and share what is imported; another branch is another
 * tenant.
 */
public record Tenant(EventStore store, String id) {

    /** A file gets a snapshot each time it has this many events more. */
    static final int SNAPSHOT_EVERY = 100;

    private static final int MAX_BRANCH = 100;
    private static final int MAX_SUBSCRIPTION_BYTES = 200;
    private static final int SHORT_ID = 10;

    /** The tenant of this history. */
    public static Tenant of(EventStore store, GitHistory history) {
        String branch = PathText.of(history.branch());
        String name = branch.length() <= MAX_BRANCH
                ? branch
                : branch.substring(0, MAX_BRANCH) + '~' + Integer.toHexString(branch.hashCode());
        return new Tenant(store, "git:" + history.root().name() + ':' + name);
    }

    /** Whether the commit belongs here. */
    boolean has(Commit commit) {
        return commit.tenantId().equals(id);
    }

    /** The name of a subscription for this branch: what it is, the branch, and the beginning of the first commit's id. */
    public String subscription(String kind) {
        String[] parts = id.split(":", 3);
        String first = parts[1].substring(0, SHORT_ID);
        String name = kind + ':' + parts[2] + ':' + first;
        return name.getBytes(StandardCharsets.UTF_8).length <= MAX_SUBSCRIPTION_BYTES
                ? name
                : kind + ':' + Integer.toHexString(parts[2].hashCode()) + ':' + first;
    }

    /** Files, to be read. */
    public AggregateRepository files() {
        return DefaultAggregateRepository.create(id, store);
    }

    /** Files, to be changed at a moment of their history: commits are stamped with it, so that time travel finds them there. */
    AggregateRepository filesAt(Instant moment) {
        return DefaultAggregateRepository.builder(id, store)
                .clock(Clock.fixed(moment, ZoneOffset.UTC))
                .snapshotPolicy(SnapshotPolicy.everyNEvents(SNAPSHOT_EVERY))
                .build();
    }

    /** Sagas, to be changed at a moment of their history. */
    SagaRepository sagasAt(Instant moment) {
        return DefaultSagaRepository.builder(id, store)
                .clock(Clock.fixed(moment, ZoneOffset.UTC))
                .build();
    }
}
