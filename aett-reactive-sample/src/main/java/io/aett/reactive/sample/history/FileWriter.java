package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StreamHead;
import io.aett.reactive.sample.git.GitItem;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.Origin;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.model.TrackedFile;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Writes the changes of one file, one commit for each, one after the other. The id of a commit comes from the git commit and the path, so
 * a change that is stored already is found to be, and is not stored again, however the earlier import ended.
 */
final class FileWriter {

    private final Tenant tenant;
    private final String stream;
    private long sequence;
    private long revision;
    private int written;

    private FileWriter(Tenant tenant, String stream, StreamHead head) {
        this.tenant = tenant;
        this.stream = stream;
        this.sequence = head.headSequence();
        this.revision = head.headRevision();
    }

    /** A change, and when it counts as made. */
    record Stamped(GitItem.Change change, Instant stamp) {}

    /** Writes the changes, all of one file, in order, and answers how many were new. */
    static Mono<Integer> write(Tenant tenant, List<Stamped> changes) {
        String stream = Streams.file(changes.get(0).change().path());
        return tenant.store()
                .commits()
                .head(tenant.id(), stream)
                .defaultIfEmpty(new StreamHead(tenant.id(), stream, 0, 0, 0))
                .flatMap(head -> new FileWriter(tenant, stream, head).write(changes));
    }

    private Mono<Integer> write(List<Stamped> changes) {
        long before = revision;
        return Flux.fromIterable(changes)
                .concatMap(this::write)
                .then(Mono.defer(() -> snapshotIfDue(before)))
                .then(Mono.fromSupplier(() -> written));
    }

    private Mono<Void> write(Stamped change) {
        return Mono.defer(() -> tenant.store().commits().commit(commit(change)))
                .doOnNext(stored -> {
                    written++;
                    moveTo(stored.commitSequence(), stored.streamRevision());
                })
                .then()
                .onErrorResume(DuplicateCommitException.class, stored -> Mono.empty())
                .onErrorResume(NonConflictingCommitException.class, lost -> {
                    moveTo(lost.headSequence(), lost.headRevision());
                    return write(change);
                });
    }

    private void moveTo(long headSequence, long headRevision) {
        sequence = headSequence;
        revision = headRevision;
    }

    private Commit commit(Stamped stamped) {
        GitItem.Change change = stamped.change();
        return Commit.builder()
                .tenantId(tenant.id())
                .streamId(stream)
                .streamRevision(revision + 1)
                .commitSequence(sequence + 1)
                .commitId(Streams.commitId(change.commit().id(), change.path()))
                .commitStamp(stamped.stamp())
                .event(event(change))
                .build();
    }

    private static FileEvent event(GitItem.Change change) {
        String path = change.path();
        Origin origin = origin(change.commit());
        int added = change.lines().added();
        int removed = change.lines().removed();
        return switch (change.kind()) {
            case ADDED -> new FileEvent.Added(path, change.blob(), change.mode(), added, origin);
            case MODIFIED -> new FileEvent.Modified(path, change.blob(), change.mode(), added, removed, origin);
            case DELETED -> new FileEvent.Deleted(path, removed, origin);
        };
    }

    static Origin origin(GitItem.GitCommit commit) {
        return new Origin(commit.id(), commit.ordinal(), commit.author(), commit.time());
    }

    /** A file that has come into another hundred of events gets a snapshot, so that loading it never reads more than that. */
    private Mono<Void> snapshotIfDue(long before) {
        return before / Tenant.SNAPSHOT_EVERY == revision / Tenant.SNAPSHOT_EVERY
                ? Mono.empty()
                : tenant.files().snapshot(TrackedFile.class, stream).then();
    }
}
