package io.aett.reactive.s3;

import io.aett.reactive.s3.LogObjects.LogObject;
import io.aett.reactive.s3.LogObjects.Tail;
import io.aett.reactive.s3.Pack.Row;
import io.aett.reactive.s3.S3Failures.NotInitializedException;
import io.aett.reactive.s3.S3Keys.StreamPlace;
import io.aett.reactive.s3.StoreState.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Makes packs of stretches that are over.
 *
 * <p><b>Why a pack is right.</b> It is made when each slot that its stretch announces was seen filled, and a slot never changes. So it
 * says what everybody sees in the slots, whoever makes it and however often; of several the first is stored. What a tenant had before a
 * purge is passed over by whoever reads the pack, as it is in the slots, by the state that he asks for afterwards.
 *
 * <p><b>Who makes it.</b> The writer that begins the next stretch ({@link Duties}), beside his next appends; what he wrote himself he need not
 * read. Where there is none, as that writer is gone or somebody was purged, whoever reads the stretch makes it, of what he would read anyway.
 *
 * <p><b>A purge</b> raises the tenant's generation and then deletes the packs that hold something of before. So who made a pack asks for the
 * state once more, and when something in it is dead by then, deletes it: either the purge found the pack, or its maker finds the purge.
 */
final class Packer {

    private static final long BYTES_PLACED = 4L << 20;
    private static final int MOST_PLACED = 4096;
    private static final int ROW_BYTES = 300;

    private final LogObjects log;
    private final StoreState state;
    private final Streams streams;
    private final Packs packs;
    private final int parallel;
    private final Recent<Place, Row> placed = new Recent<>(BYTES_PLACED, MOST_PLACED);

    Packer(LogObjects log, StoreState state, Streams streams, Packs packs, int parallel) {
        this.log = log;
        this.state = state;
        this.streams = streams;
        this.packs = packs;
        this.parallel = parallel;
    }

    private record Place(UUID storeId, long checkpoint) {}

    /** What became of an announced commit. */
    private record Outcome(Announced line, @Nullable Row row, boolean isOpen) {}

    /** This process put the commit there. */
    void placed(StreamPlace place, Filled filled, byte[] payload) {
        boolean large = payload.length > Stretches.LARGEST_PACKED;
        Row row = new Row(place.stream(), place.generation(), filled, payload.length, large ? null : payload);
        placed.put(new Place(place.storeId(), filled.checkpoint()), row, ROW_BYTES + (large ? 0 : payload.length));
    }

    /** Makes and stores the pack of a stretch that is over; empty if something in it is open still. */
    Mono<Pack> make(UUID storeId, boolean large, long start, long next) {
        return state.lastKnown()
                .filter(last -> last.storeId().equals(storeId))
                .flatMap(last -> large ? makeLarge(last, start, next) : make(last, start, next - 1));
    }

    /**
     * The pack that holds the position, of a stretch that is over; made if need be, for who reads the stretch from its start. Empty if there
     * is none, nor can be yet. Who read what is just before goes on in the same way, up to the next stretch: nothing is looked for then.
     */
    Mono<Pack> covering(State last, Tail end, long position, @Nullable String tenantId) {
        UUID store = last.storeId();
        return packs.known(store, position, tenantId).switchIfEmpty(Mono.defer(() -> {
            boolean goesOn = log.remembers(store, position - 1) || log.remembers(store, position);
            Mono<Stretches> in = log.at(store, position).map(LogObject::stretches);
            return goesOn
                    ? in.filter(stretches -> stretches.small().start() == position)
                            .flatMap(start -> stored(store, position, tenantId)
                                    .switchIfEmpty(Mono.defer(() -> around(last, end, position, start, tenantId))))
                    : stored(store, position, tenantId)
                            .switchIfEmpty(in.flatMap(where -> around(last, end, position, where, tenantId)));
        }));
    }

    /** The pack in which the position is, when none begins with it. */
    private Mono<Pack> around(State last, Tail end, long position, Stretches in, @Nullable String tenantId) {
        long small = in.small().start();
        long large = in.large().start();
        if (small == 0) {
            return Mono.empty();
        }
        Mono<Pack> within = large == position ? Mono.empty() : packs.get(last.storeId(), true, large, tenantId);
        return within.switchIfEmpty(Mono.defer(() ->
                        small == position ? made(last, end, small) : packs.get(last.storeId(), false, small, tenantId)))
                .filter(pack -> position <= pack.to());
    }

    private Mono<Pack> stored(UUID store, long start, @Nullable String tenantId) {
        return packs.get(store, true, start, tenantId)
                .switchIfEmpty(Mono.defer(() -> packs.get(store, false, start, tenantId)));
    }

    /** Who may not store it has it none the less. */
    private Mono<Pack> made(State last, Tail end, long start) {
        return gathered(last, start, end.lastPacked())
                .flatMap(pack -> stored(last.storeId(), false, pack).onErrorReturn(pack));
    }

    private Mono<Pack> make(State last, long start, long most) {
        return gathered(last, start, most).flatMap(pack -> stored(last.storeId(), false, pack));
    }

    /** What the small stretch came to that begins there and ends at the position or before; empty if something is open still. */
    private Mono<Pack> gathered(State last, long start, long most) {
        return announced(last.storeId(), start, start, most).collectList().flatMap(objects -> {
            long to = objects.get(objects.size() - 1).position();
            List<Announced> lines =
                    objects.stream().flatMap(one -> one.lines().stream()).toList();
            return Flux.fromIterable(lines)
                    .filter(line -> !line.isDead(last))
                    .flatMapSequential(line -> outcome(last, line), parallel, 1)
                    .collectList()
                    .flatMap(outcomes -> state.current()
                            .filter(now -> now.storeId().equals(last.storeId()))
                            .flatMap(now -> Mono.justOrEmpty(pack(now, start, to, outcomes))));
        });
    }

    /** The log objects of a small stretch, some at a time. */
    private Flux<LogObject> announced(UUID storeId, long start, long from, long most) {
        long to = Math.min(most, from + parallel - 1);
        return Flux.fromStream(() -> LongStream.rangeClosed(from, to).boxed())
                .flatMapSequential(position -> log.at(storeId, position), parallel)
                .collectList()
                .flatMapMany(objects -> {
                    List<LogObject> within = objects.stream()
                            .filter(one -> one.stretches().small().start() == start)
                            .toList();
                    Flux<LogObject> found = Flux.fromIterable(within);
                    return within.size() < objects.size() || to == most
                            ? found
                            : found.concatWith(announced(storeId, start, to + 1, most));
                });
    }

    private Mono<Outcome> outcome(State last, Announced line) {
        Row mine = placed.get(new Place(last.storeId(), line.checkpoint()));
        if (mine != null) {
            return Mono.just(new Outcome(line, mine, false));
        }
        StreamPlace place = line.place(last.storeId());
        boolean large = line.bytes() > Stretches.LARGEST_PACKED;
        Mono<Row> found = large
                ? streams.look(place, line.slot())
                        .map(there -> new Row(line.stream(), line.generation(), there, line.bytes(), null))
                : streams.get(place, line.slot())
                        .map(there -> new Row(
                                line.stream(),
                                line.generation(),
                                there.filled(),
                                there.payload().length,
                                there.payload()));
        return found.map(row -> row.filled().checkpoint() == line.checkpoint()
                        ? new Outcome(line, row, false)
                        : new Outcome(line, null, false))
                .defaultIfEmpty(new Outcome(line, null, true));
    }

    /** Null if something is open still. */
    private static @Nullable Pack pack(State now, long from, long to, List<Outcome> outcomes) {
        List<Row> rows = new ArrayList<>(outcomes.size());
        for (Outcome outcome : outcomes) {
            if (!outcome.line.isDead(now)) {
                if (outcome.isOpen) {
                    return null;
                }
                if (outcome.row != null) {
                    rows.add(outcome.row);
                }
            }
        }
        return new Pack(from, to, List.copyOf(rows));
    }

    /** The pack of a large stretch, of the small ones in it, which are not needed any more then. */
    private Mono<Pack> makeLarge(State last, long start, long next) {
        return parts(last, start, next)
                .collectList()
                .flatMap(parts -> state.current()
                        .filter(now -> now.storeId().equals(last.storeId())
                                && !parts.isEmpty()
                                && parts.get(parts.size() - 1).to() == next - 1)
                        .flatMap(now -> {
                            List<Row> rows = new ArrayList<>();
                            parts.forEach(part -> rows.addAll(part.without(now).rows()));
                            return stored(now.storeId(), true, new Pack(start, next - 1, List.copyOf(rows)));
                        })
                        .flatMap(pack -> Flux.fromIterable(parts)
                                .concatMap(part -> packs.retire(last.storeId(), part.from()))
                                .then(Mono.just(pack))));
    }

    private Flux<Pack> parts(State last, long start, long next) {
        return start >= next
                ? Flux.empty()
                : packs.get(last.storeId(), false, start, null)
                        .switchIfEmpty(Mono.defer(() -> make(last, start, next - 1)))
                        .flatMapMany(part -> Flux.just(part).concatWith(parts(last, part.to() + 1, next)));
    }

    /** Stores the pack; not for long if one of its tenants is purged meanwhile, as the state says that is asked for afterwards. */
    private Mono<Pack> stored(UUID storeId, boolean large, Pack pack) {
        return packs.create(storeId, large, pack)
                .then(state.current().map(Optional::of))
                .onErrorResume(NotInitializedException.class, dropped -> Mono.just(Optional.empty()))
                .filter(now -> now.isEmpty() || isOutdated(now.get(), storeId, pack))
                .flatMap(now -> packs.delete(storeId, large, pack.from()))
                .thenReturn(pack);
    }

    private static boolean isOutdated(State now, UUID storeId, Pack pack) {
        return !now.storeId().equals(storeId) || pack.rows().stream().anyMatch(row -> row.isDead(now));
    }
}
