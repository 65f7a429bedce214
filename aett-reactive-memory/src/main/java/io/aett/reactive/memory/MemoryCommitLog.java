package io.aett.reactive.memory;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.Page;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StoredHead;
import io.aett.reactive.spi.StreamKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * The commits in memory: lists that only grow, one number that says how much of them is visible, and one writer at a time.
 *
 * <p><b>The atomic step.</b> A commit is in three lists: its stream's, its tenant's and that of all. It is put there first,
 * with the next checkpoint, and becomes visible in all of them at once when {@link MemoryRoot#publish} raises the head to
 * that checkpoint, a single volatile write. Every read takes the root, then the head, and looks at nothing beyond it. So
 * each read shows the store as it was at one moment, checkpoints are dense and in the order of becoming visible, and the head
 * is a fence: what comes later has a higher number.
 *
 * <p><b>One writer at a time.</b> Whether a commit is the next of its stream, and whether its id is new, has to be decided in
 * the same step that stores it. {@link Turns} runs these steps one after the other on the threads that bring them; under
 * contention a thread leaves its step to the one at work instead of waiting. Readers take no turns and wait for nobody.
 *
 * <p><b>Why not a persistent map behind one compare-and-set?</b> It gives the same guarantees, and was the first idea. But
 * it copies a path per commit, ever longer with the number of streams, and under contention throws the copies away. Here a
 * commit costs a hash look-up and four writes, whether it is the tenth or the ten millionth, of one stream or of a million;
 * a long list is never copied ({@link CommitList}).
 *
 * <p><b>Purge</b> builds a new root from everything but the tenant, and puts it in place with one volatile write. A read that
 * is under way goes on with the old root, which no longer changes; the next one sees the new. Streams of other tenants are
 * shared by both, safely: what is added to them later is beyond the old root's head. The head goes on counting, so no number
 * is given twice. This costs time by the number of all commits and tenants, which a rare operation may, and nothing of the
 * tenant stays in memory. A tenant that has commits again after a purge is another life ({@link ReadView}), so a read does not go
 * on in it. Dropping takes the root away; until {@code initialize()} puts an empty one there, with a new store
 * id, every operation ends in {@link DroppedException}.
 */
class MemoryCommitLog implements CommitLog {

    /** The most commits that one page of a tenant looks at, so that a page has an end though none has the right stamp. */
    private static final int LOOKED_AT = 4096;

    final Turns turns;
    private final Hints hints = new Hints();
    private volatile @Nullable MemoryRoot root = new MemoryRoot(UUID.randomUUID(), 0);

    MemoryCommitLog() {
        this(null);
    }

    /** @param scheduler where callers are told who wait behind one that does not return */
    MemoryCommitLog(@Nullable Scheduler scheduler) {
        turns = new Turns(scheduler);
    }

    /** What is stored now. */
    MemoryRoot root() {
        MemoryRoot now = root;
        if (now == null) {
            throw new DroppedException();
        }
        return now;
    }

    /** Makes a change as the one writer. */
    <T> Mono<T> change(Supplier<T> change) {
        return turns.take(change);
    }

    /** Only the writer: puts another root in place, or none. */
    void replace(@Nullable MemoryRoot next) {
        root = next;
    }

    /** Only the writer. */
    boolean dropped() {
        return root == null;
    }

    /** Wakes who listens to {@link #wakeUps()}, after those who are being told on this thread. */
    void hint() {
        hints.give();
    }

    @Override
    public Mono<List<AppendResult>> append(List<EncodedCommit> batch) {
        return change(() -> appendNow(batch)).doAfterTerminate(hints::give);
    }

    /** Only the writer. */
    List<AppendResult> appendNow(List<EncodedCommit> batch) {
        MemoryRoot now = root();
        List<AppendResult> results = new ArrayList<>(batch.size());
        long checkpoint = now.head();
        for (EncodedCommit commit : batch) {
            MemoryStream stream = now.stream(commit.stream());
            AppendResult result = judge(commit, stream, checkpoint + 1);
            if (result instanceof AppendResult.Appended appended) {
                checkpoint = appended.checkpoint();
                now.add(commit.storedAs(checkpoint, appended.stamp()), stream);
            }
            results.add(result);
        }
        now.publish(checkpoint);
        return results;
    }

    /** Only the writer: what becomes of the commit, given the stream as it is now. */
    AppendResult judge(EncodedCommit commit, @Nullable MemoryStream stream, long checkpoint) {
        EncodedCommit head = stream == null ? null : stream.last();
        if (stream == null || head == null) {
            return commit.sequence() == 1 && commit.firstRevision() == 1
                    ? new AppendResult.Appended(checkpoint, commit.stamp())
                    : new AppendResult.OutOfOrder(0, 0);
        }
        EncodedCommit same = stream.find(commit.commitId());
        if (same != null) {
            return new AppendResult.AlreadyStored(same);
        }
        if (commit.sequence() <= head.sequence()) {
            return new AppendResult.SequenceTaken(head.sequence(), head.revision());
        }
        if (commit.sequence() != head.sequence() + 1 || commit.firstRevision() != head.revision() + 1) {
            return new AppendResult.OutOfOrder(head.sequence(), head.revision());
        }
        Instant stamp = commit.stamp().isBefore(head.stamp()) ? head.stamp() : commit.stamp();
        return new AppendResult.Appended(checkpoint, stamp);
    }

    @Override
    public Mono<Page> readStream(StreamKey key, long minRevision, long maxRevision, PageRequest request) {
        return Mono.fromSupplier(() -> {
            MemoryRoot now = root();
            long head = now.head();
            MemoryStream stream = now.stream(key);
            if (stream == null) {
                return Page.bySequence(request, List.of(), false).seenAs(now.view(key.tenantId(), head));
            }
            CommitList commits = stream.commits;
            int visible = commits.upTo(head);
            int from = minRevision <= 1 ? 0 : commits.upTo(minRevision - 1, EncodedCommit::revision, visible);
            PageCut cut = new PageCut(request);
            int index = (int) Math.min(visible, Math.max(from, request.after()));
            while (index < visible
                    && commits.get(index).firstRevision() <= maxRevision
                    && cut.takes(commits.get(index))) {
                index++;
            }
            boolean more = index < visible && commits.get(index).firstRevision() <= maxRevision;
            return Page.bySequence(request, cut.commits(), more).seenAs(now.view(key.tenantId(), head));
        });
    }

    @Override
    public Mono<Page> readTenant(String tenantId, Instant maxStamp, PageRequest request) {
        return Mono.fromSupplier(() -> {
            MemoryRoot now = root();
            ReadView first = request.view();
            long head = first == null ? now.head() : Math.min(first.through(), now.head());
            MemoryTenant tenant = now.tenant(tenantId);
            if (tenant == null) {
                return Page.byCheckpoint(request, List.of(), false).seenAs(now.view(tenantId, head));
            }
            CommitList commits = tenant.commits;
            int visible = commits.upTo(head);
            int from = commits.upTo(request.after(), EncodedCommit::checkpoint, visible);
            int end = Math.min(visible, from + LOOKED_AT);
            PageCut cut = new PageCut(request);
            int index = from;
            while (index < end && (commits.get(index).stamp().isAfter(maxStamp) || cut.takes(commits.get(index)))) {
                index++;
            }
            long next = index == from ? request.after() : commits.get(index - 1).checkpoint();
            return new Page(cut.commits(), next, index == visible).seenAs(now.view(tenantId, head));
        });
    }

    @Override
    public Mono<LogPage> readAll(PageRequest request) {
        return Mono.fromSupplier(() -> {
            MemoryRoot now = root();
            long head = now.head();
            CommitList commits = now.commits;
            int visible = commits.upTo(head);
            PageCut cut = new PageCut(request);
            int index = commits.upTo(request.after(), EncodedCommit::checkpoint, visible);
            while (index < visible && cut.takes(commits.get(index))) {
                index++;
            }
            long settled = index < visible ? commits.get(index - 1).checkpoint() : Math.max(request.after(), head);
            return new LogPage(new LogHead(now.storeId, head), cut.commits(), settled);
        });
    }

    @Override
    public Mono<StoredHead> head(StreamKey key) {
        return Mono.fromSupplier(() -> {
            MemoryRoot now = root();
            long head = now.head();
            MemoryStream stream = now.stream(key);
            int visible = stream == null ? 0 : stream.commits.upTo(head);
            if (stream == null || visible == 0) {
                return null;
            }
            EncodedCommit last = stream.commits.get(visible - 1);
            return new StoredHead(last.sequence(), last.revision(), last.stamp());
        });
    }

    @Override
    public Mono<EncodedCommit> find(StreamKey key, UUID commitId) {
        return Mono.fromSupplier(() -> {
            MemoryRoot now = root();
            long head = now.head();
            MemoryStream stream = now.stream(key);
            EncodedCommit found = stream == null ? null : stream.find(commitId);
            return found == null || found.checkpoint() > head ? null : found;
        });
    }

    @Override
    public Mono<LogHead> head() {
        return Mono.fromSupplier(() -> {
            MemoryRoot now = root();
            return new LogHead(now.storeId, now.head());
        });
    }

    @Override
    public Flux<Long> wakeUps() {
        return hints.listen();
    }
}
