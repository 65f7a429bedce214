package io.aett.reactive.s3;

import io.aett.reactive.StorageException;
import io.aett.reactive.s3.S3Failures.NotInitializedException;
import io.aett.reactive.s3.StoreState.State;
import io.aett.reactive.spi.StorageManagement;
import java.util.List;
import reactor.core.publisher.Mono;

/** Creates the store's one object, after the endpoint was tried, and removes what is under the store's keys. */
final class S3Management implements StorageManagement {

    private final S3Bucket bucket;
    private final S3Keys keys;
    private final StoreState state;
    private final Packs packs;
    private final Duties duties;
    private final Removal removal;
    private final boolean tried;
    private final Probe probe;

    S3Management(
            S3Bucket bucket, S3Keys keys, StoreState state, Packs packs, Duties duties, boolean tried, boolean states) {
        this.packs = packs;
        this.duties = duties;
        this.tried = tried;
        this.bucket = bucket;
        this.keys = keys;
        this.state = state;
        this.removal = new Removal(bucket);
        this.probe = new Probe(bucket, keys, removal, states);
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
                        NotInitializedException.class,
                        missing -> (tried ? Mono.empty() : probe.run()).then(state.create()))
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
     * tenant without anything in its present generation keeps it, so that purging again only deletes what was left. Packs in which there
     * is something of it go as a whole: what they hold of others is stored elsewhere, too.
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
        Removal.Doomed ofTenant = new Removal.Doomed(
                tenant,
                found -> Mono.just(found.stream()
                        .filter(key -> S3Keys.generationOf(tenant, key) < generation)
                        .toList()));
        Removal.Doomed inPacks =
                new Removal.Doomed(keys.packs(now.storeId()), found -> packs.holding(found, tenantId, generation));
        return removal.removeAll(List.of(ofTenant, inPacks));
    }

    @Override
    public Mono<Void> close() {
        return duties.idle();
    }
}
