package io.aett.reactive.dynamodb;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.sealedlog.Placement;
import io.aett.reactive.sealedlog.Run;
import io.aett.reactive.sealedlog.SealedStorage;
import io.aett.reactive.sealedlog.Slot;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.LogHead;
import io.aett.reactive.spi.PageRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import reactor.core.publisher.Mono;

/**
 * The primitives of the sealed log: a counter item, announcements at positions, and commits that are created in their streams. A position is
 * closed there too: a void keeps what was announced from coming.
 */
final class DynamoDbSealedStorage implements SealedStorage<DynamoDbSealedStorage.Reservation> {

    private final Counter counter;
    private final Lanes lanes;
    private final Heads heads;
    private final Generations generations;
    private final Placing placing;
    private final Announced announced;
    private final Sealing sealing;

    DynamoDbSealedStorage(
            Counter counter,
            Lanes lanes,
            Heads heads,
            Generations generations,
            Placing placing,
            Announced announced,
            Sealing sealing) {
        this.counter = counter;
        this.lanes = lanes;
        this.heads = heads;
        this.generations = generations;
        this.placing = placing;
        this.announced = announced;
        this.sealing = sealing;
    }

    /**
     * The first of as many positions as there are commits, and what was looked up beside it.
     *
     * @param generations of the commits' tenants
     * @param heads where streams ended of which that was not known, by partition
     */
    record Reservation(long first, int commits, Map<String, Long> generations, Map<String, Place> heads) {}

    @Override
    public Mono<Reservation> reserve(List<EncodedCommit> batch, Duration patience) {
        List<String> tenants = tenantsOf(batch);
        return Mono.zip(counter.take(batch.size(), patience), generations.current(tenants), heads(batch))
                .flatMap(all -> generations
                        .begun(all.getT2(), all.getT1().storeId())
                        .map(now -> new Reservation(all.getT1().first(), batch.size(), now, all.getT3())))
                .onErrorMap(
                        failure -> DynamoDbFailures.classify(failure) == Kind.UNKNOWN,
                        failure -> new StorageUnavailableException(
                                "DynamoDB: no position could be taken, nothing was written", failure));
    }

    /** In the last known generations; of others it is looked up when the commits are placed. */
    private Mono<Map<String, Place>> heads(List<EncodedCommit> batch) {
        return Mono.defer(() ->
                heads.unknown(batch, stream -> Keys.commits(generations.guess(stream.tenantId()), stream)));
    }

    @Override
    public List<Long> positions(Reservation reservation) {
        return LongStream.range(reservation.first, reservation.first + reservation.commits)
                .boxed()
                .toList();
    }

    static List<String> tenantsOf(List<EncodedCommit> batch) {
        return batch.stream()
                .map(commit -> commit.stream().tenantId())
                .distinct()
                .toList();
    }

    @Override
    public Mono<List<Placement>> place(Reservation reservation, List<EncodedCommit> batch) {
        return Mono.defer(() -> placing.place(
                        IntStream.range(0, batch.size())
                                .mapToObj(i -> attempt(reservation, i, batch.get(i)))
                                .toList(),
                        reservation.heads))
                .flatMap(placements -> anyLost(placements) ? helped(placements) : Mono.just(placements));
    }

    /** What only helps the next try decides nothing: were the counter still behind, that one would come here again. */
    private Mono<List<Placement>> helped(List<Placement> placements) {
        return moveCounter().onErrorComplete().thenReturn(placements);
    }

    private static Attempt attempt(Reservation reservation, int index, EncodedCommit commit) {
        long generation = reservation.generations.getOrDefault(commit.stream().tenantId(), 0L);
        return Attempt.of(index, commit, generation, reservation.first + index);
    }

    private static boolean anyLost(List<Placement> placements) {
        return placements.stream().anyMatch(Placement.PositionLost.class::isInstance);
    }

    /** Beyond all that is stored: does nothing unless the counter was set back. */
    Mono<Void> moveCounter() {
        return lanes.highest().flatMap(counter::raise);
    }

    @Override
    public Mono<Void> seal(List<Long> positions) {
        return sealing.seal(positions);
    }

    @Override
    public Mono<Run> read(PageRequest request) {
        return counter.seen().flatMap(seen -> {
            LogHead head = seen.head();
            long through = Math.min(head.last(), saturated(request.after(), request.maxCommits()));
            return through <= request.after()
                    ? Mono.just(new Run(head, List.of(), request.after()))
                    : lanes.entries(request.after(), through)
                            .flatMap(entries -> run(head, request, entries, through))
                            .map(run -> run.announcing(seen.announced()));
        });
    }

    private static long saturated(long after, int more) {
        return after > Long.MAX_VALUE - more ? Long.MAX_VALUE : after + more;
    }

    private Mono<Run> run(LogHead head, PageRequest request, List<Entry> entries, long through) {
        List<Entry> page = Lanes.cut(entries, request);
        long end = page.size() < entries.size() ? page.get(page.size() - 1).position() : through;
        return (end < head.last() ? announced.ofOlder(page) : announced.of(page))
                .map(found -> Run.dense(
                        head,
                        request.after(),
                        page.stream().map(entry -> slot(entry, found)).toList(),
                        end));
    }

    /** What belongs to a dead generation is as good as a tombstone, and becomes one when the purge gets there. */
    private static Slot slot(Entry entry, Announced.Found found) {
        EncodedCommit commit = found.byPosition().get(entry.position());
        if (commit != null) {
            return Slot.commit(commit);
        }
        return found.open().contains(entry.position()) ? Slot.open(entry.position()) : Slot.tombstone(entry.position());
    }
}
