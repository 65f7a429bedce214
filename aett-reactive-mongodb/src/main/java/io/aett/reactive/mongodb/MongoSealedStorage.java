package io.aett.reactive.mongodb;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.model.Sorts;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.sealedlog.Furthest;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.Run;
import io.aett.reactive.sealedlog.SealedStorage;
import io.aett.reactive.sealedlog.Slot;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.StreamKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.bson.BsonInt64;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The sealed log's primitives: the counter is one document, a position is the {@code _id} of a commit, and
 * create-if-absent is an insert.
 *
 * <p><b>Reserving</b> is one {@code findAndModify} on the {@link Counter}, which also tells the generation, and beside it one
 * query, of an index alone, for those predecessors of the batch that this process did not write itself. <b>Placing</b> is
 * one unordered insert of all commits, and of tombstones for those that are known not to fit. The unique indexes decide:
 * {@code _id}, (tenant, generation, stream, sequence), (tenant, generation, stream, commit id). So the usual append has two
 * round trips and two or three commands. What lost is looked at in a third round trip ({@link Losers}), which also fills its
 * position, so that nobody waits for it.
 */
final class MongoSealedStorage implements SealedStorage<MongoSealedStorage.Reservation> {

    /** The most positions that one run tells of: a counter that somebody raised by hand is walked through in steps. */
    private static final int LONGEST_RUN = 10_000;

    /** Streams whose last commit is remembered: some megabytes. */
    private static final int MOST_KNOWN = 20_000;

    private static final FailureClassifier FAILURES = new MongoFailures();

    private final Collections collections;
    private final Generations generations;
    private final Counter counter;
    private final Parts parts;
    private final Losers losers;
    private final PageOfDocuments.Limit limit = new PageOfDocuments.Limit();
    private final Furthest<Place, Found> known = new Furthest<>(MOST_KNOWN, Comparator.comparingLong(Found::sequence));

    MongoSealedStorage(Collections collections, Generations generations, Counter counter, Parts parts) {
        this.collections = collections;
        this.generations = generations;
        this.counter = counter;
        this.parts = parts;
        this.losers = new Losers(collections, counter, parts);
    }

    /** Positions for a batch, from {@code first} on, and what was there before each of its commits. */
    record Reservation(
            Generations.View view, long first, int size, boolean announced, Map<Predecessor, Found> predecessors) {

        long generation(EncodedCommit commit) {
            return view.of(commit.stream().tenantId());
        }

        long position(int index) {
            return first + index;
        }

        long last() {
            return first + size - 1;
        }

        /** This reservation, but of other positions. */
        Reservation at(long otherFirst) {
            return new Reservation(view, otherFirst, size, announced, predecessors);
        }

        @Nullable
        Found predecessor(EncodedCommit commit) {
            return predecessors.get(Predecessor.of(commit));
        }
    }

    /** Where the commit before another one has to be. */
    record Predecessor(StreamKey stream, long revision) {

        static Predecessor of(EncodedCommit commit) {
            return new Predecessor(commit.stream(), commit.firstRevision() - 1);
        }
    }

    /** A stream of a generation, whose commits never change. */
    record Place(StreamKey stream, long generation) {}

    /** A commit as the index tells of it. */
    record Found(long position, long sequence, long revision, Instant stamp) {

        static Found of(StoredCommit stored) {
            return new Found(stored.position(), stored.neededSequence(), stored.neededRevision(), stored.neededStamp());
        }
    }

    @Override
    public Mono<Reservation> reserve(List<EncodedCommit> batch, Duration patience) {
        return generations
                .latest()
                .flatMap(guess -> parts.store(batch, guess)
                        .then(Mono.zipDelayError(counter.take(batch.size(), patience), predecessors(batch, guess)))
                        .flatMap(both -> reserved(batch, guess, both.getT1(), both.getT2())
                                .map(found -> new Reservation(
                                        found.view,
                                        both.getT1().last() - batch.size() + 1,
                                        batch.size(),
                                        !patience.isZero(),
                                        found.predecessors))))
                .onErrorMap(MongoSealedStorage::notApplied);
    }

    @Override
    public List<Long> positions(Reservation reservation) {
        return LongStream.rangeClosed(reservation.first, reservation.last())
                .boxed()
                .toList();
    }

    /** What was found before the commits, in which generations. */
    private record Before(Generations.View view, Map<Predecessor, Found> predecessors) {}

    /** Nothing was placed yet, so whatever failed, no commit was stored. */
    private static Throwable notApplied(Throwable error) {
        return !(error instanceof EventStoreException) && FAILURES.classify(error) == FailureClassifier.Kind.UNKNOWN
                ? new StorageUnavailableException(
                        "MongoDB: nothing was written (" + error.getClass().getSimpleName() + ": " + error.getMessage()
                                + ")",
                        error)
                : error;
    }

    private Mono<Before> reserved(
            List<EncodedCommit> batch, Generations.View guess, Generations.State state, Map<Predecessor, Found> found) {
        return generations.view(state).flatMap(view -> {
            boolean right = view.store().equals(guess.store())
                    && batch.stream()
                            .map(commit -> commit.stream().tenantId())
                            .allMatch(tenant -> view.of(tenant) == guess.of(tenant));
            return right
                    ? Mono.just(new Before(view, found))
                    : parts.store(batch, view).then(predecessors(batch, view)).map(again -> new Before(view, again));
        });
    }

    /** Looked up only where this process did not store or find them itself. */
    private Mono<Map<Predecessor, Found>> predecessors(List<EncodedCommit> batch, Generations.View view) {
        Map<Predecessor, Found> found = new HashMap<>();
        List<Bson> wanted = new ArrayList<>();
        for (EncodedCommit commit : batch) {
            long generation = view.of(commit.stream().tenantId());
            Predecessor predecessor = Predecessor.of(commit);
            Found last = known.of(new Place(commit.stream(), generation));
            if (last != null && last.revision == predecessor.revision) {
                found.put(predecessor, last);
            } else if (commit.sequence() > 1) {
                wanted.add(Documents.inStream(
                        commit.stream(), generation, Documents.REVISION, new BsonInt64(commit.firstRevision() - 1)));
            }
        }
        if (wanted.isEmpty()) {
            return Mono.just(found);
        }
        return collections
                .batch(
                        collections
                                .findCommits(or(wanted))
                                .projection(Indexes.COVERED)
                                .hintString(Indexes.REVISION),
                        wanted.size())
                .map(predecessors -> {
                    predecessors.forEach(stored ->
                            found.put(new Predecessor(stored.neededKey(), stored.neededRevision()), Found.of(stored)));
                    return found;
                });
    }

    @Override
    public Mono<List<Placement>> place(Reservation reservation, List<EncodedCommit> batch) {
        Mono<List<Placement>> placed = Mono.defer(() -> placeAll(reservation, batch));
        if (!reservation.announced) {
            return placed;
        }
        Runnable ended = () -> counter.placed(reservation.last());
        return placed.doOnTerminate(ended).doOnCancel(ended);
    }

    private Mono<List<Placement>> placeAll(Reservation reservation, List<EncodedCommit> batch) {
        Placement[] placements = new Placement[batch.size()];
        List<StoredCommit> documents = new ArrayList<>(batch.size());
        List<Losers.Loser> lost = new ArrayList<>();
        for (int i = 0; i < placements.length; i++) {
            EncodedCommit commit = batch.get(i);
            long position = reservation.position(i);
            Found before = reservation.predecessor(commit);
            if (fits(commit, before, position)) {
                Instant stamp = before != null && before.stamp.isAfter(commit.stamp()) ? before.stamp : commit.stamp();
                placements[i] = new Placement.Stored(position, stamp);
                documents.add(StoredCommit.of(commit, reservation.generation(commit), position, stamp));
            } else {
                lost.add(new Losers.Loser(i, commit, position));
                documents.add(StoredCommit.tombstone(position));
            }
        }
        return Collections.create(collections.commits(), documents).flatMap(taken -> {
            for (int i = 0; i < placements.length; i++) {
                if (placements[i] == null) {
                    continue;
                }
                if (taken.contains(i)) {
                    lost.add(new Losers.Loser(i, batch.get(i), reservation.position(i)));
                } else {
                    remember(reservation, batch.get(i), placements[i]);
                }
            }
            return lost.isEmpty()
                    ? Mono.just(Arrays.asList(placements))
                    : losers.decide(reservation, lost, taken)
                            .map(decided -> {
                                decided.forEach((loser, placement) -> placements[loser.index()] = placement);
                                return Arrays.asList(placements);
                            })
                            .onErrorMap(MongoSealedStorage::perhapsStored);
        });
    }

    /** The insert was answered and may have stored something, whatever the look at the losers failed with. */
    private static Throwable perhapsStored(Throwable error) {
        return new CommitOutcomeUnknownException(
                "MongoDB: what became of the append could not be looked up ("
                        + error.getClass().getSimpleName() + ": " + error.getMessage()
                        + "); repeat the commits with the same commit ids",
                error);
    }

    private void remember(Reservation reservation, EncodedCommit commit, Placement placement) {
        if (placement instanceof Placement.Stored stored) {
            known.reached(
                    new Place(commit.stream(), reservation.generation(commit)),
                    new Found(stored.position(), commit.sequence(), commit.revision(), stored.stamp()));
        }
    }

    /** Whether the commit may be put at this position: directly behind its predecessor in the stream, and above it. */
    private static boolean fits(EncodedCommit commit, @Nullable Found before, long position) {
        return commit.sequence() == 1
                ? commit.firstRevision() == 1
                : before != null && before.sequence == commit.sequence() - 1 && before.position < position;
    }

    @Override
    public Mono<Void> seal(List<Long> positions) {
        return Mono.defer(() -> Collections.create(
                        collections.commits(),
                        positions.stream().map(StoredCommit::tombstone).toList())
                .then());
    }

    @Override
    public Mono<Run> read(PageRequest request) {
        int most = limit.of(request);
        Mono<PageOfDocuments> page = collections
                .batch(
                        collections
                                .findCommits(gt(Documents.ID, request.after()))
                                .sort(Sorts.ascending(Documents.ID)),
                        most)
                .map(documents -> limit.learnt(PageOfDocuments.cut(request, most, documents)));
        return Mono.zipDelayError(generations.state(), page).flatMap(both -> run(request, both.getT1(), both.getT2()));
    }

    private Mono<Run> run(PageRequest request, Generations.State state, PageOfDocuments page) {
        long last = page.last(request.after());
        if (page.more() && last > state.last()) {
            return settled(last).flatMap(later -> run(request, later, page));
        }
        LogHead head = new LogHead(state.store(), Math.max(state.last(), page.last(0)));
        long end = page.more() ? last : Math.max(request.after(), head.last());
        long through = Math.min(end, request.after() + LONGEST_RUN);
        return generations
                .view(state)
                .flatMap(view -> slots(view, page, through)
                        .map(slots ->
                                Run.dense(head, request.after(), slots, through).announcing(state.announced())));
    }

    /** The log's document, whose counter is now at least {@code position}: set back by hand, it is put right. */
    private Mono<Generations.State> settled(long position) {
        return generations
                .state()
                .flatMap(state -> state.last() >= position
                        ? Mono.just(state)
                        : counter.raise().then(Mono.defer(generations::state)));
    }

    private Mono<List<Slot>> slots(Generations.View view, PageOfDocuments page, long through) {
        List<StoredCommit> within = new ArrayList<>(page.documents().size());
        boolean newer = false;
        for (StoredCommit stored : page.documents()) {
            if (stored.position() <= through) {
                within.add(stored);
                newer |= stored.generation() > view.purges() && !stored.isTombstone();
            }
        }
        return newer
                ? generations.state().flatMap(generations::view).flatMap(later -> slotsOf(later, within))
                : slotsOf(view, within);
    }

    /** What is of a generation that was purged stands for nothing. */
    private Mono<List<Slot>> slotsOf(Generations.View view, List<StoredCommit> documents) {
        List<StoredCommit> alive = new ArrayList<>(documents.size());
        for (StoredCommit stored : documents) {
            if (stored.isAlive(view)) {
                alive.add(stored);
            }
        }
        return parts.commits(alive).map(commits -> slotsOf(documents, commits));
    }

    private static List<Slot> slotsOf(List<StoredCommit> documents, List<EncodedCommit> alive) {
        List<Slot> slots = new ArrayList<>(documents.size());
        int next = 0;
        for (StoredCommit stored : documents) {
            boolean commit = next < alive.size() && alive.get(next).checkpoint() == stored.position();
            slots.add(commit ? Slot.commit(alive.get(next++)) : Slot.tombstone(stored.position()));
        }
        return slots;
    }
}
