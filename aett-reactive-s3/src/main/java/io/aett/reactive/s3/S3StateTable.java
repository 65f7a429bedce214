package io.aett.reactive.s3;

import io.aett.reactive.StateEntry;
import io.aett.reactive.s3.S3Bucket.Listing;
import io.aett.reactive.spi.StatePage;
import io.aett.reactive.spi.StateTable;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The states in a bucket, one object each: created if absent, replaced and deleted where the tag is the expected one.
 *
 * <p>The store's state is asked for before each change, and its id is part of every key: without it there is no store, and what a stalled
 * writer still creates after a drop is of no store.
 */
final class S3StateTable implements StateTable {

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final StoreState state;
    private final S3Failures failures;
    private final int parallel;

    S3StateTable(S3Bucket bucket, S3Keys keys, StoreState state, S3Failures failures, int parallel) {
        this.bucket = bucket;
        this.keys = keys;
        this.state = state;
        this.failures = failures;
        this.parallel = parallel;
    }

    @Override
    public Mono<StateEntry> get(String space, String key) {
        return state.finding(
                now -> bucket.get(keys.entry(now.storeId(), space, key)).map(StateObject::parse));
    }

    @Override
    public Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries) {
        return state.finding(now -> {
            String folder = keys.entries(now.storeId(), space);
            @Nullable
            String after = from.isEmpty() ? null : folder + (inclusive ? Ordered.open(from) : Ordered.write(from));
            return bucket.list(folder, after, Math.min(maxEntries, S3Bucket.MOST_LISTED))
                    .flatMap(listing -> page(folder, from, listing));
        });
    }

    /** Where the next page begins says the listing: what it names may be deleted by now. */
    private Mono<StatePage> page(String folder, String from, Listing listing) {
        List<String> found = listing.keys();
        String next = found.isEmpty()
                ? from
                : Ordered.read(found.get(found.size() - 1).substring(folder.length()));
        return Flux.fromIterable(found)
                .flatMapSequential(key -> bucket.get(key).map(StateObject::parse), parallel)
                .collectList()
                .map(entries -> new StatePage(entries, next, !listing.more()));
    }

    /** Sent once, never by the SDK again: the second attempt could succeed after somebody removed what the first one created. */
    @Override
    public Mono<StateEntry> create(String space, String key, byte[] value, String nonce) {
        return changing(store -> {
            String object = keys.entry(store, space, key);
            byte[] body = StateObject.write(space, key, value, nonce);
            return stored(object, nonce, bucket.createOnce(object, body))
                    .map(version -> new StateEntry(space, key, value, version));
        });
    }

    @Override
    public Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce) {
        String etag = StateObject.etag(expected);
        return changing(store -> {
            String object = keys.entry(store, expected.space(), expected.key());
            byte[] body = StateObject.write(expected.space(), expected.key(), value, nonce);
            return etag == null
                    ? Mono.empty()
                    : stored(object, nonce, bucket.replaceIf(object, etag, body))
                            .map(version -> new StateEntry(expected.space(), expected.key(), value, version));
        });
    }

    /** The new version; empty when the condition did not hold, unless it was this call's own write that it met. */
    private Mono<String> stored(String object, String nonce, Mono<String> put) {
        return Mono.defer(() -> {
            Sendings sendings = new Sendings(bucket, failures);
            return sendings.of(put)
                    .map(etag -> StateObject.version(nonce, etag))
                    .onErrorResume(
                            S3Bucket::isRefused,
                            refusal -> sendings.isOnly(refusal)
                                    ? Mono.empty()
                                    : own(object, nonce)
                                            .onErrorMap(look -> failures.perhaps(refusal))
                                            .switchIfEmpty(sendings.nothing(refusal)));
        });
    }

    private Mono<String> own(String object, String nonce) {
        return bucket.get(object)
                .map(found -> StateObject.parse(found).version())
                .filter(version -> version.startsWith(nonce));
    }

    @Override
    public Mono<Boolean> remove(StateEntry expected) {
        String etag = StateObject.etag(expected);
        return changing(store -> etag == null
                ? Mono.just(false)
                : Mono.defer(() -> {
                    Sendings sendings = new Sendings(bucket, failures);
                    return sendings.of(bucket.deleteIf(keys.entry(store, expected.space(), expected.key()), etag))
                            .thenReturn(true)
                            .onErrorResume(
                                    S3Bucket::isRefused,
                                    refusal ->
                                            sendings.<Boolean>nothing(refusal).defaultIfEmpty(false));
                }));
    }

    private <T> Mono<T> changing(Function<UUID, Mono<T>> change) {
        return state.current().onErrorMap(failures::nothingPlaced).flatMap(now -> change.apply(now.storeId()));
    }
}
