package io.aett.reactive.spi;

import java.util.Objects;

/**
 * What a finite read sees: decided by its first page and handed back with the request for each later one, so that all pages show
 * the same thing.
 *
 * @param life which life of the tenant is read: another one, not {@code equals}, after each purge of the tenant and after the
 *     store was dropped. A read whose pages come from two lives ends in an error
 * @param through the head when the read began: a read that goes by checkpoint shows nothing above it
 */
public record ReadView(Object life, long through) {
    public ReadView {
        Objects.requireNonNull(life, "life");
    }
}
