package io.aett.reactive.test;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where two values differ, field by field.
 *
 * <p>The {@code equals} of the JDK's values and of enum constants is trusted, that of other classes is not: entities are equal by their
 * ids, whatever has become of them. Lists are compared in order, sets and maps without. A field declared {@code transient} is no part of
 * its object.
 */
final class Differences {

    private record Pair(Object left, Object right) {

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Pair pair && left == pair.left && right == pair.right;
        }

        @Override
        public int hashCode() {
            return 31 * System.identityHashCode(left) + System.identityHashCode(right);
        }
    }

    private final Set<String> ignored;
    private final Set<Pair> underWay;
    private final List<Difference> found = new ArrayList<>();

    private Differences(Set<String> ignored, Set<Pair> underWay) {
        this.ignored = ignored;
        this.underWay = underWay;
    }

    /** All of them; empty if there are none. */
    static List<Difference> between(@Nullable Object left, @Nullable Object right) {
        return between(left, right, Set.of());
    }

    /** All of them, but for those at or below the ignored paths. */
    static List<Difference> between(@Nullable Object left, @Nullable Object right, Set<String> ignored) {
        Differences differences = new Differences(ignored, new LinkedHashSet<>());
        differences.compare("", left, right);
        return differences.found;
    }

    /** None if the values are equal, or at least the same in all fields, as records with arrays are. */
    static List<Difference> unlessEqual(Object left, Object right) {
        return left.equals(right) ? List.of() : between(left, right);
    }

    private void compare(String path, @Nullable Object left, @Nullable Object right) {
        if (left == right || ignored.contains(path)) {
            return;
        }
        if (left == null || right == null) {
            differ(path, left, right);
            return;
        }
        Pair pair = new Pair(left, right);
        if (underWay.add(pair)) {
            descend(path, left, right);
            underWay.remove(pair);
        }
    }

    private void descend(String path, Object left, Object right) {
        if (left instanceof Map<?, ?> map && right instanceof Map<?, ?> other) {
            entries(path, map, other);
        } else if (left instanceof Set<?> set && right instanceof Set<?> other) {
            members(path, set, other);
        } else if (left instanceof Collection<?> list
                && right instanceof Collection<?> other
                && left instanceof Set<?> == right instanceof Set<?>) {
            elements(path, list.iterator(), other.iterator());
        } else if (left.getClass() != right.getClass()) {
            differ(path, left, right);
        } else if (left.getClass().isArray()) {
            elements(path, items(left), items(right));
        } else if (left instanceof Optional<?> one && right instanceof Optional<?> other) {
            compare(path, one.orElse(null), other.orElse(null));
        } else if (Types.isValue(left.getClass())) {
            if (!Types.sameValue(left, right)) {
                differ(path, left, right);
            }
        } else {
            fields(path, left, right);
        }
    }

    private static Iterator<?> items(Object array) {
        List<@Nullable Object> items = new ArrayList<>();
        for (int i = 0; i < Array.getLength(array); i++) {
            items.add(Array.get(array, i));
        }
        return items.iterator();
    }

    private void elements(String path, Iterator<?> left, Iterator<?> right) {
        for (int i = 0; left.hasNext() || right.hasNext(); i++) {
            String at = path + "[" + i + "]";
            if (left.hasNext() && right.hasNext()) {
                compare(at, left.next(), right.next());
            } else if (left.hasNext()) {
                missing(at, Texts.of(left.next()), Texts.NOTHING);
            } else {
                missing(at, Texts.NOTHING, Texts.of(right.next()));
            }
        }
    }

    private void missing(String path, String left, String right) {
        if (!ignored.contains(path)) {
            found.add(new Difference(path, left, right));
        }
    }

    private void entries(String path, Map<?, ?> left, Map<?, ?> right) {
        Map<Object, Object> others = new LinkedHashMap<>(right);
        left.forEach((key, value) -> {
            String at = path + "[" + Texts.of(key) + "]";
            if (others.containsKey(key)) {
                compare(at, value, others.remove(key));
            } else {
                missing(at, Texts.of(value), Texts.NOTHING);
            }
        });
        others.forEach((key, value) -> missing(path + "[" + Texts.of(key) + "]", Texts.NOTHING, Texts.of(value)));
    }

    private void members(String path, Set<?> left, Set<?> right) {
        List<Object> others = new ArrayList<>(right);
        for (Object member : left) {
            if (!others.removeIf(firstLike(member))) {
                found.add(new Difference(path, "has " + Texts.of(member), "has it not"));
            }
        }
        for (Object other : others) {
            found.add(new Difference(path, "has it not", "has " + Texts.of(other)));
        }
    }

    private Predicate<Object> firstLike(@Nullable Object member) {
        boolean[] taken = {false};
        return other -> {
            if (taken[0]) {
                return false;
            }
            Differences inner = new Differences(Set.of(), new LinkedHashSet<>(underWay));
            inner.compare("", member, other);
            taken[0] = inner.found.isEmpty();
            return taken[0];
        };
    }

    private void fields(String path, Object left, Object right) {
        List<Field> fields = Types.stateOf(left.getClass());
        if (!fields.stream().allMatch(Field::trySetAccessible)) {
            if (!left.equals(right)) {
                differ(path, left, right);
            }
            return;
        }
        for (Field field : fields) {
            String at = path.isEmpty() ? field.getName() : path + "." + field.getName();
            compare(at, Types.get(field, left), Types.get(field, right));
        }
    }

    private void differ(String path, @Nullable Object left, @Nullable Object right) {
        String one = Texts.of(left);
        String other = Texts.of(right);
        boolean alike = left != null && right != null && one.equals(other);
        found.add(
                new Difference(path, alike ? one + ofClass(left) : one, alike ? other + ofClass(right) : other, alike));
    }

    private static String ofClass(@Nullable Object value) {
        return value == null ? "" : " (" + value.getClass().getName() + ")";
    }
}
