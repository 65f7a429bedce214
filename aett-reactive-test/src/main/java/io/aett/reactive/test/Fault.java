package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.CommitStore;
import io.aett.reactive.StorageUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What can go wrong with a store. An instance is a fault that commits and reads can have; the others are for one of them alone. */
public abstract class Fault implements CommitFault, ReadFault {

    private Fault() {}

    /** The request is lost: {@link StorageUnavailableException}, and nothing was written. */
    public static Fault loseRequest() {
        return fail(() -> new StorageUnavailableException("the request was lost on purpose"));
    }

    /** This error instead of an answer, and nothing was written; a new one for each time. */
    public static Fault fail(Supplier<? extends Throwable> error) {
        Objects.requireNonNull(error, "error");
        return instead(() -> Mono.error(error));
    }

    /** No answer ever, and nothing was written: what time-outs are for. */
    public static Fault hang() {
        return instead(Mono::never);
    }

    /** What was asked for happens after this time on {@link Schedulers#parallel()}; cancelled before, it does not happen. */
    public static Fault delay(Duration time) {
        return delay(time, null);
    }

    /** What was asked for happens after this time on a scheduler, such as one of virtual time; cancelled before, it does not happen. */
    public static Fault delay(Duration time, @Nullable Scheduler scheduler) {
        Objects.requireNonNull(time, "time");
        return new Fault() {
            @Override
            <T> Mono<T> one(Mono<T> answer) {
                return Mono.delay(time, timer(scheduler)).then(answer);
            }

            @Override
            public <T> Flux<T> read(Flux<T> answer) {
                return Mono.delay(time, timer(scheduler)).thenMany(answer);
            }
        };
    }

    /** It is stored, and the answer is lost: {@link CommitOutcomeUnknownException}. */
    public static CommitFault loseAnswer() {
        return (commit, store) -> store.commit(commit).then(Mono.error(Fault::lost));
    }

    /** {@link CommitOutcomeUnknownException}, as for a lost answer; but it was the request that was lost, and nothing was written. */
    public static CommitFault loseRequestInDoubt() {
        return (commit, store) -> Mono.error(Fault::lost);
    }

    /** It is stored at once, and the answer comes after this time on {@link Schedulers#parallel()}. */
    public static CommitFault delayAnswer(Duration time) {
        return delayAnswer(time, null);
    }

    /** It is stored at once, and the answer comes after this time on a scheduler, such as one of virtual time. */
    public static CommitFault delayAnswer(Duration time, @Nullable Scheduler scheduler) {
        Objects.requireNonNull(time, "time");
        return (commit, store) -> store.commit(commit)
                .flatMap(stored -> Mono.delay(time, timer(scheduler)).thenReturn(stored));
    }

    /** It is sent twice, as by a proxy that repeats: the answer is that of the second time, a {@code DuplicateCommitException}. */
    public static CommitFault duplicate() {
        return (commit, store) -> store.commit(commit).then(Mono.defer(() -> store.commit(commit)));
    }

    /** Somebody else is first, with a commit of these events in its place, so that it loses the race. */
    public static CommitFault loseRace(Object first, Object... more) {
        List<Object> events = Messages.list(first, more);
        return loseRace(commit -> events);
    }

    /**
     * Somebody else is first, with a commit of the events that {@code others} gives, so that it loses the race. The other commit can fail
     * too, and ends this one with its error.
     */
    public static CommitFault loseRace(Function<? super Commit, ? extends List<?>> others) {
        Objects.requireNonNull(others, "others");
        return (commit, store) -> Mono.defer(
                () -> store.commit(other(commit, others.apply(commit))).then(Mono.defer(() -> store.commit(commit))));
    }

    private static Commit other(Commit commit, List<?> events) {
        return Commit.builder()
                .tenantId(commit.tenantId())
                .streamId(commit.streamId())
                .commitSequence(commit.commitSequence())
                .streamRevision(commit.firstRevision() - 1 + events.size())
                .commitStamp(commit.commitStamp())
                .events(events)
                .build();
    }

    /** The read gives so many items and then {@link StorageUnavailableException}; if it has fewer, it breaks at their end. */
    public static ReadFault breakAfter(long items) {
        return new ReadFault() {
            @Override
            public <T> Flux<T> read(Flux<T> answer) {
                return answer.take(items)
                        .concatWith(
                                Mono.error(() -> new StorageUnavailableException("the read was broken on purpose")));
            }
        };
    }

    private static CommitOutcomeUnknownException lost() {
        return new CommitOutcomeUnknownException("the answer was lost on purpose");
    }

    private static Scheduler timer(@Nullable Scheduler scheduler) {
        return scheduler == null ? Schedulers.parallel() : scheduler;
    }

    private static Fault instead(Supplier<Mono<Object>> end) {
        return new Fault() {
            @Override
            <T> Mono<T> one(Mono<T> answer) {
                return end.get().then(Mono.empty());
            }

            @Override
            public <T> Flux<T> read(Flux<T> answer) {
                return end.get().thenMany(Flux.empty());
            }
        };
    }

    abstract <T> Mono<T> one(Mono<T> answer);

    @Override
    public final Mono<Commit> commit(Commit commit, CommitStore store) {
        return one(Mono.defer(() -> store.commit(commit)));
    }
}
