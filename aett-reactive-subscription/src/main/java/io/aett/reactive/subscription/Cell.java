package io.aett.reactive.subscription;

import io.aett.reactive.StateEntry;
import io.aett.reactive.StateOutcomeUnknownException;
import io.aett.reactive.StateStore;
import io.aett.reactive.internal.StateFormat;
import java.util.function.UnaryOperator;
import reactor.core.publisher.Mono;

/**
 * A stored value of an epoch, as its owner knows it. Changed against the version that was seen last; when that is not the last any more
 * it is read, and changed again if the epoch is still the same. Otherwise the slice has another owner: {@link LeaseLostException}.
 *
 * <p>A change may be made more than once, after a lost answer too, so it must give the same when it meets its own outcome.
 */
final class Cell<T extends Epoch<T>> {

    private record Known<T extends Epoch<T>>(StateEntry entry, T value) {}

    private final StateStore states;
    private final StateFormat<T> format;
    private final long epoch;
    private volatile Known<T> known;

    Cell(StateStore states, StateFormat<T> format, StateEntry entry) {
        this.states = states;
        this.format = format;
        this.known = new Known<>(entry, format.decode(entry.key(), entry.value()));
        this.epoch = known.value().epoch();
    }

    /** As it was last seen. */
    T value() {
        return known.value();
    }

    /** What is stored afterwards. Nothing is sent when the change changes nothing. */
    Mono<T> update(UnaryOperator<T> change) {
        return Mono.defer(() -> {
            Known<T> now = known;
            T changed = change.apply(now.value());
            if (changed.equals(now.value())) {
                return Mono.just(changed);
            }
            T next = changed.counted();
            return states.replace(now.entry(), format.encode(next))
                    .onErrorResume(StateOutcomeUnknownException.class, unknown -> Mono.empty())
                    .map(entry -> adopt(entry, next))
                    .switchIfEmpty(Mono.defer(() -> refresh().then(update(change))));
        });
    }

    /** One attempt as part of a transaction; {@link #adopt} what comes of it after the commit. {@link StaleCellException} when it is time to refresh. */
    Mono<StateEntry> updateIn(StateStore transaction, UnaryOperator<T> change) {
        return Mono.defer(() -> {
            Known<T> now = known;
            return transaction
                    .replace(
                            now.entry(), format.encode(change.apply(now.value()).counted()))
                    .switchIfEmpty(Mono.error(StaleCellException::new));
        });
    }

    /** This is how it is stored now. */
    void adopt(StateEntry entry) {
        adopt(entry, format.decode(entry.key(), entry.value()));
    }

    /** Unless something newer is known: what was read may arrive after what was written since. */
    private synchronized T adopt(StateEntry entry, T value) {
        if (value.changes() >= known.value().changes()) {
            known = new Known<>(entry, value);
        }
        return value;
    }

    /** Reads it; fails when it is somebody else's, or gone. */
    Mono<T> refresh() {
        return Mono.defer(() -> states.get(known.entry().space(), known.entry().key()))
                .flatMap(this::adoptMine)
                .switchIfEmpty(Mono.error(LeaseLostException::new));
    }

    private Mono<T> adoptMine(StateEntry entry) {
        T value = format.decode(entry.key(), entry.value());
        return value.epoch() == epoch ? Mono.just(adopt(entry, value)) : Mono.empty();
    }
}
