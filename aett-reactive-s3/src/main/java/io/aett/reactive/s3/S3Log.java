package io.aett.reactive.s3;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.internal.Both;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.Run;
import io.aett.reactive.sealedlog.SealedStorage;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The sealed log on a bucket.
 *
 * <p><b>Two kinds of rows, both filled one after the other by create-if-absent.</b> Each stream has its slots, which hold
 * its commits. The store has log objects, each of which announces the commits of one batch: into which slot each is going to
 * be put. Creating a log object is what takes the positions: it succeeds only where the log ends, so there is no counter
 * beside it that could be behind. A checkpoint is the log object's number and the line in it.
 *
 * <p><b>A position is closed when the slot that it announces is filled.</b> A slot never changes, so whether the announced
 * commit (known by its checkpoint) is in it is decided for all readers and for ever. A reader that waited in vain,
 * for the seal delay or for as long as the log object asks it to, fills the slot with a void. That costs the stream nothing but the slot: the sequence of a commit is in the commit, and a void repeats
 * where the stream stood before it. The writer who lost the slot to a void takes the next one, and a new position. Who lost
 * it to another commit has left nothing open.
 *
 * <p><b>Why one winner per sequence.</b> A writer puts sequence n only into the slot behind one that he knows to be filled,
 * and up to which the stream ended with n - 1. Of two writers of n either both want the same slot, or the one with the later
 * slot has seen the earlier one filled with a void. The stamp is made not to decrease in the same step, as what is before a
 * filled slot cannot change.
 *
 * <p><b>Why one of each id.</b> Whoever fills a slot knows the ids in all slots before it ({@link StreamIds}).
 *
 * <p><b>Two round trips.</b> First, side by side, the log object and the store's state ({@link StoreState}), which says whether the tenant
 * was purged meanwhile; then the commits, side by side. A
 * purged tenant has another generation, in which nothing is announced yet: who reads the log skips what belongs to an older
 * one, and who announced it announces it again.
 */
final class S3Log implements SealedStorage<S3Log.Reservation> {

    private final LogObjects log;
    private final LogReader reader;
    private final Packer packer;
    private final Duties duties;
    private final StoreState state;
    private final Streams streams;
    private final S3Failures failures;
    private final boolean ordered;
    private final int parallel;

    S3Log(
            LogObjects log,
            LogReader reader,
            Packer packer,
            Duties duties,
            StoreState state,
            Streams streams,
            S3Failures failures,
            S3Options options) {
        this.log = log;
        this.reader = reader;
        this.packer = packer;
        this.duties = duties;
        this.state = state;
        this.streams = streams;
        this.failures = failures;
        this.ordered = options.globalOrder();
        this.parallel = options.parallelRequests();
    }

    /** What is going to become of each commit of a batch. */
    record Reservation(List<Plan> plans) {}

    /** What is going to become of one commit. */
    sealed interface Plan {

        /** It cannot be stored. */
        record Hopeless(AppendResult why) implements Plan {}

        /** It goes behind {@code before}. */
        record Wanted(StreamPlace place, Filled before) implements Plan {}

        /** That was announced, and has this checkpoint. */
        record Announcing(StreamPlace place, Filled before, long checkpoint) implements Plan {}

        /** The tenant was purged meanwhile. */
        record Outdated() implements Plan {}
    }

    private static final Plan OUTDATED = new Plan.Outdated();
    private static final Placement LOST = new Placement.PositionLost();

    @Override
    public List<Long> positions(Reservation reservation) {
        List<Long> positions = new ArrayList<>();
        for (Plan plan : reservation.plans()) {
            if (plan instanceof Plan.Announcing announced && announced.checkpoint() > 0) {
                positions.add(announced.checkpoint());
            }
        }
        return positions;
    }

    /** The patience stands in the log object, as the positions do. */
    @Override
    public Mono<Reservation> reserve(List<EncodedCommit> batch, Duration patience) {
        return state.lastKnown()
                .flatMap(last -> Flux.fromIterable(batch)
                        .flatMapSequential(commit -> plan(last, commit), parallel)
                        .collectList()
                        .flatMap(plans -> announce(last, batch, plans, patience)))
                .onErrorMap(failures::nothingPlaced);
    }

    /** Looks nothing up for a new stream, nor when the last slot seen is the predecessor's, and its block the first or the others are known. */
    private Mono<Plan> plan(State last, EncodedCommit commit) {
        StreamPlace place = last.place(commit.stream());
        Filled seen = streams.lastSeen(place);
        Mono<Filled> known = seen.precedes(commit) ? Mono.just(seen) : streams.endFor(place, commit);
        return known.flatMap(end -> streams.find(place, end, commit.commitId())
                        .<AppendResult>map(AppendResult.AlreadyStored::new)
                        .<Plan>map(Plan.Hopeless::new)
                        .switchIfEmpty(Mono.fromSupplier(() -> plan(place, end, commit))))
                .onErrorResume(MalformedDataException.class, lost -> unlessPurged(last, commit, lost));
    }

    private static Plan plan(StreamPlace place, Filled end, EncodedCommit commit) {
        if (end.precedes(commit)) {
            return new Plan.Wanted(place, end);
        }
        return new Plan.Hopeless(
                commit.sequence() <= end.sequence()
                        ? new AppendResult.SequenceTaken(end.sequence(), end.revision())
                        : new AppendResult.OutOfOrder(end.sequence(), end.revision()));
    }

    /** What is missing was lost only if the tenant was not purged. */
    private Mono<Plan> unlessPurged(State last, EncodedCommit commit, MalformedDataException lost) {
        return state.current()
                .flatMap(now -> now.agrees(last, commit.stream().tenantId()) ? Mono.error(lost) : Mono.just(OUTDATED));
    }

    private Mono<Reservation> announce(State last, List<EncodedCommit> batch, List<Plan> plans, Duration patience) {
        List<Announced> lines = new ArrayList<>(plans.size());
        for (int i = 0; i < plans.size(); i++) {
            if (plans.get(i) instanceof Plan.Wanted wanted) {
                lines.add(Announced.of(batch.get(i), wanted.place().generation(), wanted.before(), patience));
            }
        }
        Mono<Long> position = lines.isEmpty() || !ordered ? Mono.just(0L) : create(last.storeId(), lines);
        return Both.of(state.current(), position)
                .map(both -> new Reservation(decided(last, both.getT1(), both.getT2(), plans, batch)));
    }

    private Mono<Long> create(UUID storeId, List<Announced> lines) {
        return log.create(storeId, lines)
                .doOnNext(created -> duties.created(storeId, created))
                .map(created -> created.object().position());
    }

    /** Gives each announced commit its checkpoint, in the order of the lines, unless its tenant was purged. */
    private static List<Plan> decided(
            State last, State now, long position, List<Plan> planned, List<EncodedCommit> batch) {
        List<Plan> plans = new ArrayList<>(planned.size());
        int line = 0;
        for (int i = 0; i < planned.size(); i++) {
            Plan plan = planned.get(i);
            if (plan instanceof Plan.Wanted wanted) {
                long checkpoint = position == 0 ? 0 : Announced.checkpoint(position, line++);
                plan = new Plan.Announcing(wanted.place(), wanted.before(), checkpoint);
            }
            plans.add(now.agrees(last, batch.get(i).stream().tenantId()) ? plan : OUTDATED);
        }
        return plans;
    }

    @Override
    public Mono<List<Placement>> place(Reservation reservation, List<EncodedCommit> batch) {
        return Flux.range(0, batch.size())
                .flatMapSequentialDelayError(i -> place(reservation.plans().get(i), batch.get(i)), parallel, 1)
                .collectList()
                .onErrorMap(failures::perhapsPlaced);
    }

    private Mono<Placement> place(Plan plan, EncodedCommit commit) {
        if (plan instanceof Plan.Hopeless hopeless) {
            return Mono.just(new Placement.Refused(hopeless.why(), 0));
        }
        if (!(plan instanceof Plan.Announcing announced)) {
            return Mono.just(LOST);
        }
        StreamPlace place = announced.place();
        Filled filled = announced.before().next(commit, announced.checkpoint());
        return streams.fill(place, filled, commit.payload())
                .doOnNext(created -> {
                    if (created && ordered) {
                        packer.placed(place, filled, commit.payload());
                    }
                })
                .onErrorResume(failures::isRefusedTooLate, refused -> isThere(place, filled, commit, refused))
                .flatMap(created -> created ? Mono.just(stored(filled)) : lookAt(place, filled.slot(), commit));
    }

    /** True if the slot holds this attempt; the failure, which leaves open what became of it, in any other case. */
    private Mono<Boolean> isThere(StreamPlace place, Filled filled, EncodedCommit commit, Throwable failure) {
        return streams.look(place, filled.slot())
                .onErrorComplete()
                .filter(there -> there.isAttempt(commit.nonce()))
                .map(there -> true)
                .switchIfEmpty(Mono.error(failure));
    }

    /** The slot was filled: by whom? Perhaps by this very attempt, so a look that fails leaves it open. */
    private Mono<Placement> lookAt(StreamPlace place, long slot, EncodedCommit commit) {
        return streams.look(place, slot)
                .onErrorMap(failures::perhaps)
                .flatMap(there -> {
                    if (there.isAttempt(commit.nonce())) {
                        return Mono.just(stored(there));
                    }
                    if (there.isVoid()) {
                        return Mono.just(LOST);
                    }
                    return there.isCommit(commit.commitId())
                            ? alreadyStored(place, slot)
                            : sequenceTaken(place, there, commit);
                })
                .defaultIfEmpty(LOST);
    }

    private static Placement stored(Filled filled) {
        return new Placement.Stored(filled.checkpoint(), filled.stamp());
    }

    /** That it is taken is known; how far the stream went on, and whether with this very id, is a look that may fail. */
    private Mono<Placement> sequenceTaken(StreamPlace place, Filled there, EncodedCommit commit) {
        return streams.end(place)
                .flatMap(end -> streams.find(place, end, commit.commitId())
                        .<AppendResult>map(AppendResult.AlreadyStored::new)
                        .defaultIfEmpty(new AppendResult.SequenceTaken(end.sequence(), end.revision())))
                .onErrorReturn(new AppendResult.SequenceTaken(there.sequence(), there.revision()))
                .map(why -> new Placement.Refused(why, 0));
    }

    private Mono<Placement> alreadyStored(StreamPlace place, long slot) {
        return streams.get(place, slot)
                .<Placement>map(content ->
                        new Placement.Refused(new AppendResult.AlreadyStored(content.encoded(place.stream())), 0))
                .onErrorMap(failures::perhaps)
                .defaultIfEmpty(LOST);
    }

    @Override
    public Mono<Void> seal(List<Long> positions) {
        return state.current()
                .flatMapMany(now ->
                        Flux.fromIterable(positions).flatMapSequential(position -> lost(now, position), parallel))
                .collectList()
                .flatMap(lost -> lost.isEmpty() ? Mono.empty() : Mono.error(lost.get(0)));
    }

    /** Seals the position, or says that it cannot be sealed. */
    private Mono<MalformedDataException> lost(State now, long position) {
        return seal(now, position)
                .then(Mono.<MalformedDataException>empty())
                .onErrorResume(MalformedDataException.class, Mono::just);
    }

    private Mono<Void> seal(State now, long checkpoint) {
        return log.at(now.storeId(), Announced.position(checkpoint)).flatMap(object -> {
            List<Announced> lines = object.lines();
            Announced line = lines.get((int) (checkpoint - lines.get(0).checkpoint()));
            return line.isDead(now) ? Mono.empty() : seal(now, line);
        });
    }

    /** A slot that is empty though a later one is filled was lost: a void would hide that for ever. */
    private Mono<Void> seal(State now, Announced line) {
        StreamPlace place = line.place(now.storeId());
        Mono<Boolean> followed = streams.isFollowedAtAll(place, line.slot());
        return streams.notLost(place, line.slot(), line.sequence(), line.checkpoint(), followed)
                .then(streams.before(place, line.slot()))
                .flatMap(before -> streams.fill(place, before.nextVoid(), S3Bucket.MARK))
                .then()
                .onErrorResume(
                        MalformedDataException.class,
                        lost -> state.current()
                                .flatMap(later -> later.storeId().equals(now.storeId()) && !line.isDead(later)
                                        ? Mono.error(lost)
                                        : Mono.empty()));
    }

    /** How far the order goes. */
    Mono<LogHead> head() {
        return Both.of(state.current(), state.lastKnown().flatMap(log::head)).flatMap(both -> {
            LogHead early = both.getT2();
            State now = both.getT1();
            return now.storeId().equals(early.storeId()) ? Mono.just(early) : log.head(now);
        });
    }

    @Override
    public Mono<Run> read(PageRequest request) {
        return reader.read(request);
    }
}
