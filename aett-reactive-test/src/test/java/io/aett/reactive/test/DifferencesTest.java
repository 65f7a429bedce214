package io.aett.reactive.test;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpPrincipal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DifferencesTest {

    record Line(String product, int price) {}

    record Order(List<Line> lines, Map<String, Line> byName, Set<Line> offered, Optional<Line> last) {}

    record Bytes(byte[] content) {}

    enum Size {
        SMALL,
        LARGE {
            @Override
            public String toString() {
                return "large";
            }
        }
    }

    /** Equal by its id, as entities are. */
    static final class Entity {

        private final int id;
        private final int value;
        private final transient int cached;
        private @Nullable Entity next;

        Entity(int id, int value, int cached) {
            this.id = id;
            this.value = value;
            this.cached = cached;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Entity entity && entity.id == id;
        }

        @Override
        public int hashCode() {
            return id + 0 * cached;
        }
    }

    private class Inner {

        int value() {
            return outside;
        }
    }

    private static class Base {

        private final int first;

        Base(int first) {
            this.first = first;
        }
    }

    private static final class Derived extends Base {

        private final int second;

        Derived(int first, int second) {
            super(first);
            this.second = second;
        }
    }

    private int outside;

    private static final Line TEA = new Line("tea", 3);
    private static final Line MILK = new Line("milk", 1);

    private static String paths(@Nullable Object left, @Nullable Object right) {
        return Differences.between(left, right).stream()
                .map(one -> one.path() + ": " + one.left() + " | " + one.right())
                .reduce((one, other) -> one + "\n" + other)
                .orElse("");
    }

    private static Order order(Line line) {
        return new Order(List.of(MILK, line), Map.of("a", line), Set.of(line, MILK), Optional.of(line));
    }

    @Test
    void each_place_has_a_path() {
        assertThat(paths(order(TEA), order(new Line("tea", 4)))).isEqualTo("""
                        lines[1].price: 3 | 4
                        byName["a"].price: 3 | 4
                        offered: has Line[product=tea, price=3] | has it not
                        offered: has it not | has Line[product=tea, price=4]
                        last.price: 3 | 4""");
        assertThat(paths(order(TEA), order(TEA))).isEmpty();
    }

    @Test
    void what_one_side_has_alone_is_told() {
        assertThat(paths(List.of(1, 2), List.of(1))).isEqualTo("[1]: 2 | (nothing)");
        assertThat(paths(List.of(1), List.of(1, 2))).isEqualTo("[1]: (nothing) | 2");
        assertThat(paths(Map.of("a", 1), Map.of("b", 1))).isEqualTo("[\"a\"]: 1 | (nothing)\n[\"b\"]: (nothing) | 1");
        assertThat(paths(Set.of(1), Set.of())).isEqualTo(": has 1 | has it not");
        assertThat(paths(null, "a\nb")).isEqualTo(": null | \"a\\nb\"");
        assertThat(paths(Optional.empty(), Optional.of(1))).isEqualTo(": null | 1");
    }

    @Test
    void collections_of_one_kind_are_compared_whatever_their_class() {
        assertThat(paths(new ArrayList<>(List.of(1, 2)), List.of(1, 2))).isEmpty();
        assertThat(paths(new ArrayDeque<>(List.of(1, 2)), new ArrayDeque<>(List.of(1, 2))))
                .isEmpty();
        assertThat(paths(new LinkedHashSet<>(List.of(2, 1)), Set.of(1, 2))).isEmpty();
        assertThat(paths(new HashMap<>(Map.of(1, 2)), Map.of(1, 2))).isEmpty();
        assertThat(paths(new ArrayDeque<>(List.of(1, 2)), new ArrayDeque<>(List.of(2, 1))))
                .isEqualTo("[0]: 1 | 2\n[1]: 2 | 1");
        assertThat(paths(List.of(1), Set.of(1))).startsWith(": [1]");
        assertThat(paths(Arrays.asList(1, null), Arrays.asList(1, null))).isEmpty();
    }

    @Test
    void entities_are_compared_by_all_that_is_not_transient() {
        assertThat(paths(new Entity(1, 2, 3), new Entity(1, 2, 4))).isEmpty();
        assertThat(paths(new Entity(1, 2, 3), new Entity(1, 3, 3))).isEqualTo("value: 2 | 3");
        assertThat(Differences.unlessEqual(new Entity(1, 2, 3), new Entity(1, 3, 3)))
                .isEmpty();
        assertThat(paths(Set.of(new Entity(1, 2, 3)), Set.of(new Entity(1, 3, 3))))
                .contains("has Entity{id=1, value=2, next=null}");
    }

    @Test
    void fields_of_superclasses_come_first() {
        assertThat(paths(new Derived(1, 2), new Derived(3, 4))).isEqualTo("first: 1 | 3\nsecond: 2 | 4");
    }

    @Test
    void what_surrounds_an_inner_class_is_no_part_of_it() {
        DifferencesTest other = new DifferencesTest();
        other.outside = 1;
        Inner inner = other.new Inner();

        assertThat(inner.value()).isEqualTo(1);
        assertThat(paths(new Inner(), inner)).isEmpty();
    }

    @Test
    void what_cannot_be_looked_into_is_compared_by_equals() {
        assertThat(paths(new HttpPrincipal("ann", "bank"), new HttpPrincipal("ann", "bank")))
                .isEmpty();
        assertThat(paths(List.of(new HttpPrincipal("ann", "bank")), List.of(new HttpPrincipal("bob", "bank"))))
                .startsWith("[0]: ");
    }

    @Test
    void circles_end() {
        Entity left = new Entity(1, 2, 3);
        left.next = left;
        Entity right = new Entity(1, 2, 3);
        right.next = right;

        assertThat(paths(left, right)).isEmpty();
        assertThat(Texts.of(left)).contains("next=Entity{...}");
    }

    @Test
    void values_of_the_jdk_are_compared_as_they_are() {
        assertThat(paths(1, 1L)).isEqualTo(": 1 (java.lang.Integer) | 1 (java.lang.Long)");
        assertThat(paths(new AtomicInteger(1), new AtomicInteger(1))).isEmpty();
        assertThat(paths(new AtomicInteger(1), new AtomicInteger(2))).isEqualTo(": 1 | 2");
        assertThat(paths(new StringBuilder("a"), new StringBuilder("b"))).isEqualTo(": a | b");
        assertThat(paths(new ReentrantLock(), new ReentrantLock())).isEmpty();
        assertThat(paths(new Object(), new Object())).isEmpty();
        assertThat(paths(Size.SMALL, Size.LARGE)).isEqualTo(": SMALL | large");
        assertThat(paths(Double.NaN, Double.NaN)).isEmpty();
    }

    @Test
    void arrays_are_compared_by_their_elements() {
        assertThat(paths(new Bytes(new byte[] {1, 2}), new Bytes(new byte[] {1, 2})))
                .isEmpty();
        assertThat(paths(new Bytes(new byte[] {1, 2}), new Bytes(new byte[] {1, 3})))
                .isEqualTo("content[1]: 2 | 3");
        assertThat(Differences.unlessEqual(new Bytes(new byte[] {1}), new Bytes(new byte[] {1})))
                .isEmpty();
        assertThat(Texts.of(new byte[] {1, 2})).isEqualTo("[1, 2]");
        assertThat(Texts.of(new Object[] {"a", new int[] {1}})).isEqualTo("[a, [1]]");
    }

    @Test
    void functions_of_one_place_are_the_same() {
        assertThat(paths(function(1), function(2))).isEmpty();
    }

    private static Supplier<Integer> function(int value) {
        return () -> value;
    }

    @Test
    void ignored_paths_are_left_out_with_what_is_below() {
        assertThat(Differences.between(
                        order(TEA), order(new Line("rum", 9)), Set.of("lines[1]", "byName", "offered", "last")))
                .isEmpty();
        assertThat(Differences.between(order(TEA), order(new Line("rum", 9)), Set.of("lines", "byName", "last")))
                .isNotEmpty();
        assertThat(Differences.between(List.of(1), List.of(1, 2), Set.of("[1]")))
                .isEmpty();
        assertThat(Differences.between(Map.of(), Map.of(1, 2), Set.of("[1]"))).isEmpty();
    }

    @Test
    void of_many_differences_ten_are_told() {
        List<Difference> many = Differences.between(List.of(), List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));

        assertThat(Difference.describe(many, "one", "other"))
                .endsWith("\n  and 2 more")
                .contains("  [9]\n");
        assertThat(Difference.places(many)).endsWith("[8] and 3 more");
        assertThat(Difference.places(many.subList(0, 2))).isEqualTo("[0] and [1]");
        assertThat(Difference.places(List.of(new Difference("", "a", "b")))).isEqualTo("the value");
    }
}
