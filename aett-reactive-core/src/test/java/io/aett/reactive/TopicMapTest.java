package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TopicMapTest {

    @Topic("named")
    static class Named {}

    static class Inheriting extends Named {}

    @Topic(value = "third", version = 3)
    static class Third {}

    static class InheritingThird extends Third {}

    @Topic(value = "zeroth", version = 0)
    record Zeroth() {}

    @Topic("nearer")
    static class Nearer extends Inheriting {}

    @Topic("far")
    interface Far {}

    interface Near extends Far {}

    static class ByInterface implements Near {}

    static class SuperclassFirst extends Named implements Far {}

    static class Plain {}

    record Other() {}

    sealed interface Shape permits Round, Angular, Open {}

    record Round() implements Shape {}

    sealed interface Angular extends Shape permits Triangle, Square {}

    record Triangle() implements Angular {}

    @Topic("sq")
    record Square() implements Angular {}

    abstract static non-sealed class Open implements Shape {}

    static sealed class Parent permits Child {}

    static final class Child extends Parent {}

    enum Mode {
        ON {
            @Override
            String text() {
                return "on";
            }
        };

        abstract String text();
    }

    static class Bomb {
        static {
            Detector.loaded = true;
        }
    }

    static class Detector {
        static volatile boolean loaded;
    }

    @Test
    void a_class_asks_for_its_annotated_topic() {
        assertThat(Topics.of(Named.class)).isEqualTo("named");
    }

    @Test
    void the_nearest_annotation_up_the_class_hierarchy_counts() {
        assertThat(Topics.of(Inheriting.class)).isEqualTo("named");
        assertThat(Topics.of(Nearer.class)).isEqualTo("nearer");
        assertThat(Topics.of(ByInterface.class)).isEqualTo("far");
        assertThat(Topics.of(SuperclassFirst.class)).isEqualTo("named");
    }

    @Test
    void without_annotation_the_simple_name_is_the_topic() {
        assertThat(Topics.of(Plain.class)).isEqualTo("Plain");
        assertThatNullPointerException().isThrownBy(() -> Topics.of(null));
    }

    @Test
    void the_version_is_found_where_the_topic_is() {
        assertThat(Topics.versionOf(Third.class)).isEqualTo(3);
        assertThat(Topics.versionOf(InheritingThird.class)).isEqualTo(3);
        assertThat(Topics.versionOf(Named.class)).isEqualTo(1);
        assertThat(Topics.versionOf(Plain.class)).isEqualTo(1);
    }

    @Test
    void a_version_below_one_is_refused() {
        TopicMap topics = TopicMap.create();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topics.register(Named.class, Zeroth.class))
                .withMessageContainingAll(Zeroth.class.getName(), "version 0");
        assertThatIllegalArgumentException().isThrownBy(() -> topics.add("other", Zeroth.class));
        assertThat(topics.topics()).isEmpty();
    }

    @Test
    void a_registered_class_is_found_both_ways() {
        TopicMap topics = TopicMap.create().register(Named.class, Plain.class);
        assertThat(topics.get("named")).contains(Named.class);
        assertThat(topics.topicOf(Named.class)).contains("named");
        assertThat(topics.topics()).containsExactly("named", "Plain");
        assertThat(topics.types()).isEqualTo(Set.of(Named.class, Plain.class));
    }

    @Test
    void unknown_topics_and_classes_are_absent() {
        TopicMap topics = TopicMap.create().register(Named.class);
        assertThat(topics.get("other")).isEmpty();
        assertThat(topics.topicOf(Other.class)).isEmpty();
    }

    @Test
    void a_subclass_does_not_take_the_topic_of_its_superclass_in_the_map() {
        assertThat(TopicMap.create().register(Named.class).topicOf(Inheriting.class))
                .isEmpty();
    }

    @Test
    void two_classes_on_one_topic_is_an_error_that_names_both() {
        TopicMap topics = TopicMap.create().add("t", Plain.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> topics.add("t", Other.class))
                .withMessageContaining(Plain.class.getName())
                .withMessageContaining(Other.class.getName())
                .withMessageContaining("topic t ");
        assertThat(topics.get("t")).contains(Plain.class);
        assertThat(topics.topicOf(Other.class)).isEmpty();
    }

    @Test
    void registering_the_same_pair_again_changes_nothing() {
        TopicMap topics = TopicMap.create()
                .register(Plain.class)
                .add("Plain", Plain.class)
                .register(Plain.class);
        assertThat(topics.topics()).containsExactly("Plain");
        assertThat(topics.types()).isEqualTo(Set.of(Plain.class));
    }

    @Test
    void of_several_topics_of_a_class_the_first_is_written_and_all_are_read() {
        TopicMap topics = TopicMap.create()
                .add("new", Plain.class)
                .add("old", Plain.class)
                .register(Plain.class);
        assertThat(topics.topicOf(Plain.class)).contains("new");
        for (String topic : List.of("new", "old", "Plain")) {
            assertThat(topics.get(topic)).contains(Plain.class);
        }
        Collection<Class<?>> types = topics.types();
        assertThat(types).hasSize(1);
    }

    @Test
    void a_sealed_interface_registers_its_permitted_subclasses_at_every_depth() {
        TopicMap topics = TopicMap.create().register(Shape.class);
        assertThat(topics.topics()).containsExactlyInAnyOrder("Round", "Triangle", "sq");
        assertThat(topics.get("sq")).contains(Square.class);
    }

    @Test
    void a_sealed_class_that_is_concrete_registers_itself_too() {
        assertThat(TopicMap.create().register(Parent.class).topics()).containsExactly("Parent", "Child");
    }

    @Test
    void an_enum_with_bodies_registers_as_the_enum() {
        assertThat(TopicMap.create().register(Mode.class).get("Mode")).contains(Mode.class);
    }

    @Test
    void an_interface_that_is_not_sealed_is_refused_by_name() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicMap.create().register(Near.class))
                .withMessageContaining(Near.class.getName())
                .withMessageContaining("sealed");
        assertThatIllegalArgumentException().isThrownBy(() -> TopicMap.create().register(Open.class));
    }

    @Test
    void a_registration_that_fails_registers_nothing() {
        TopicMap topics = TopicMap.create().add("Other", Plain.class);
        assertThatIllegalArgumentException().isThrownBy(() -> topics.register(Named.class, Other.class));
        assertThat(topics.topics()).containsExactly("Other");
    }

    @Test
    void two_classes_of_one_topic_in_one_registration_are_an_error() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TopicMap.create().register(Named.class, Inheriting.class))
                .withMessageContaining(Named.class.getName())
                .withMessageContaining(Inheriting.class.getName());
    }

    @Test
    void an_empty_topic_is_refused() {
        Object anonymous = new Object() {};
        assertThatIllegalArgumentException().isThrownBy(() -> TopicMap.create().add("", Plain.class));
        assertThatIllegalArgumentException().isThrownBy(() -> TopicMap.create().register(anonymous.getClass()));
    }

    @Test
    void nulls_are_rejected_at_the_call() {
        TopicMap topics = TopicMap.create();
        assertThatNullPointerException().isThrownBy(() -> topics.add(null, Plain.class));
        assertThatNullPointerException().isThrownBy(() -> topics.add("t", null));
        assertThatNullPointerException().isThrownBy(() -> topics.register((Class<?>) null));
        assertThatNullPointerException().isThrownBy(() -> topics.get(null));
        assertThatNullPointerException().isThrownBy(() -> topics.topicOf(null));
    }

    @Test
    void what_the_map_hands_out_cannot_change_it() {
        TopicMap topics = TopicMap.create().register(Plain.class);
        assertThatThrownBy(() -> topics.topics().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> topics.types().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_topic_that_is_a_class_name_never_loads_that_class() {
        TopicMap topics = TopicMap.create().register(Plain.class);
        assertThat(topics.get("io.aett.reactive.TopicMapTest$Bomb")).isEmpty();
        assertThat(topics.get("java.lang.Runtime")).isEmpty();
        assertThat(Detector.loaded).isFalse();
    }

    @Test
    void many_threads_on_one_topic_leave_one_class_and_lose_no_other() throws Exception {
        List<Class<?>> classes =
                List.of(Named.class, Plain.class, Other.class, Round.class, Triangle.class, Child.class);
        for (int round = 0; round < 200; round++) {
            TopicMap topics = TopicMap.create();
            List<Boolean> winners = race(classes, topics);
            assertThat(winners).filteredOn(won -> won).hasSize(1);
            assertThat(topics.get("shared")).contains(classes.get(winners.indexOf(true)));
            for (Class<?> type : classes) {
                assertThat(topics.get("own." + type.getName())).contains(type);
            }
        }
    }

    private static List<Boolean> race(List<Class<?>> classes, TopicMap topics) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(classes.size());
        try {
            CyclicBarrier start = new CyclicBarrier(classes.size());
            List<Future<Boolean>> outcomes = new ArrayList<>();
            for (Class<?> type : classes) {
                outcomes.add(threads.submit(() -> {
                    start.await(10, TimeUnit.SECONDS);
                    topics.add("own." + type.getName(), type);
                    try {
                        topics.add("shared", type);
                        return true;
                    } catch (IllegalArgumentException taken) {
                        return false;
                    }
                }));
            }
            List<Boolean> winners = new ArrayList<>();
            for (Future<Boolean> outcome : outcomes) {
                winners.add(outcome.get(10, TimeUnit.SECONDS));
            }
            return winners;
        } finally {
            threads.shutdownNow();
        }
    }
}
