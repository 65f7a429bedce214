package io.aett.reactive.sample.history;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.sample.model.GitCommitImported;
import io.aett.reactive.sample.model.Origin;
import io.aett.reactive.sample.model.Streams;
import java.time.Instant;
import java.util.List;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Which git commits are imported: a stream with one event for each, whose revision is the ordinal. So its head is where an import goes
 * on, and revision n tells what the n-th git commit was when it was imported.
 */
public final class ImportLog {

    private static final int ATTEMPTS = 10;

    private final Tenant tenant;

    /** The log of this tenant. */
    public ImportLog(Tenant tenant) {
        this.tenant = tenant;
    }

    /**
     * Where an import stands.
     *
     * @param sequence commits in the stream
     * @param checkpoint of the last of them
     * @param last the git commit
     */
    public record Mark(long sequence, long checkpoint, GitCommitImported last) {

        static final Mark NOTHING =
                new Mark(0, 0, new GitCommitImported(new Origin("", 0, "", Instant.MIN), Instant.MIN, 0));

        /** The number of git commits imported. */
        public long ordinal() {
            return last.origin().ordinal();
        }
    }

    /** The last git commit imported; {@link Mark#NOTHING} before the first. */
    public Mono<Mark> mark() {
        return tenant.store()
                .commits()
                .head(tenant.id(), Streams.HISTORY)
                .flatMap(head -> at(head.headRevision()))
                .defaultIfEmpty(Mark.NOTHING);
    }

    /** The git commit that was imported as this one; empty if there is none. */
    public Mono<Mark> at(long ordinal) {
        return tenant.store()
                .commits()
                .get(tenant.id(), Streams.HISTORY, ordinal, ordinal)
                .next()
                .map(commit -> mark(commit, ordinal));
    }

    private static Mark mark(Commit commit, long ordinal) {
        Object body =
                commit.events().get((int) (ordinal - commit.firstRevision())).body();
        return new Mark(commit.commitSequence(), commit.checkpointToken(), (GitCommitImported) body);
    }

    /** Appends those that are not there yet; whoever else imports the same at the same time appends the same. */
    Mono<Void> append(List<GitCommitImported> imported) {
        return imported.isEmpty()
                ? Mono.empty()
                : Mono.defer(() -> mark().flatMap(mark -> append(mark, imported)))
                        .retryWhen(Retry.max(ATTEMPTS)
                                .filter(lost -> lost instanceof NonConflictingCommitException
                                        || lost instanceof DuplicateCommitException));
    }

    private Mono<Void> append(Mark mark, List<GitCommitImported> imported) {
        List<GitCommitImported> missing = imported.stream()
                .filter(one -> one.origin().ordinal() > mark.ordinal())
                .toList();
        if (missing.isEmpty()) {
            return Mono.empty();
        }
        GitCommitImported last = missing.get(missing.size() - 1);
        return tenant.store()
                .commits()
                .commit(Commit.builder()
                        .tenantId(tenant.id())
                        .streamId(Streams.HISTORY)
                        .streamRevision(last.origin().ordinal())
                        .commitSequence(mark.sequence() + 1)
                        .commitId(Streams.commitId(last.origin().commit(), Streams.HISTORY))
                        .commitStamp(last.stamp())
                        .events(missing)
                        .build())
                .then();
    }
}
