package io.aett.reactive.s3;

import io.aett.reactive.s3.S3Keys.StreamPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which of a stream's slots may hold a commit id. Who knows the stream's last slot knows the ids of its block by it; those of the blocks
 * before are told by the last slot of each, and, of many blocks at once, by {@link Digest}s.
 *
 * <p><b>Why an id is stored once.</b> A writer fills a slot only if none before it holds the id, all of which he knows: slots are filled one
 * after the other, and never change. If two held one id, the writer of the later would have known the earlier. What was tried and lost leaves
 * nothing: a write that comes late finds its slot filled, or is the one that fills it.
 *
 * <p><b>Digests</b> are made by whoever misses one, of {@value #FEWEST} slots, or of twice as many, and so on, always from a multiple of their size on. A stream of n
 * commits has about {@code log n} that tell all, and they are never wrong and never missed: without one the slots say the same.
 */
final class StreamIds {

    /** As many slots as the smallest digest has that is stored. */
    static final int FEWEST = 1024;

    private static final long BYTES_KNOWN = 16L << 20;
    private static final int MOST_KNOWN = 50_000;
    private static final int DIGEST_BYTES = 200;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final int parallel;
    private final Recent<Place, Digest> known = new Recent<>(BYTES_KNOWN, MOST_KNOWN);

    StreamIds(S3Bucket bucket, S3Keys keys, int parallel) {
        this.bucket = bucket;
        this.keys = keys;
        this.parallel = parallel;
    }

    /** Some slots of a stream, up to and with the last. */
    private record Place(StreamPlace stream, long last, int size) {

        long start() {
            return last - size;
        }
    }

    /** The last slot of a block says all of it. */
    void seen(StreamPlace stream, Filled filled) {
        if (filled.slot() % Ids.BLOCK == 0 && filled.slot() > 0) {
            remember(new Place(stream, filled.slot(), Ids.BLOCK), Digest.ofBlock(filled));
        }
    }

    private Digest remember(Place place, Digest digest) {
        known.put(place, digest, DIGEST_BYTES + (long) Long.BYTES * digest.size());
        return digest;
    }

    /** The slots up to and with {@code end} that may hold the commit with this id. Asks for nothing as long as they are in one block. */
    Flux<Long> slotsOf(UUID id, StreamPlace stream, Filled end) {
        return Flux.defer(() -> {
            Flux<Long> here = Flux.fromIterable(end.slotsOf(id));
            List<Place> before = before(stream, end.blockStart());
            return before.isEmpty()
                    ? here
                    : here.concatWith(Flux.fromIterable(before)
                            .flatMapSequential(this::digest, parallel, 1)
                            .concatMapIterable(digest -> digest.slotsOf(id)));
        });
    }

    /** The fewest digests that tell all up to the end of a block, the latest first. */
    private static List<Place> before(StreamPlace stream, long blockEnd) {
        List<Place> places = new ArrayList<>(0);
        for (long last = blockEnd; last > 0; last -= places.get(places.size() - 1).size) {
            long size = Math.min(Digest.MOST, Long.lowestOneBit(last));
            places.add(new Place(stream, last, size < FEWEST ? Ids.BLOCK : (int) size));
        }
        return places;
    }

    private Mono<Digest> digest(Place place) {
        return Mono.defer(() -> {
            @Nullable Digest digest = known.get(place);
            return digest != null
                    ? Mono.just(digest)
                    : (place.size == Ids.BLOCK ? block(place) : stored(place)).map(found -> remember(place, found));
        });
    }

    private Mono<Digest> block(Place place) {
        String key = keys.slot(place.stream, place.last);
        return bucket.head(key)
                .map(found -> Digest.ofBlock(Filled.parse(place.last, found)))
                .switchIfEmpty(Mono.error(() -> Streams.lost(key, place.stream, place.last, 0)));
    }

    private Mono<Digest> stored(Place place) {
        String key = keys.ids(place.stream, place.size, place.start());
        return bucket.getLarge(key)
                .map(found -> Digest.parse(key, place.start(), place.size, found.body()))
                .switchIfEmpty(Mono.defer(() -> made(key, place)));
    }

    /** Who may not store it has it none the less. */
    private Mono<Digest> made(String key, Place place) {
        int size = place.size == FEWEST ? Ids.BLOCK : place.size / 2;
        int atOnce = place.size == FEWEST ? parallel : 1;
        return Flux.range(1, place.size / size)
                .flatMapSequential(
                        i -> digest(new Place(place.stream, place.start() + (long) i * size, size)), atOnce, 1)
                .collectList()
                .map(Digest::merged)
                .flatMap(made -> bucket.create(key, java.util.Map.of(), made.write())
                        .onErrorReturn(false)
                        .thenReturn(made));
    }
}
