package io.aett.reactive.test;

/**
 * What is done to an aggregate or saga in a test.
 *
 * @param <T> the aggregate or saga
 */
@FunctionalInterface
public interface Command<T> {

    /** Decides on {@code target}; what it throws is what {@code expectException} sees. */
    void on(T target) throws Exception;
}
