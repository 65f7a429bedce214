package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConflictDetectorTest {

    interface Event {}

    interface Audited {}

    record Renamed(String name) implements Event {}

    record Moved(String place) implements Event, Audited {}

    static class Base implements Event {}

    static class Derived extends Base {}

    private static final List<Object> RENAMED = List.of(new Renamed("a"));
    private static final List<Object> MOVED = List.of(new Moved("x"));

    @Test
    void for_the_empty_detector_nothing_conflicts() {
        assertThat(ConflictDetector.empty().conflictsWith(RENAMED, RENAMED)).isFalse();
        assertThat(ConflictDetector.builder().build().conflictsWith(RENAMED, RENAMED))
                .isFalse();
        assertThat(ConflictDetector.empty()).isSameAs(ConflictDetector.empty());
    }

    @Test
    void for_the_strict_detector_every_pair_conflicts() {
        assertThat(ConflictDetector.strict().conflictsWith(RENAMED, MOVED)).isTrue();
    }

    @Test
    void no_pair_is_no_conflict_even_when_strict() {
        assertThat(ConflictDetector.strict().conflictsWith(List.of(), MOVED)).isFalse();
        assertThat(ConflictDetector.strict().conflictsWith(RENAMED, List.of())).isFalse();
    }

    @Test
    void a_registered_pair_decides_by_its_delegate() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Renamed.class, (mine, theirs) -> !mine.name().equals(theirs.name()))
                .build();
        assertThat(detector.conflictsWith(RENAMED, List.of(new Renamed("b")))).isTrue();
        assertThat(detector.conflictsWith(RENAMED, List.of(new Renamed("a")))).isFalse();
    }

    @Test
    void the_sides_of_a_pair_are_not_exchanged() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Moved.class, (mine, theirs) -> true)
                .build();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isTrue();
        assertThat(detector.conflictsWith(MOVED, RENAMED)).isFalse();
    }

    @Test
    void unregistered_pairs_conflict_only_when_strict() {
        ConflictDetector.Builder builder =
                ConflictDetector.builder().on(Renamed.class, Moved.class, (mine, theirs) -> false);
        assertThat(builder.build().conflictsWith(MOVED, MOVED)).isFalse();
        ConflictDetector strict = builder.strict().build();
        assertThat(strict.conflictsWith(MOVED, MOVED)).isTrue();
        assertThat(strict.conflictsWith(RENAMED, MOVED)).isFalse();
    }

    @Test
    void one_yes_among_many_pairs_is_a_conflict() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Moved.class, (mine, theirs) -> mine.name().equals(theirs.place()))
                .build();
        List<Object> mine = List.of(new Renamed("a"), new Renamed("b"), new Renamed("c"));
        assertThat(detector.conflictsWith(mine, List.of(new Moved("x"), new Moved("c"))))
                .isTrue();
        assertThat(detector.conflictsWith(mine, List.of(new Moved("x"), new Moved("y"))))
                .isFalse();
    }

    @Test
    void a_pair_of_supertypes_covers_subclasses() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Event.class, Base.class, (mine, theirs) -> true)
                .build();
        assertThat(detector.conflictsWith(RENAMED, List.of(new Derived()))).isTrue();
        assertThat(detector.conflictsWith(List.of(new Derived()), RENAMED)).isFalse();
    }

    @Test
    void the_more_specific_pair_is_asked_instead_of_the_general_one() {
        List<String> asked = new ArrayList<>();
        ConflictDetector detector = ConflictDetector.builder()
                .on(Event.class, Event.class, (mine, theirs) -> asked.add("general"))
                .on(Base.class, Event.class, (mine, theirs) -> !asked.add("base"))
                .on(Derived.class, Event.class, (mine, theirs) -> !asked.add("derived"))
                .build();
        assertThat(detector.conflictsWith(List.of(new Derived()), RENAMED)).isFalse();
        assertThat(asked).containsExactly("derived");
        asked.clear();
        assertThat(detector.conflictsWith(List.of(new Base()), RENAMED)).isFalse();
        assertThat(asked).containsExactly("base");
        asked.clear();
        assertThat(detector.conflictsWith(RENAMED, RENAMED)).isTrue();
        assertThat(asked).containsExactly("general");
    }

    @Test
    void the_order_of_registration_does_not_decide_which_is_more_specific() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Renamed.class, (mine, theirs) -> false)
                .on(Object.class, Object.class, (mine, theirs) -> true)
                .build();
        assertThat(detector.conflictsWith(RENAMED, RENAMED)).isFalse();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isTrue();
    }

    @Test
    void pairs_of_which_none_is_more_specific_are_all_asked() {
        List<String> asked = new ArrayList<>();
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Event.class, (mine, theirs) -> !asked.add("left"))
                .on(Event.class, Moved.class, (mine, theirs) -> !asked.add("right"))
                .on(Event.class, Audited.class, (mine, theirs) -> !asked.add("shadowed"))
                .build();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isFalse();
        assertThat(asked).containsExactlyInAnyOrder("left", "right");
    }

    @Test
    void unrelated_interfaces_of_one_class_are_both_asked_and_one_yes_suffices() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Event.class, Event.class, (mine, theirs) -> false)
                .on(Audited.class, Event.class, (mine, theirs) -> true)
                .build();
        assertThat(detector.conflictsWith(MOVED, RENAMED)).isTrue();
        assertThat(detector.conflictsWith(RENAMED, RENAMED)).isFalse();
    }

    @Test
    void of_a_pair_registered_twice_both_delegates_are_asked() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Moved.class, (mine, theirs) -> false)
                .on(Renamed.class, Moved.class, (mine, theirs) -> true)
                .build();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isTrue();
    }

    @Test
    void messages_are_judged_by_their_bodies() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Moved.class, (mine, theirs) -> true)
                .build();
        List<EventMessage> mine = List.of(new EventMessage(new Renamed("a"), Map.of("k", "v")));
        assertThat(detector.conflictsWith(mine, List.of(EventMessage.of(new Moved("x")))))
                .isTrue();
        assertThat(detector.conflictsWith(mine, MOVED)).isTrue();
    }

    @Test
    void a_delegate_for_supertypes_serves_a_pair_of_subtypes() {
        ConflictDelegate<Object, Event> any = (mine, theirs) -> true;
        ConflictDetector detector =
                ConflictDetector.builder().on(Renamed.class, Moved.class, any).build();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isTrue();
    }

    @Test
    void a_detector_does_not_change_with_its_builder() {
        ConflictDetector.Builder builder = ConflictDetector.builder();
        ConflictDetector before = builder.build();
        builder.on(Object.class, Object.class, (mine, theirs) -> true).strict();
        assertThat(before.conflictsWith(RENAMED, MOVED)).isFalse();
    }

    @Test
    void the_answer_is_the_same_the_second_time() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Event.class, (mine, theirs) -> mine.name().equals("b"))
                .build();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isFalse();
        assertThat(detector.conflictsWith(List.of(new Renamed("b")), MOVED)).isTrue();
        assertThat(detector.conflictsWith(RENAMED, MOVED)).isFalse();
    }

    @Test
    void what_a_delegate_throws_is_thrown() {
        ConflictDetector detector = ConflictDetector.builder()
                .on(Renamed.class, Moved.class, (mine, theirs) -> {
                    throw new IllegalStateException("no idea");
                })
                .build();
        assertThatThrownBy(() -> detector.conflictsWith(RENAMED, MOVED)).hasMessage("no idea");
    }

    @Test
    void nulls_are_rejected_at_the_call() {
        ConflictDetector.Builder builder = ConflictDetector.builder();
        assertThatNullPointerException().isThrownBy(() -> builder.on(null, Moved.class, (mine, theirs) -> true));
        assertThatNullPointerException().isThrownBy(() -> builder.on(Moved.class, null, (mine, theirs) -> true));
        assertThatNullPointerException().isThrownBy(() -> builder.on(Moved.class, Moved.class, null));
        assertThatNullPointerException()
                .isThrownBy(() -> ConflictDetector.empty().conflictsWith(null, MOVED));
        assertThatNullPointerException()
                .isThrownBy(() -> ConflictDetector.empty().conflictsWith(MOVED, null));
    }
}
