package io.aett.reactive.s3;

import io.aett.reactive.CommitIds;
import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Failures.NotInitializedException;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.spi.StorageManagement;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Creates the store's one object, after the endpoint was tried, and removes what is under the store's keys. */
final class S3Management implements StorageManagement {

    /**
     * A server that lets racing creates win does so in a part of the races only: of those known, in two of five. So many
     * races that one in a million slips through.
     */
    private static final int RACES = 12;

    private static final int RACERS = 8;

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final StoreState state;
    private final Removal removal;
    private final boolean tried;
    private final CommitIds ids = new CommitIds();

    S3Management(S3Bucket bucket, S3Keys keys, StoreState state, boolean tried) {
        this.tried = tried;
        this.bucket = bucket;
        this.keys = keys;
        this.state = state;
        this.removal = new Removal(bucket);
    }

    /** An endpoint is tried only for a new store: who made one that exists has tried it. */
    @Override
    public Mono<Void> initialize() {
        return Mono.defer(() -> {
            String refusal = Undivided.refusal(bucket.client());
            return refusal == null ? create() : Mono.error(new StorageException(refusal));
        });
    }

    private Mono<Void> create() {
        return state.current()
                .onErrorResume(
                        NotInitializedException.class, missing -> (tried ? Mono.empty() : probe()).then(state.create()))
                .then();
    }

    /**
     * First the store's state, so that from then on every operation fails; then its name, and then the data, also of stores
     * that were dropped by halves. What a store that was initialized meanwhile has stays.
     */
    @Override
    public Mono<Void> drop() {
        return state.current()
                .flatMap(now -> bucket.delete(keys.state(now.storeId(), now.version()))
                        .then(removal.removeAll(keys.states(now.storeId()), Mono::just)))
                .onErrorResume(NotInitializedException.class, none -> Mono.empty())
                .then(bucket.delete(keys.store()))
                .then(Mono.defer(() -> {
                    state.forget();
                    return removal.removeAll(keys.allData(), this::ofNoStore);
                }))
                .then(Mono.defer(() -> removal.removeAll(keys.probes(), Mono::just)));
    }

    private Mono<List<String>> ofNoStore(List<String> found) {
        return state.current()
                .map(now -> without(keys.data(now.storeId()), found))
                .onErrorResume(NotInitializedException.class, none -> Mono.just(found));
    }

    private static List<String> without(String prefix, List<String> found) {
        return found.stream().filter(key -> !key.startsWith(prefix)).toList();
    }

    /**
     * Raises the tenant's generation, which removes everything in one step, and then deletes what is of earlier ones. A
     * tenant without anything in its present generation keeps it, so that purging again only deletes what was left.
     */
    @Override
    public Mono<Void> purge(String tenantId) {
        return state.current()
                .flatMap(now -> bucket.list(keys.generation(now.storeId(), tenantId, now.generation(tenantId)), null, 1)
                        .flatMap(present -> present.keys().isEmpty() ? Mono.just(now) : state.raise(now, tenantId)))
                .flatMap(now -> removeBefore(now, tenantId));
    }

    private Mono<Void> removeBefore(State now, String tenantId) {
        String tenant = keys.tenant(now.storeId(), tenantId);
        long generation = now.generation(tenantId);
        return removal.removeAll(
                tenant,
                found -> Mono.just(found.stream()
                        .filter(key -> S3Keys.generationOf(tenant, key) < generation)
                        .toList()));
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }

    /** Tries whether the endpoint keeps what all else rests on; fails and says so when it does not. */
    private Mono<Void> probe() {
        return Mono.usingWhen(
                        Mono.fromSupplier(() -> keys.probes() + ids.get() + "/"),
                        folder -> probe(folder).thenReturn(true),
                        folder -> removal.removeAll(folder, Mono::just).onErrorComplete())
                .then();
    }

    private Mono<Void> probe(String folder) {
        byte[] body = {1};
        String key = folder + "second";
        Predicate<Throwable> unknown = e -> e instanceof S3Exception refused && refused.statusCode() == 501;
        Mono<Void> second = bucket.create(key, Map.of(), body)
                .then(bucket.create(key, Map.of(), body))
                .flatMap(created ->
                        created ? refused("accepted a second create of one key (If-None-Match)") : Mono.empty());
        Mono<Void> races = Flux.range(0, RACES)
                .flatMap(race -> winners(folder + "race-" + race), 2)
                .any(winners -> winners > 1)
                .flatMap(wrong ->
                        wrong ? refused("let several of racing creates of one key win (If-None-Match)") : Mono.empty());
        return second.then(races).onErrorResume(unknown, e -> refused("does not know conditional writes (status 501)"));
    }

    private Mono<Long> winners(String key) {
        return Flux.range(0, RACERS)
                .flatMap(racer -> bucket.create(key, Map.of(), new byte[] {1}), RACERS)
                .filter(created -> created)
                .count();
    }

    private Mono<Void> refused(String what) {
        return Mono.error(() -> new StorageException("this S3 endpoint " + what + " in bucket " + bucket.name()
                + "; an event store on it would lose commits, so it was not initialized. Conditional writes that hold under"
                + " a race are needed: those of AWS S3, MinIO, Ceph, Cloudflare R2 and others do"));
    }
}
