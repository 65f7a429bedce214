package io.aett.reactive;

import java.time.Duration;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Small values under keys that two processes must not overwrite for each other: an ordered map with compare-and-set.
 *
 * <p>A change takes effect whole or not at all, and only if the entry is as the caller knows it; per key all operations of all
 * processes have one order. Reads see every change that was acknowledged before. A space and a key are ids like those of streams
 * ({@link IllegalArgumentException} otherwise). {@code drop()} removes states, {@code purge(tenant)} does not touch them: keep
 * references in them, never a tenant's content.
 *
 * <p>All publishers are cold, and each subscription of a change is one attempt. If the answer to a change is lost, the store first looks
 * for its own write; if the outcome stays unknown, that is a {@link StateOutcomeUnknownException}. Cancelling a change that was sent leaves
 * open whether it took effect; it is whole either way.
 */
public interface StateStore {

    /** The largest value, in bytes. A larger one is an {@link IllegalArgumentException}. */
    int MAX_VALUE_BYTES = 64 << 10;

    /** The entry, or empty if there is none. */
    Mono<StateEntry> get(String space, String key);

    /**
     * The entries of a space with a key of {@code from} or greater, in the order of their keys' UTF-8 bytes, each at most once. An entry
     * that existed before and is not changed meanwhile is among them. Read in pages on demand.
     *
     * @param from the first key; empty for the whole space
     */
    Flux<StateEntry> scan(String space, String from);

    /**
     * The entry as it is, and then each time a poll finds another one, without end; absent entries are waited for. Values between two polls
     * are not seen. Polls are half a second apart; all who watch one key through one store share them.
     */
    default Flux<StateEntry> changes(String space, String key) {
        return Flux.defer(() -> get(space, key))
                .repeatWhen(looks -> looks.delayElements(Duration.ofMillis(500)))
                .distinctUntilChanged(StateEntry::version);
    }

    /** The new entry, or empty if there already is one under this key. Of many concurrent callers one gets the entry. */
    Mono<StateEntry> create(String space, String key, byte[] value);

    /** The entry as it is now, or empty if it is no longer {@code expected}. Of many concurrent callers one gets the entry. */
    Mono<StateEntry> replace(StateEntry expected, byte[] value);

    /** Whether this call removed the entry; false if it is no longer {@code expected}. Of many concurrent callers one gets true. */
    Mono<Boolean> remove(StateEntry expected);
}
