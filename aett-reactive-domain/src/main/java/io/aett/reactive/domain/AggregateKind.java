package io.aett.reactive.domain;

import java.util.Objects;

/** Aggregates of all classes. */
enum AggregateKind implements Kind<Aggregate<?>> {
    AGGREGATES;

    @Override
    public Changes changes(Aggregate<?> aggregate) {
        return aggregate.changes();
    }

    @Override
    public Object key(Aggregate<?> aggregate) {
        return aggregate.getClass();
    }

    @Override
    public void apply(Aggregate<?> aggregate, Object event) {
        aggregate.apply(event);
    }

    @Override
    public Class<?> type(Aggregate<?> aggregate) {
        return aggregate.getClass();
    }

    @Override
    public boolean hasSnapshots(Aggregate<?> aggregate) {
        return Mementos.kept(aggregate.getClass());
    }

    @Override
    public IllegalStateException withoutSnapshots(Aggregate<?> aggregate) {
        return Mementos.missing(aggregate.getClass());
    }

    @Override
    public void restore(Aggregate<?> aggregate, long version, Object payload) {
        aggregate.restore(version, payload);
    }

    @Override
    public Object payload(Aggregate<?> aggregate) {
        return Objects.requireNonNull(aggregate.getMemento(), "memento").payload();
    }

    @Override
    public boolean hasCopies(Aggregate<?> aggregate) {
        return hasSnapshots(aggregate);
    }

    @Override
    public void copy(Aggregate<?> from, Aggregate<?> fresh) {
        restore(fresh, from.version(), payload(from));
        fresh.changes().standAt(from.changes());
    }

    @Override
    public Object shown(Aggregate<?> aggregate) {
        return aggregate;
    }
}
