package io.aett.reactive.domain;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;

/** Changes without a result. */
final class Changing {

    private Changing() {}

    static <T> Function<T, Boolean> by(Consumer<? super T> change) {
        Objects.requireNonNull(change, "change");
        return instance -> {
            change.accept(instance);
            return true;
        };
    }
}
