package io.aett.reactive.engine;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StorageLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Shares appends between commits that arrive together.
 *
 * <p>An idle store sends a commit at once, alone, on the caller's thread. While as many appends are under way as the backend
 * takes, later commits wait; each append that ends is followed by one that takes what waits, up to the backend's limits
 * and at most one per stream, first come first served within a stream. So the busier the store, the more commits share one
 * round trip and one flush.
 *
 * <p>The callers of an append are told before the next one is sent in its place, since those who commit in a pipeline do so
 * again at once, and then share it. Whoever does not return holds it up for {@link #PATIENCE} at most. No append takes
 * more than its share of all commits that wait or are under way: so the appends are of about one size, and none goes
 * alone beside one that took all.
 *
 * <p>One commit's failure is not its neighbours': when a batch is refused as a whole ({@link Failures.Applied#NO}), its
 * commits are sent again one by one. A commit that was taken runs to its end whether or not its caller still listens.
 *
 * <p>All state of the queue belongs to whoever is inside {@link #drain()} (the work-in-progress counter decides, as in
 * Reactor's own operators): no lock, no thread of its own. Callers are told outside of it. An append is subscribed to here
 * and not by a caller, because it belongs to many of them and ends with none.
 */
final class GroupCommit {

    /** How long the callers of an append may hold up the next one, in milliseconds; they usually take a fraction of one. */
    static final long PATIENCE = 10;

    private final CommitLog log;
    private final StorageLimits limits;
    private final Failures failures;
    private final Duration timeout;
    private final Scheduler scheduler;
    private final Deadlines deadlines;
    private final int capacity;

    private final AtomicInteger size = new AtomicInteger();
    private final AtomicInteger wip = new AtomicInteger();
    private final Queue<Waiting> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Batch> ended = new ConcurrentLinkedQueue<>();
    private final Queue<Waiting> decided = new ConcurrentLinkedQueue<>();
    private final Queue<Sinks.Empty<Void>> idlers = new ConcurrentLinkedQueue<>();
    private final Set<Batch> telling = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean watched = new AtomicBoolean();

    // Only touched inside drain().
    private final CommitQueue queue;
    private int underWay;

    GroupCommit(
            CommitLog log,
            StorageLimits limits,
            Failures failures,
            Duration timeout,
            int capacity,
            Scheduler scheduler) {
        this.log = log;
        this.limits = limits;
        this.failures = failures;
        this.timeout = timeout;
        this.capacity = capacity;
        this.scheduler = scheduler;
        this.deadlines = new Deadlines(timeout, scheduler);
        this.queue = new CommitQueue(limits.batchCommits(), limits.batchBytes());
    }

    /** One commit waiting for its append, or under way in it. */
    static final class Waiting {
        final EncodedCommit commit;
        final MonoSink<AppendResult> sink;
        final long since;
        boolean alone;
        private @Nullable AppendResult result;
        private @Nullable RuntimeException error;

        Waiting(EncodedCommit commit, MonoSink<AppendResult> sink, long since) {
            this.commit = commit;
            this.sink = sink;
            this.since = since;
        }

        private void tellCaller() {
            if (error != null) {
                sink.error(error);
            } else {
                sink.success(result);
            }
        }
    }

    /** Appends the commit with whatever else waits; errors are already the library's own. */
    Mono<AppendResult> append(EncodedCommit commit) {
        Mono<AppendResult> appended = Mono.create(sink -> {
            if (size.incrementAndGet() > capacity) {
                size.decrementAndGet();
                sink.error(new StorageUnavailableException("not sent: " + capacity
                        + " commits are waiting already; slow down, or raise maxQueuedCommits"));
                return;
            }
            arrivals.add(new Waiting(commit, sink, scheduler.now(TimeUnit.MILLISECONDS)));
            drain();
        });
        return appended.contextWrite(Abandoned::ignored);
    }

    /** Completes when no commit waits or is under way. */
    Mono<Void> idle() {
        return Mono.defer(() -> {
            Sinks.Empty<Void> idler = Sinks.empty();
            idlers.add(idler);
            drain();
            return idler.asMono();
        });
    }

    private void drain() {
        if (wip.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        do {
            for (Waiting next = arrivals.poll(); next != null; next = arrivals.poll()) {
                queue.add(next);
            }
            for (Batch done = ended.poll(); done != null; done = ended.poll()) {
                underWay--;
                queue.release(done.members, done.resend);
            }
            sendWhatWaits();
            if (!telling.isEmpty() && !(queue.isEmpty() && idlers.isEmpty())) {
                watch();
            }
            if (underWay == 0 && queue.isEmpty()) {
                for (Sinks.Empty<Void> idler = idlers.poll(); idler != null; idler = idlers.poll()) {
                    idler.tryEmitEmpty();
                }
            }
            missed = wip.addAndGet(-missed);
        } while (missed != 0);
        for (Waiting next = decided.poll(); next != null; next = decided.poll()) {
            next.tellCaller();
        }
    }

    private void sendWhatWaits() {
        while (underWay < limits.concurrentAppends()) {
            List<Waiting> members = queue.take(share());
            if (members.isEmpty()) {
                return;
            }
            List<Waiting> late = removeLate(members);
            if (!late.isEmpty()) {
                underWay++;
                new Batch(late).fail(failures.waitedTooLong(timeout));
            }
            if (!members.isEmpty()) {
                underWay++;
                send(new Batch(members));
            }
        }
    }

    private int share() {
        int appends = limits.concurrentAppends();
        return Math.max(1, (size.get() + appends - 1) / appends);
    }

    private List<Waiting> removeLate(List<Waiting> members) {
        long oldest = scheduler.now(TimeUnit.MILLISECONDS) - timeout.toMillis();
        List<Waiting> late = new ArrayList<>(0);
        members.removeIf(member -> member.since < oldest && late.add(member));
        return late;
    }

    private void send(Batch batch) {
        List<EncodedCommit> commits = new ArrayList<>(batch.members.size());
        batch.members.forEach(member -> commits.add(member.commit));
        deadlines
                .bound(Mono.defer(() -> log.append(commits)), () -> failures.appendTimedOut(timeout))
                .subscribe(batch);
        batch.sending = false;
    }

    /** Sees to it that nobody who is told holds up for long what waits. One timer at most. */
    private void watch() {
        if (watched.compareAndSet(false, true)) {
            scheduler.schedule(this::losePatience, PATIENCE, TimeUnit.MILLISECONDS);
        }
    }

    private void losePatience() {
        watched.set(false);
        long before = scheduler.now(TimeUnit.MILLISECONDS) - PATIENCE;
        for (Batch batch : telling) {
            if (batch.endedAt <= before) {
                batch.makeRoom();
            }
        }
        drain();
    }

    /** An append under way. */
    private final class Batch implements CoreSubscriber<List<AppendResult>> {

        final List<Waiting> members;
        private final AtomicBoolean gone = new AtomicBoolean();
        List<Waiting> resend = List.of();
        volatile boolean sending = true;
        private volatile long endedAt;
        private @Nullable List<AppendResult> results;

        Batch(List<Waiting> members) {
            this.members = members;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<AppendResult> answer) {
            results = answer;
        }

        @Override
        public void onComplete() {
            List<AppendResult> answer = results;
            if (answer == null || answer.size() != members.size()) {
                fail(failures.brokenAppend(members.size(), answer == null ? 0 : answer.size()));
                return;
            }
            for (int i = 0; i < members.size(); i++) {
                members.get(i).result = answer.get(i);
            }
            end(members);
        }

        @Override
        public void onError(Throwable error) {
            Failures.Applied applied = failures.applied(error);
            if (members.size() > 1 && applied == Failures.Applied.NO) {
                members.forEach(member -> member.alone = true);
                resend = members;
                end(List.of());
            } else {
                fail(failures.ofAppend(error));
            }
        }

        void fail(RuntimeException error) {
            members.forEach(member -> member.error = error);
            end(members);
        }

        /** An append that ends while it is being sent is inside {@link #drain()}, where nobody may be told. */
        private void end(List<Waiting> done) {
            int others = size.addAndGet(-done.size());
            if (sending) {
                decided.addAll(done);
                makeRoom();
                return;
            }
            endedAt = scheduler.now(TimeUnit.MILLISECONDS);
            telling.add(this);
            if (others > 0) {
                watch();
            }
            done.forEach(Waiting::tellCaller);
            makeRoom();
        }

        private void makeRoom() {
            if (gone.compareAndSet(false, true)) {
                telling.remove(this);
                ended.add(this);
                drain();
            }
        }
    }
}
