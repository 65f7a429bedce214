package io.aett.reactive.domain;

/** Makes empty aggregates, for classes whose constructor takes more than the id. */
@FunctionalInterface
public interface AggregateFactory {

    /**
     * A new instance without events. Called on every load, on the thread that subscribes or reads; must not block.
     *
     * @param type the class that was asked for
     * @param id the id that the instance must have
     * @return an instance of {@code type}
     */
    Aggregate<?> create(Class<? extends Aggregate<?>> type, String id);
}
