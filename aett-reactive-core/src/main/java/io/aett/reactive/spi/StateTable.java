package io.aett.reactive.spi;

import io.aett.reactive.StateEntry;
import reactor.core.publisher.Mono;

/**
 * The states of a store: values by space and key, with compare-and-set. Same rules of publishers, consistency and failures as
 * {@link CommitLog}.
 *
 * <p>Each change is atomic, by a condition of the database on what is stored, never by a read followed by a write. Empty and
 * {@code false} say that this call changed nothing, for certain. Where a driver repeats requests by itself a condition that failed may
 * have failed on this call's own first attempt: then look for the nonce before you say so, or fail with what the classifier calls
 * unknown.
 *
 * <p>The caller keeps: valid names, values of at most {@link io.aett.reactive.StateStore#MAX_VALUE_BYTES}, a nonce of
 * {@value #NONCE_LENGTH} characters that no call had before. A stored version is the nonce, or begins with it; it is opaque to everybody
 * else. A purge leaves states alone, a drop removes them, and no change brings a dropped store back.
 */
public interface StateTable {

    /** The length of a nonce: that of a UUID's text, which it is. */
    int NONCE_LENGTH = 36;

    /** The entry, or empty. */
    Mono<StateEntry> get(String space, String key);

    /**
     * A page of one space in the order of the keys' UTF-8 bytes, which is that of their code points and not that of
     * {@link String#compareTo}.
     *
     * @param from where the page begins; empty for the space's first key
     * @param inclusive whether an entry at {@code from} belongs to the page
     * @param maxEntries the most entries; at least 1
     */
    Mono<StatePage> scan(String space, String from, boolean inclusive, int maxEntries);

    /** Stores a new entry, or is empty when there is one. */
    Mono<StateEntry> create(String space, String key, byte[] value, String nonce);

    /** Gives the entry another value, or is empty when its version is another, or it is gone. */
    Mono<StateEntry> replace(StateEntry expected, byte[] value, String nonce);

    /** Removes the entry and is {@code true}, or is {@code false} when its version is another, or it is gone. */
    Mono<Boolean> remove(StateEntry expected);
}
