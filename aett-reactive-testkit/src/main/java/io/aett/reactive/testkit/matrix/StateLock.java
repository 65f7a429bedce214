package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A state that is there while somebody holds it. Whoever finds own bytes there holds it, also after an unknown outcome. */
final class StateLock {

    private static final int ANSWERS = 3;

    private final Trial trial;
    private final EventStore store;
    private final String key;
    private final String name;
    private final AtomicReference<@Nullable String> holder;
    private @Nullable StateEntry leaving;

    StateLock(Trial trial, EventStore store, String key, String name, AtomicReference<@Nullable String> holder) {
        this.trial = trial;
        this.store = store;
        this.key = key;
        this.name = name;
        this.holder = holder;
    }

    /** Takes it if it is free, and gives it back. */
    Mono<Boolean> turn() {
        return Mono.defer(() -> leaving == null ? take() : leave(leaving))
                .onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false))
                .onErrorResume(StateOutcomeUnknownException.class, failure -> Mono.just(false));
    }

    private Mono<Boolean> take() {
        return trial.call("get of a lock", ANSWERS, store.states().get(ListedChanges.SPACE, key))
                .map(there -> new String(there.value(), StandardCharsets.UTF_8).equals(name) ? hold(there) : true)
                .switchIfEmpty(trial.call(
                                "create of a lock",
                                ANSWERS,
                                store.states().create(ListedChanges.SPACE, key, name.getBytes(StandardCharsets.UTF_8)))
                        .map(this::hold)
                        .defaultIfEmpty(true));
    }

    private boolean hold(StateEntry entry) {
        if (!holder.compareAndSet(null, name)) {
            trial.history().violated(name + " holds the lock, which " + holder.get() + " holds");
        }
        leaving = entry;
        return true;
    }

    /** From before the first attempt on it may be anybody's. */
    private Mono<Boolean> leave(StateEntry entry) {
        holder.compareAndSet(name, null);
        return trial.call("remove of a lock", ANSWERS, store.states().remove(entry))
                .doOnNext(removed -> leaving = null)
                .thenReturn(true);
    }
}
