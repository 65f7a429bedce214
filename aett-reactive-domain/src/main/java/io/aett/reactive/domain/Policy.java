package io.aett.reactive.domain;

import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A policy put together from others. */
record Policy(Predicate<SnapshotPolicy.Saved> due, Predicate<Class<?>> covered, OptionalInt keeps)
        implements SnapshotPolicy {

    /** Covers nothing, so that it is not asked. */
    static final Policy NONE = new Policy(saved -> false, type -> false, OptionalInt.empty());

    static OptionalInt more(SnapshotPolicy one, SnapshotPolicy other) {
        return IntStream.concat(one.keeps().stream(), other.keeps().stream()).max();
    }

    static boolean asks(SnapshotPolicy policy, Saved saved) {
        return policy.covers(saved.type()) && policy.isDue(saved);
    }

    @Override
    public boolean isDue(Saved saved) {
        return due.test(saved);
    }

    @Override
    public boolean covers(Class<?> type) {
        return covered.test(type);
    }
}
