package io.aett.reactive;

import java.util.function.BiFunction;
import reactor.core.publisher.Mono;

/**
 * Transactions of the database that a store uses, which include a program's own writes and changes of states.
 *
 * @param <T> what the program writes with, such as a connection of the driver
 */
public interface Transactions<T> {

    /**
     * Runs {@code work} in one transaction, which is committed when its publisher completes and rolled back when it fails or is
     * cancelled. Changes made through the given states take effect with it, or not at all. Both arguments are valid only until the work's
     * publisher ends.
     *
     * <p>Cold; each subscription is one transaction. The work's error is passed on unchanged. {@link StateOutcomeUnknownException} if the
     * answer to the commit was lost; {@link StorageUnavailableException} if no transaction was begun, or it was rolled back (a serialization
     * failure, a broken connection): it may be repeated.
     */
    <R> Mono<R> within(BiFunction<? super T, ? super StateStore, ? extends Mono<R>> work);
}
