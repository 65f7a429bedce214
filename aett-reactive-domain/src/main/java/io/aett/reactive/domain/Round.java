package io.aett.reactive.domain;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.InvalidCommitException;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.domain.Updater.Again;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Updates of one id that go in together: one load, then one decision after the other, and as few commits as there can be.
 *
 * <p>Each update has an instance of its own, all of them loaded by one read. An instance applies what the updates before it raised, and
 * then its own change runs on it. So each sees what it would see if all were done turn by turn, a change that fails leaves nothing
 * behind, and nobody is handed an instance that somebody else has.
 *
 * <p>What an update is told rests on what is stored before it: whoever comes behind events that are not stored yet is told when they are,
 * also of a refusal, and decides again, with all that come after, on fresh instances, when they could not be stored.
 *
 * <p>Whether a given commit id is stored is decided after loading: what was loaded then lacks that commit for certain, so the change
 * never decides on a state that it has made itself. It costs no request unless the load began with a snapshot or a kept state, since a replay
 * sees every id.
 *
 * <p>Instances may be loaded unread, from a kept state. A commit that is stored behind it proves it. So nobody is told anything before one is
 * stored or the state is read; and whatever a commit ends in that may come of its being behind, all decide again on what is read, which is
 * no attempt of anybody's.
 */
final class Round<T> {

    private final String tenantId;
    private final CommitStore commits;
    private final Keeping<T> keeping;

    /** Those who were not told yet, in order. */
    private final List<Update<T, ?>> members;

    /** Since the instances were loaded. */
    private final List<Commit> stored = new ArrayList<>();

    private int perCommit;
    private boolean loaded;

    /** Whether what the instances were loaded from is not known to be what is stored. */
    private boolean unread;

    /** Whether it was seen not to be. */
    private boolean behind;

    /** To be sent as it is: its outcome is not known. */
    private @Nullable Group<T> pending;

    private @Nullable CommitOutcomeUnknownException unknown;

    Round(String tenantId, CommitStore commits, Keeping<T> keeping, int perCommit, List<Update<T, ?>> members) {
        this.tenantId = tenantId;
        this.commits = commits;
        this.keeping = keeping;
        this.perCommit = keeping.sharesCommits() ? perCommit : 1;
        this.members = new ArrayList<>(members);
    }

    /** Until everybody was told; {@link Again} after what another attempt may help with. An item for each commit. */
    Flux<Commit> run() {
        return Mono.defer(this::step).repeat(() -> !members.isEmpty());
    }

    private Mono<Commit> step() {
        members.removeIf(Guest::hasLeft);
        Group<T> same = pending;
        if (same != null && same.writing().stream().anyMatch(members::contains)) {
            return store(same);
        }
        if (same != null) {
            decideAnew();
        }
        if (members.isEmpty()) {
            return Mono.empty();
        }
        if (!loaded) {
            return load();
        }
        Update<T, ?> first = members.get(0);
        Optional<UUID> name = first.options().commitId();
        return name.isPresent() ? named(first, name.get()) : together();
    }

    private Mono<Commit> load() {
        List<Update<T, ?>> loading = List.copyOf(members);
        stored.clear();
        List<Optional<UUID>> sought =
                loading.stream().map(update -> update.options().commitId()).toList();
        return keeping.load(sought, !behind)
                .doOnNext(instances -> {
                    for (int i = 0; i < loading.size(); i++) {
                        loading.get(i).begin(instances.get(i));
                    }
                    unread = keeping.changes(instances.get(0)).isUnread();
                    loaded = true;
                })
                .then(Mono.<Commit>empty())
                .onErrorResume(failure -> fail(loading, failure));
    }

    private void decideAnew() {
        pending = null;
        unknown = null;
        loaded = false;
    }

    private Mono<Commit> readFirst() {
        decideAnew();
        behind = true;
        return Mono.empty();
    }

    private Mono<Commit> together() {
        Group<T> group = new Group<>();
        for (Update<T, ?> next : List.copyOf(members)) {
            if (next.options().commitId().isPresent() || group.writers() == perCommit) {
                break;
            }
            if (!next.hasLeft()) {
                next.decide(stored, group.last());
                if (!group.takes(next)) {
                    break;
                }
                group.add(next);
            }
        }
        return settleOrStore(group);
    }

    private Mono<Commit> settleOrStore(Group<T> group) {
        if (unread && group.last() == null) {
            return readFirst();
        }
        List<Update<T, ?>> settled = unread ? List.of() : group.takeSettled();
        members.removeAll(settled);
        settled.forEach(update -> update.tell((Commit) null));
        return group.last() == null ? Mono.empty() : store(group);
    }

    private Mono<Commit> named(Update<T, ?> update, UUID commitId) {
        return Mono.defer(() -> {
                    update.follow(stored);
                    return find(update, commitId);
                })
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> found.isPresent() ? repeated(update, found.get()) : alone(update))
                .onErrorResume(failure -> !(failure instanceof Again), failure -> fail(List.of(update), failure));
    }

    private Mono<Commit> find(Update<T, ?> update, UUID commitId) {
        Changes changes = update.changes();
        Commit met = changes.met();
        if (met != null) {
            return Mono.just(met);
        }
        return changes.isResumed() ? commits.find(tenantId, changes.id(), commitId) : Mono.empty();
    }

    /** With the instance at hand if it has the commit, else with one that is loaded now. */
    private Mono<Commit> repeated(Update<T, ?> update, Commit found) {
        return !unread && found.commitSequence() <= update.changes().commitSequence()
                ? repeated(update, found, Mono.just(update.instance()))
                : repeated(update, found, head());
    }

    private Mono<Commit> repeated(Update<T, ?> update, Commit found, Mono<T> head) {
        return head.flatMap(instance -> {
            members.remove(update);
            update.tellRepeated(instance, found);
            return Mono.empty();
        });
    }

    private Mono<T> head() {
        return keeping.load(List.of(Optional.empty()), false).map(one -> one.get(0));
    }

    private Mono<Commit> alone(Update<T, ?> update) {
        update.decide(stored, null);
        Group<T> group = new Group<>();
        group.add(update);
        return settleOrStore(group);
    }

    private Mono<Commit> store(Group<T> group) {
        pending = group;
        return group.save(keeping)
                .doOnNext(commit -> settle(group, commit))
                .onErrorResume(failure -> judge(group, failure));
    }

    private void settle(Group<T> group, Commit commit) {
        pending = null;
        unknown = null;
        unread = false;
        group.stored(commit);
        members.removeAll(group.members());
        members.stream()
                .filter(Update::hasEvents)
                .forEach(heldOver -> heldOver.changes().storedAhead(commit));
        stored.add(commit);
        group.members().forEach(update -> update.tell(commit));
    }

    /** After an unknown outcome only an answer about the commit itself can settle it, not a failure to ask. */
    private Mono<Commit> judge(Group<T> group, Throwable failure) {
        List<Update<T, ?>> writing = group.writing();
        CommitOutcomeUnknownException open = unknown;
        if (failure instanceof CommitOutcomeUnknownException outcome) {
            return inDoubt(writing, outcome);
        }
        if (open != null && failure instanceof StorageUnavailableException) {
            open.addSuppressed(failure);
            return inDoubt(writing, open);
        }
        if (unread && (failure instanceof CommitConflictException || failure instanceof InvalidCommitException)) {
            return readFirst();
        }
        decideAnew();
        if (failure instanceof NonConflictingCommitException lost) {
            writing.forEach(update -> spend(update, update.lost(lost)));
            return again(lost);
        }
        if (open != null && failure instanceof StorageException) {
            open.addSuppressed(failure);
            return fail(writing, open);
        }
        if (failure instanceof DuplicateCommitException found
                && group.isNamed(found.storedCommit().commitId())) {
            return repeated(writing.get(0), found.storedCommit(), head());
        }
        return group.writers() == 1 || failure instanceof StorageUnavailableException
                ? fail(writing, failure)
                : divide(group, failure);
    }

    /** What one of them has done must not fail the others. A conflict is told to the one whose turn it was, as it would be alone. */
    private Mono<Commit> divide(Group<T> group, Throwable failure) {
        if (failure instanceof CommitConflictException) {
            pending = group.first();
        } else {
            perCommit = group.writers() / 2;
        }
        return Mono.empty();
    }

    private Mono<Commit> inDoubt(List<Update<T, ?>> writing, CommitOutcomeUnknownException outcome) {
        unknown = outcome;
        writing.forEach(update -> spend(update, outcome));
        return again(outcome);
    }

    private void spend(Update<T, ?> update, Throwable failure) {
        if (update.isExhausted(failure)) {
            members.remove(update);
            update.fail(failure);
        }
    }

    private Mono<Commit> again(Throwable last) {
        return members.isEmpty() ? Mono.empty() : Mono.error(new Again(last));
    }

    private Mono<Commit> fail(List<Update<T, ?>> failed, Throwable failure) {
        members.removeAll(failed);
        failed.forEach(update -> update.fail(failure));
        return Mono.empty();
    }
}
