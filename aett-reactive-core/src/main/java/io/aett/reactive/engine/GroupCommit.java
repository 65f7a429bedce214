package io.aett.reactive.engine;

import io.aett.reactive.EngineListener.Append;
import io.aett.reactive.EngineListener.Refusal;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.internal.MonotonicClock;
import io.aett.reactive.internal.Trampoline;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.CommitLog;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.StorageLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Shares appends between commits that arrive together.
 *
 * <p>An idle store sends a commit at once, alone, on the caller's thread. While as many appends are under way as the backend
 * takes, later commits wait; each append that ends is followed by one that takes what waits, up to the backend's limits
 * and at most one per stream, first come first served within a stream. So the busier the store, the more commits share one
 * round trip and one flush. Where the backend says that a few commits are not worth an append of their own
 * ({@link StorageLimits#worthwhileAppend}), they wait for the one under way too, unless that takes longer than {@link #PATIENCE}.
 *
 * <p>The callers of an append are told before the next one is sent in its place, since those who commit in a pipeline do so
 * again at once, and then share it. Whoever does not return holds it up for {@link Trampoline#PATIENCE} at most. No append takes
 * more than its share of all commits that wait or are under way: so the appends are of about one size, and none goes
 * alone beside one that took all. Followers hear of what was stored when its callers have.
 *
 * <p>One commit's failure is not its neighbours': when a batch is refused as a whole ({@link Failures.Applied#NO}), its
 * commits are sent again one by one. A commit that was taken runs to its end whether or not its caller still listens.
 *
 * <p>All state of the queue belongs to whoever is inside {@link #collect} (see {@link Trampoline}): no lock, no thread of its own.
 * The log, callers and followers are called outside of it. An append is subscribed to here and not by a caller, because it
 * belongs to many of them and ends with none. The caller's Reactor context reaches the append of his commit alone; one that is
 * shared has none, but listeners are given those of all who share it.
 */
final class GroupCommit {

    /** How long a few commits wait for an append that takes its time, or may never end, before they get one of their own. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    private final CommitLog log;
    private final StorageLimits limits;
    private final Failures failures;
    private final Duration timeout;
    private final LongSupplier clock;
    private final Deadlines deadlines;
    private final int capacity;
    private final LongConsumer stored;
    private final Listeners listeners;

    private final AtomicInteger size = new AtomicInteger();
    private final Queue<Waiting> arrivals = new ConcurrentLinkedQueue<>();
    private final Queue<Batch> ended = new ConcurrentLinkedQueue<>();
    private final Queue<Sinks.Empty<Void>> idlers = new ConcurrentLinkedQueue<>();
    private final Trampoline trampoline;
    private final Scheduler scheduler;
    private final AtomicBoolean armed = new AtomicBoolean();

    // Only touched inside collect().
    private final CommitQueue queue;
    private int underWay;
    private long lastSent;

    /**
     * @param stored is given the highest checkpoint of an append after its callers were told
     * @param listeners are told of an append before its callers are
     */
    GroupCommit(
            CommitLog log,
            StorageLimits limits,
            Failures failures,
            Duration timeout,
            int capacity,
            Scheduler scheduler,
            LongConsumer stored,
            Listeners listeners) {
        this.log = log;
        this.limits = limits;
        this.failures = failures;
        this.timeout = timeout;
        this.capacity = capacity;
        this.scheduler = scheduler;
        this.clock = MonotonicClock.of(scheduler);
        this.deadlines = new Deadlines(timeout, scheduler);
        this.stored = stored;
        this.listeners = listeners;
        this.queue = new CommitQueue(limits.batchCommits(), limits.batchBytes());
        this.trampoline = new Trampoline(this::collect, scheduler);
    }

    /** Appends the commit with whatever else waits; errors are already the library's own. Nothing is sent for whom cancels on subscription. */
    Mono<AppendResult> append(EncodedCommit commit) {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super AppendResult> caller) {
                Waiting waiting = new Waiting(commit, caller, clock.getAsLong());
                caller.onSubscribe(waiting);
                if (waiting.isOver()) {
                    return;
                }
                if (size.incrementAndGet() > capacity) {
                    size.decrementAndGet();
                    waiting.error = new StorageUnavailableException("not sent: " + capacity
                            + " commits are waiting already; slow down, or raise maxQueuedCommits");
                    listeners.refused(Refusal.QUEUE_FULL, 1);
                    waiting.run();
                } else {
                    arrivals.add(waiting);
                    trampoline.run();
                }
            }
        };
    }

    /** How many commits wait or are under way. */
    int size() {
        return size.get();
    }

    /** Completes when no commit waits or is under way. */
    Mono<Void> idle() {
        return Mono.defer(() -> {
            Sinks.Empty<Void> idler = Sinks.empty();
            idlers.add(idler);
            trampoline.run();
            return idler.asMono();
        });
    }

    private void collect(Consumer<Runnable> tellings) {
        Waiting first = arrivals.poll();
        if (first != null && arrivals.isEmpty() && underWay < appends() && queue.startAlone(first)) {
            send(List.of(first), tellings);
            first = null;
        }
        for (Waiting next = first; next != null; next = arrivals.poll()) {
            queue.add(next);
        }
        for (Batch done = ended.poll(); done != null; done = ended.poll()) {
            underWay--;
            queue.release(done.members, done.resend);
        }
        sendWhatWaits(tellings);
        if (trampoline.isTelling() && !(queue.isEmpty() && idlers.isEmpty())) {
            trampoline.watch();
        }
        if (limits.worthwhileAppend() > 1
                && !queue.isEmpty()
                && underWay < limits.concurrentAppends()
                && !armed.get()) {
            tellings.accept(this::lookAgain);
        }
        if (underWay == 0 && queue.isEmpty()) {
            for (Sinks.Empty<Void> idler = idlers.poll(); idler != null; idler = idlers.poll()) {
                tellings.accept(idler::tryEmitEmpty);
            }
        }
    }

    private void sendWhatWaits(Consumer<Runnable> tellings) {
        while (underWay < appends()) {
            List<Waiting> members = queue.take(share());
            if (members.isEmpty()) {
                return;
            }
            List<Waiting> late = removeLate(members);
            if (!late.isEmpty()) {
                late.forEach(member -> member.error = failures.waitedTooLong(timeout));
                size.addAndGet(-late.size());
                queue.release(late, List.of());
                tellings.accept(() -> listeners.refused(Refusal.WAITED_TOO_LONG, late.size()));
                late.forEach(tellings);
            }
            if (!members.isEmpty()) {
                send(members, tellings);
            }
        }
    }

    private void send(List<Waiting> members, Consumer<Runnable> tellings) {
        underWay++;
        lastSent = clock.getAsLong();
        Batch batch = new Batch(members);
        tellings.accept(batch::send);
    }

    private int share() {
        int appends = appends();
        return Math.max(1, (size.get() + appends - 1) / appends);
    }

    /** How many may be under way. */
    private int appends() {
        int most = limits.concurrentAppends();
        int worthwhile = Math.max(1, Math.min(most, size.get() / limits.worthwhileAppend()));
        boolean tooLate =
                underWay >= worthwhile && worthwhile < most && clock.getAsLong() - lastSent >= PATIENCE.toNanos();
        return tooLate ? Math.min(most, underWay + 1) : worthwhile;
    }

    /** One timer for all that wait, and none while nothing does. */
    private void lookAgain() {
        if (!armed.compareAndSet(false, true)) {
            return;
        }
        try {
            scheduler.schedule(
                    () -> {
                        armed.set(false);
                        trampoline.run();
                    },
                    PATIENCE.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            armed.set(false); // What waits goes when the append under way ends.
        }
    }

    private List<Waiting> removeLate(List<Waiting> members) {
        long oldest = clock.getAsLong() - timeout.toNanos();
        List<Waiting> late = new ArrayList<>(0);
        members.removeIf(member -> member.since - oldest < 0 && late.add(member));
        return late;
    }

    /** An append under way. Run when its callers were told. */
    private final class Batch implements CoreSubscriber<List<AppendResult>>, Runnable {

        final List<Waiting> members;
        private final AtomicBoolean over = new AtomicBoolean();
        private boolean timed;
        private long begun;
        List<Waiting> resend = List.of();
        private @Nullable List<AppendResult> results;

        Batch(List<Waiting> members) {
            this.members = members;
        }

        void send() {
            List<EncodedCommit> commits = commits();
            if (!listeners.isEmpty()) {
                timed = true;
                begun = clock.getAsLong();
            }
            try {
                deadlines
                        .bound(Mono.defer(() -> log.append(commits)), () -> failures.appendTimedOut(timeout))
                        .subscribe(this);
            } catch (Throwable e) {
                onError(e);
            }
        }

        private List<EncodedCommit> commits() {
            if (members.size() == 1) {
                return List.of(members.get(0).commit);
            }
            List<EncodedCommit> commits = new ArrayList<>(members.size());
            members.forEach(member -> commits.add(member.commit));
            return commits;
        }

        @Override
        public Context currentContext() {
            return members.size() == 1 ? members.get(0).context() : Context.empty();
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
                int answered = answer == null ? 0 : answer.size();
                fail(() -> failures.brokenAppend(members.size(), answered));
                return;
            }
            for (int i = 0; i < members.size(); i++) {
                members.get(i).result = answer.get(i);
            }
            end(members, null);
        }

        @Override
        public void onError(Throwable error) {
            if (members.size() > 1 && failures.applied(error) == Failures.Applied.NO) {
                members.forEach(member -> member.alone = true);
                resend = members;
                end(List.of(), timed ? failures.ofAppend(error) : null);
            } else {
                fail(() -> failures.ofAppend(error));
            }
        }

        private void fail(Supplier<RuntimeException> error) {
            members.forEach(member -> member.error = error.get());
            end(members, members.get(0).error);
        }

        private void end(List<Waiting> done, @Nullable RuntimeException failure) {
            if (!over.compareAndSet(false, true)) {
                return;
            }
            int others = size.addAndGet(-done.size());
            if (timed) {
                listeners.appended(new Append(
                        members.size(), stored(), Duration.ofNanos(clock.getAsLong() - begun), failure, contexts()));
            }
            trampoline.tell(done, this, others > 0 || done.size() > 1);
        }

        @Override
        public void run() {
            ended.add(this);
            trampoline.run();
            long highest = highest();
            if (highest > 0) {
                stored.accept(highest);
            }
        }

        private int stored() {
            int count = 0;
            for (Waiting member : members) {
                AppendResult result = member.result;
                if (result instanceof AppendResult.Appended
                        || (result instanceof AppendResult.AlreadyStored already && already.is(member.commit))) {
                    count++;
                }
            }
            return count;
        }

        private List<ContextView> contexts() {
            return members.stream().<ContextView>map(Waiting::context).toList();
        }

        private long highest() {
            long highest = 0;
            for (int i = 0; i < members.size(); i++) {
                AppendResult result = members.get(i).result;
                if (result instanceof AppendResult.Appended appended) {
                    highest = Math.max(highest, appended.checkpoint());
                } else if (result instanceof AppendResult.AlreadyStored already) {
                    highest = Math.max(highest, already.commit().checkpoint());
                }
            }
            return highest;
        }
    }
}
