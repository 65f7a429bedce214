package io.aett.reactive;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether the events of a writer that lost a race conflict with those stored in between. Immutable and thread-safe.
 *
 * <p>Every uncommitted event is paired with every committed one. For such a pair, the registered pairs of classes are asked that match it,
 * subclasses included, and have no more specific match; one "yes" is a conflict. A registered pair is more specific
 * than another if neither of its classes is more general and one is a subclass. For pairs without a match, the detector is lenient,
 * or {@link #strict strict}.
 */
public final class ConflictDetector {

    private static final ConflictDetector EMPTY = new ConflictDetector(List.of(), false);
    private static final ConflictDetector STRICT = new ConflictDetector(List.of(), true);

    private final List<Rule> rules;
    private final boolean strict;
    private final Map<Pair, List<Rule>> resolved = new ConcurrentHashMap<>();

    private ConflictDetector(List<Rule> rules, boolean strict) {
        this.rules = List.copyOf(rules);
        this.strict = strict;
    }

    /** A detector that reports no conflicts. */
    public static ConflictDetector empty() {
        return EMPTY;
    }

    /** A detector that reports a conflict for every pair, since no pair is registered. */
    public static ConflictDetector strict() {
        return STRICT;
    }

    /** A builder of a lenient detector, without registered pairs. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * True as soon as one pair conflicts; false if one side is empty. Exceptions of a delegate are propagated.
     *
     * @param uncommitted events of the writer that lost the race: bodies or {@link EventMessage}s
     * @param committed   events that this writer had not seen: bodies or {@link EventMessage}s
     */
    public boolean conflictsWith(Iterable<?> uncommitted, Iterable<?> committed) {
        Objects.requireNonNull(committed, "committed");
        List<Object> stored = bodies(committed);
        for (Object mine : bodies(uncommitted)) {
            for (Object theirs : stored) {
                if (conflict(mine, theirs)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Object> bodies(Iterable<?> events) {
        List<Object> bodies = new ArrayList<>();
        events.forEach(event -> bodies.add(EventMessage.of(event).body()));
        return bodies;
    }

    private boolean conflict(Object mine, Object theirs) {
        if (rules.isEmpty()) {
            return strict;
        }
        List<Rule> asked = resolved.computeIfAbsent(new Pair(mine.getClass(), theirs.getClass()), this::resolve);
        if (asked.isEmpty()) {
            return strict;
        }
        for (Rule rule : asked) {
            if (rule.delegate.detect(mine, theirs)) {
                return true;
            }
        }
        return false;
    }

    private List<Rule> resolve(Pair actual) {
        List<Rule> matching =
                rules.stream().filter(rule -> rule.pair.covers(actual)).toList();
        return matching.stream()
                .filter(rule -> matching.stream().noneMatch(other -> other.pair.isMoreSpecificThan(rule.pair)))
                .toList();
    }

    private record Pair(Class<?> uncommitted, Class<?> committed) {

        boolean covers(Pair other) {
            return uncommitted.isAssignableFrom(other.uncommitted) && committed.isAssignableFrom(other.committed);
        }

        boolean isMoreSpecificThan(Pair other) {
            return other.covers(this) && !equals(other);
        }
    }

    private record Rule(Pair pair, ConflictDelegate<Object, Object> delegate) {}

    /** Collects registered pairs. */
    public static final class Builder {

        private final List<Rule> rules = new ArrayList<>();
        private boolean strict;

        private Builder() {}

        /** Registers a pair of classes; if a pair is registered more than once, all its delegates are asked. */
        public <U, C> Builder on(
                Class<U> uncommitted, Class<C> committed, ConflictDelegate<? super U, ? super C> delegate) {
            Objects.requireNonNull(uncommitted, "uncommitted");
            Objects.requireNonNull(committed, "committed");
            Objects.requireNonNull(delegate, "delegate");
            rules.add(new Rule(
                    new Pair(uncommitted, committed),
                    (mine, theirs) -> delegate.detect(uncommitted.cast(mine), committed.cast(theirs))));
            return this;
        }

        /** Pairs of events that match no registered pair conflict. */
        public Builder strict() {
            strict = true;
            return this;
        }

        /** A detector with the pairs registered so far. */
        public ConflictDetector build() {
            return new ConflictDetector(rules, strict);
        }
    }
}
