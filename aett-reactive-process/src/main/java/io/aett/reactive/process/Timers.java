package io.aett.reactive.process;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaTimer;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * From a saga's commit that sets a timer to a commit that says that it was due.
 *
 * <p>What a saga says of its timers is in its stream, and nowhere else is the truth: the entries kept here are reminders to look there. A reminder
 * that is written twice, late, or left behind by a timer that was replaced, cancelled or purged does no harm, since the stream is read before
 * anything is done. That a timer was due is a commit too, in a stream of its own under an id that follows from the timer: of any number of relays that see
 * it at once one writes it, and what is written is handed over, retried and set aside like every other commit.
 *
 * <p>Between any two steps a relay may die. Before the reminder: the subscription that writes it has not counted the saga's commit as handled and
 * sees it again. Between reminder and commit: the reminder stays. Between the commit and the reminder's removal: the commit is found to be stored.
 */
final class Timers {

    private static final int AT_ONCE = 16;

    /** How many revisions are looked through for what is to be forgotten, so that a saga that sets a timer in each commit does not read itself each time. */
    private static final int LOOKED_BACK = 64;

    private final CommitStore commits;
    private final DueTimers due;
    private final Clock clock;

    Timers(EventStore store, String relay, Clock clock) {
        this.commits = store.commits();
        this.due = new DueTimers(store.states(), relay);
        this.clock = clock;
    }

    /** Takes in what a commit says of timers. May be repeated. */
    Mono<Void> note(Commit commit) {
        List<SagaTimer> timers = Saga.timersOf(commit);
        if (timers.isEmpty()) {
            return Mono.empty();
        }
        return Flux.fromIterable(timers)
                .concatMap(timer -> timer.isCancellation() ? Mono.empty() : due.add(pending(commit, timer)))
                .then(forget(commit, timers));
    }

    /**
     * The reminders of what this commit replaces or cancels: of each name no more than the last, since those before were forgotten by then. Any that
     * are left, such as those that were set long before, cost room until they are due, and nothing else.
     */
    private Mono<Void> forget(Commit commit, List<SagaTimer> timers) {
        if (commit.firstRevision() == 1) {
            return Mono.empty();
        }
        long before = commit.firstRevision() - 1;
        return commits.get(commit.tenantId(), commit.streamId(), Math.max(1, before - LOOKED_BACK), before)
                .collect(
                        HashMap<String, Optional<PendingTimer>>::new,
                        (last, earlier) -> Saga.timersOf(earlier).stream()
                                .filter(timer -> isNamed(timers, timer.name()))
                                .forEach(timer -> last.put(timer.name(), setBy(earlier, timer))))
                .flatMapIterable(Map::values)
                .concatMap(last -> Mono.justOrEmpty(last).flatMap(due::remove))
                .then();
    }

    private static Optional<PendingTimer> setBy(Commit commit, SagaTimer timer) {
        return timer.isCancellation() ? Optional.empty() : Optional.of(pending(commit, timer));
    }

    private static boolean isNamed(List<SagaTimer> timers, String name) {
        return timers.stream().anyMatch(timer -> timer.name().equals(name));
    }

    private static PendingTimer pending(Commit commit, SagaTimer timer) {
        return new PendingTimer(
                commit.tenantId(),
                commit.streamId(),
                timer.name(),
                Optional.ofNullable(timer.due()).orElseThrow(),
                commit.commitId(),
                commit.firstRevision());
    }

    /** Writes down for each timer that is due by now that it was, once for ever. The failure of one does not stop the others. */
    Mono<Void> fire() {
        return Flux.defer(() -> due.at(clock.instant()))
                .flatMapDelayError(this::fire, AT_ONCE, AT_ONCE)
                .then();
    }

    private Mono<Void> fire(StateEntry reminder) {
        return Mono.defer(() -> {
                    PendingTimer timer = DueTimers.timer(reminder);
                    return set(timer).flatMap(by -> commits.commit(FiredTimer.commit(timer, by, clock.instant())));
                })
                .then()
                .onErrorResume(DuplicateCommitException.class, written -> Mono.empty())
                .then(Mono.defer(() -> due.remove(reminder)));
    }

    /** The commit that sets this timer, as long as nothing after it in the saga's stream names it again. */
    private Mono<Commit> set(PendingTimer timer) {
        return commits.get(timer.tenantId(), timer.sagaId(), timer.revision(), Long.MAX_VALUE)
                .filter(commit ->
                        commit.commitId().equals(timer.commitId()) || isNamed(Saga.timersOf(commit), timer.name()))
                .take(2)
                .collectList()
                .filter(found -> found.size() == 1 && found.get(0).commitId().equals(timer.commitId()))
                .map(found -> found.get(0));
    }

    /** Those that wait, the first due first. */
    Flux<PendingTimer> pending() {
        return due.all();
    }
}
