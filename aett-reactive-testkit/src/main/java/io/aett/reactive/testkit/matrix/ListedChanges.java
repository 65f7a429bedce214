package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.testkit.check.ListedIds;
import io.aett.reactive.testkit.check.StreamLogChecker;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Adds the ids of its changes to the value of a state, each on the condition of what was there. */
final class ListedChanges {

    /** Where the lists are. */
    static final String SPACE = "matrix";

    private static final int MOST = 2000;
    private static final int ANSWERS = 3;

    private final Trial trial;
    private final EventStore store;
    private final String key;
    private final StreamLogChecker checker;
    private @Nullable StateEntry known;

    ListedChanges(Trial trial, EventStore store, String key, StreamLogChecker checker) {
        this.trial = trial;
        this.store = store;
        this.key = key;
        this.checker = checker;
    }

    /** Looks, unless it knows, and changes. */
    Mono<Boolean> add() {
        return Mono.defer(() -> known == null ? look() : change(known));
    }

    private Mono<Boolean> look() {
        return Mono.defer(() -> {
            long invoked = System.nanoTime();
            return trial.call("get of a state", ANSWERS, store.states().get(SPACE, key))
                    .doOnNext(there -> checker.read(ListedIds.of(there.value()), invoked, System.nanoTime()))
                    .flatMap(this::change)
                    .switchIfEmpty(Mono.defer(() -> change(null)))
                    .onErrorResume(StorageUnavailableException.class, failure -> Mono.just(false));
        });
    }

    private Mono<Boolean> change(@Nullable StateEntry from) {
        UUID id = trial.newId();
        byte[] before = from == null ? new byte[0] : from.value();
        if (ListedIds.count(before) > MOST) {
            return Mono.just(true);
        }
        byte[] value = ListedIds.with(before, id);
        long sequence = ListedIds.count(value);
        long invoked = System.nanoTime();
        known = null;
        Mono<StateEntry> change = from == null
                ? store.states().create(SPACE, key, value)
                : store.states().replace(from, value);
        return trial.call("change of a state", ANSWERS, change)
                .doOnNext(changed -> {
                    checker.stored(id, sequence, invoked, System.nanoTime());
                    known = changed;
                })
                .switchIfEmpty(Mono.fromRunnable(() -> checker.refused(id, sequence, invoked, System.nanoTime())))
                .thenReturn(true)
                .onErrorResume(StateOutcomeUnknownException.class, failure -> {
                    checker.unknown(id, sequence, invoked, System.nanoTime());
                    return Mono.just(false);
                })
                .onErrorResume(StorageUnavailableException.class, failure -> {
                    checker.refused(id, sequence, invoked, System.nanoTime());
                    return Mono.just(false);
                });
    }
}
