package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import io.aett.reactive.s3.Pack.Index;
import io.aett.reactive.s3.Pack.Part;
import io.aett.reactive.s3.Pack.Row;
import io.aett.reactive.s3.S3Bucket.Found;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The packs that are stored. They never change, and say nothing that is not stored elsewhere: one that is missing costs requests. So they are
 * deleted when one of their tenants is purged, and may be made again.
 */
final class Packs {

    /** The first part of a pack that is read for one tenant: the index, and all of a small pack. */
    private static final int FIRST_PART = 64 << 10;

    private static final long BYTES_KNOWN = 8L << 20;
    private static final int MOST_KNOWN = 32;
    private static final int ROW_BYTES = 300;
    private static final int INDICES_AT_ONCE = 16;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final Removal removal;
    private final Recent<String, Known> recent = new Recent<>(BYTES_KNOWN, MOST_KNOWN);

    Packs(S3Bucket bucket, S3Keys keys) {
        this.bucket = bucket;
        this.keys = keys;
        this.removal = new Removal(bucket);
    }

    /** A pack, or what is in it of one tenant. */
    private record Known(UUID storeId, @Nullable String tenantId, Pack pack) {

        boolean tells(UUID store, @Nullable String tenant, long position) {
            return storeId.equals(store)
                    && (tenantId == null || tenantId.equals(tenant))
                    && pack.from() <= position
                    && position <= pack.to();
        }
    }

    /** What was read lately and holds the position. */
    Mono<Pack> known(UUID storeId, long position, @Nullable String tenantId) {
        return Mono.fromSupplier(() -> {
            Known known = recent.any(one -> one.tells(storeId, tenantId, position));
            return known == null ? null : known.pack;
        });
    }

    /** The pack that begins there, or at least what is in it of the tenant ({@code null}: of all); or empty. */
    Mono<Pack> get(UUID storeId, boolean large, long start, @Nullable String tenantId) {
        String key = keys.pack(storeId, large, start);
        Mono<Known> read = tenantId == null
                ? bucket.getLarge(key).map(found -> new Known(storeId, null, Pack.parse(key, found.body())))
                : ofTenant(key, tenantId).map(pack -> new Known(storeId, tenantId, pack));
        return read.map(known -> remember(key, known));
    }

    private Mono<Pack> ofTenant(String key, String tenantId) {
        return first(key, FIRST_PART)
                .flatMap(first -> Mono.justOrEmpty(first.index.parts().stream()
                                .filter(part -> part.tenantId().equals(tenantId))
                                .findFirst())
                        .flatMap(part -> rows(key, part, first))
                        .defaultIfEmpty(List.of())
                        .map(rows -> new Pack(first.index.from(), first.index.to(), rows)));
    }

    private Mono<List<Row>> rows(String key, Part part, First first) {
        int begin = first.index.length() + part.offset();
        return begin + part.length() <= first.object.body().length
                ? Mono.just(Pack.rows(key, part, first.object.body(), begin))
                : bucket.getPart(key, begin, part.length()).map(found -> Pack.rows(key, part, found.body(), 0));
    }

    /** The beginning of a pack, with all of its index. */
    private record First(Index index, Found object) {}

    private Mono<First> first(String key, int length) {
        return bucket.getPart(key, 0, length).flatMap(found -> {
            Index index = Pack.index(key, found.body());
            return index != null ? Mono.just(new First(index, found)) : first(key, 8 * length);
        });
    }

    private Pack remember(String key, Known known) {
        long bytes = known.pack.rows().stream()
                .mapToLong(row -> ROW_BYTES + (row.payload() == null ? 0 : row.bytes()))
                .sum();
        recent.put(known.tenantId == null ? key : key + "\t" + known.tenantId, known, bytes);
        return known.pack;
    }

    /** Creates the pack if there is none, and is it. */
    Mono<Pack> create(UUID storeId, boolean large, Pack pack) {
        return Mono.defer(() -> {
            String key = keys.pack(storeId, large, pack.from());
            return bucket.create(key, Map.of(), pack.write())
                    .map(created -> remember(key, new Known(storeId, null, pack)));
        });
    }

    /** Deletes the pack with all its versions, if there is one. */
    Mono<Void> delete(UUID storeId, boolean large, long start) {
        return removal.removeAll(keys.pack(storeId, large, start), Mono::just);
    }

    /** Deletes what another pack holds, too. */
    Mono<Void> retire(UUID storeId, long start) {
        return bucket.delete(keys.pack(storeId, false, start));
    }

    /** Of these keys those whose packs hold something of the tenant of before a generation; and those that cannot be told. */
    Mono<List<String>> holding(List<String> packs, String tenantId, long generation) {
        return Flux.fromIterable(packs)
                .flatMapSequential(
                        key -> first(key, FIRST_PART)
                                .map(first -> first.index.holdsOfBefore(tenantId, generation))
                                .defaultIfEmpty(true)
                                .onErrorReturn(StorageException.class, true)
                                .filter(held -> held)
                                .map(held -> key),
                        INDICES_AT_ONCE)
                .collectList();
    }
}
