package io.aett.reactive.domain;

import io.aett.reactive.EventStore;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * What one repository keeps in a {@link LoadCache}. What is in there is nobody's: it goes in as a copy, and comes out as copies.
 */
record Keeper<K>(String tenantId, EventStore store, Kind<K> kind, LoadCache cache) {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    boolean isOptimistic() {
        return cache.isOptimistic();
    }

    boolean keeps(K instance) {
        return kind.hasCopies(instance);
    }

    /** Brings fresh instances where the kept one stands. If not, there is none, and these are of no use any more. */
    boolean resume(List<? extends K> fresh) {
        LoadCache.Key key = key(fresh.get(0));
        LoadCache.Kept kept = cache.take(key);
        if (kept == null || !copies(kept, fresh)) {
            return false;
        }
        cache.put(key, kept);
        return true;
    }

    @SuppressWarnings("unchecked") // one kind under one key
    private boolean copies(LoadCache.Kept kept, List<? extends K> fresh) {
        K instance = (K) kept.instance();
        return copied(instance, () -> fresh.forEach(one -> kind.copy(instance, one)));
    }

    /** Keeps the state of an instance that stands behind a commit. */
    void keep(K instance, Supplier<? extends K> blank) {
        Changes changes = kind.changes(instance);
        if (changes.isStored() && kind.hasCopies(instance)) {
            copied(instance, () -> {
                K copy = blank.get();
                kind.copy(instance, copy);
                cache.put(key(instance), new LoadCache.Kept(copy, changes.version()));
            });
        }
    }

    /** What a memento throws makes that state be passed over. */
    private boolean copied(K instance, Runnable copying) {
        try {
            copying.run();
            return true;
        } catch (Exception | LinkageError | StackOverflowError | AssertionError refused) {
            LOG.warn(
                    "The state of stream {} is not kept: {} could not be copied by its memento",
                    kind.changes(instance).id(),
                    kind.type(instance).getName(),
                    refused);
            return false;
        }
    }

    void forget(K instance) {
        cache.take(key(instance));
    }

    <T> Mono<T> hit(T loaded) {
        cache.hit();
        return Mono.just(loaded);
    }

    void missed(K loaded, Supplier<? extends K> blank) {
        cache.missed();
        keep(loaded, blank);
    }

    private LoadCache.Key key(K instance) {
        return new LoadCache.Key(
                store, tenantId, kind.key(instance), kind.changes(instance).id());
    }
}
