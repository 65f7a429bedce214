package io.aett.reactive.micrometer;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.micrometer.AettObservation.HighCardinality;
import io.micrometer.observation.Observation;
import java.time.Instant;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Commits and reads of streams and tenants. */
final class ObservedCommits implements CommitStore {

    private final CommitStore below;
    private final Observed observed;
    private final ObservedReads reads;

    ObservedCommits(CommitStore below, Observed observed) {
        this.below = below;
        this.observed = observed;
        this.reads = new ObservedReads(observed);
    }

    @Override
    public Flux<Commit> get(String tenantId, String streamId, long minRevision, long maxRevision) {
        return reads.many(
                "stream", Subject.of(tenantId, streamId), below.get(tenantId, streamId, minRevision, maxRevision));
    }

    @Override
    public Flux<Commit> getTo(String tenantId, String streamId, Instant maxTime) {
        return reads.many("stream_to", Subject.of(tenantId, streamId), below.getTo(tenantId, streamId, maxTime));
    }

    @Override
    public Flux<Commit> getAllTo(String tenantId, Instant maxTime) {
        return reads.many("tenant_to", new Subject(tenantId, null), below.getAllTo(tenantId, maxTime));
    }

    @Override
    public Mono<StreamHead> head(String tenantId, String streamId) {
        return reads.one("head", Subject.of(tenantId, streamId), below.head(tenantId, streamId));
    }

    @Override
    public Mono<Commit> find(String tenantId, String streamId, UUID commitId) {
        return reads.one("find", Subject.of(tenantId, streamId), below.find(tenantId, streamId, commitId));
    }

    @Override
    public Mono<Commit> commit(Commit commit) {
        return observed.one(
                below.commit(commit),
                context -> observation(commit),
                (underWay, stored) -> Outcome.COMMITTED,
                Outcome.COMMITTED);
    }

    private Observation observation(Commit commit) {
        return observed.make(AettObservation.COMMIT, () -> {
                    Observation.Context context = new Observation.Context();
                    context.put(Subject.class, Subject.of(commit.tenantId(), commit.streamId()));
                    context.put(Commit.class, commit);
                    return context;
                })
                .highCardinalityKeyValue(HighCardinality.STREAM.withValue(commit.streamId()))
                .highCardinalityKeyValue(HighCardinality.EVENTS.withValue(
                        String.valueOf(commit.events().size())))
                .highCardinalityKeyValue(
                        HighCardinality.COMMIT_ID.withValue(commit.commitId().toString()));
    }
}
