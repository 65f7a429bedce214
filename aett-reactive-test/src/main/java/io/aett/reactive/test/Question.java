package io.aett.reactive.test;

import org.jspecify.annotations.Nullable;

/**
 * What is done to an aggregate or saga in a test, with an answer.
 *
 * @param <T> the aggregate or saga
 * @param <R> the answer
 */
@FunctionalInterface
public interface Question<T, R> {

    /** Decides on {@code target}; what it throws is what {@code expectException} sees. */
    @Nullable
    R on(T target) throws Exception;
}
