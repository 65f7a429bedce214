package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandlersTest {

    interface Moved {}

    interface Noted {}

    record Walked(int steps) implements Moved {}

    record Flown(int miles) implements Moved {}

    record Dreamt() implements Moved, Noted {}

    static class Base {}

    static class Middle extends Base {}

    static final class Leaf extends Middle {}

    record Unheard() {}

    record Failing(Throwable failure) {}

    abstract static class Log extends Saga {

        final List<String> seen = new ArrayList<>();

        Log(String id) {
            super(id);
        }
    }

    static class Traveller extends Log {

        Traveller(String id) {
            super(id);
        }

        private void apply(Moved event) {
            seen.add("moved");
        }

        protected String apply(Walked event) {
            seen.add("walked");
            return "results are dropped";
        }

        public void apply(Noted event) {
            seen.add("noted");
        }

        void apply(Base event) {
            seen.add("base");
        }

        void apply(Failing event) throws Throwable {
            throw event.failure();
        }

        static void apply(Unheard event) {}

        void apply(Unheard event, int more) {}
    }

    static final class Pilot extends Traveller {

        Pilot(String id) {
            super(id);
        }

        @Override
        protected String apply(Walked event) {
            seen.add("pilot walked");
            return "";
        }

        private void apply(Flown event) {
            seen.add("flown");
        }

        private void apply(Moved event) {
            seen.add("pilot moved");
        }

        private void apply(Dreamt event) {
            seen.add("dreamt");
        }
    }

    static final class Switching extends Log {

        Switching(String id) {
            super(id);
        }

        @Override
        protected void apply(Object event) {
            if (event instanceof String text) {
                seen.add(text);
            } else {
                super.apply(event);
            }
        }

        private void apply(Walked event) {
            seen.add("walked");
        }
    }

    abstract static class Typed<E extends Moved> extends Log {

        Typed(String id) {
            super(id);
        }

        abstract void apply(E event);
    }

    static final class Walker extends Typed<Walked> {

        Walker(String id) {
            super(id);
        }

        @Override
        void apply(Walked event) {
            seen.add("walker");
        }
    }

    public interface Noting {

        List<String> notes();

        default void apply(Noted event) {
            notes().add("noted by default");
        }
    }

    static final class Notebook extends Log implements Noting {

        Notebook(String id) {
            super(id);
        }

        @Override
        public List<String> notes() {
            return seen;
        }
    }

    @Test
    void the_most_specific_handler_is_called_whatever_its_visibility() {
        assertThat(seen(new Traveller("x"), new Walked(1), new Flown(2))).containsExactly("walked", "moved");
    }

    @Test
    void handlers_of_superclasses_are_inherited() {
        assertThat(seen(new Pilot("x"), new Leaf(), new Flown(1))).containsExactly("base", "flown");
    }

    @Test
    void a_handler_of_a_subclass_wins_over_one_of_its_superclass() {
        assertThat(seen(new Pilot("x"), new Walked(1))).containsExactly("pilot walked");
    }

    @Test
    void a_private_handler_hides_a_private_one_for_the_same_type() {
        record Sailed() implements Moved {}
        assertThat(seen(new Pilot("x"), new Sailed())).containsExactly("pilot moved");
        assertThat(seen(new Traveller("x"), new Sailed())).containsExactly("moved");
    }

    @Test
    void subclasses_of_an_event_are_handled_by_the_nearest_superclass() {
        assertThat(seen(new Traveller("x"), new Leaf(), new Middle(), new Base()))
                .containsExactly("base", "base", "base");
    }

    @Test
    void two_equally_specific_handlers_are_an_error_that_names_both_and_event_and_class() {
        assertThatThrownBy(() -> new Traveller("x").transition(new Dreamt()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Dreamt.class.getName())
                .hasMessageContaining(Traveller.class.getName())
                .hasMessageContaining(Moved.class.getName())
                .hasMessageContaining(Noted.class.getName());
    }

    @Test
    void a_handler_for_the_class_itself_settles_two_interfaces() {
        assertThat(seen(new Pilot("x"), new Dreamt())).containsExactly("dreamt");
    }

    @Test
    void no_handler_is_an_error_that_names_event_and_class() {
        assertThatThrownBy(() -> new Traveller("x").transition(new Unheard()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Unheard.class.getName())
                .hasMessageContaining(Traveller.class.getName());
    }

    @Test
    void the_same_error_comes_again() {
        Traveller traveller = new Traveller("x");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> traveller.transition(new Unheard())).isInstanceOf(IllegalStateException.class);
        }
        assertThat(traveller.version()).isZero();
    }

    @Test
    void exceptions_and_errors_of_handlers_are_thrown_as_they_are() {
        for (Throwable failure :
                List.of(new IOException("disk"), new AssertionError("no"), new RuntimeException("x"))) {
            assertThatThrownBy(() -> new Traveller("x").transition(new Failing(failure)))
                    .isSameAs(failure);
        }
    }

    @Test
    void dispatch_can_be_overridden_and_called_from_the_override() {
        assertThat(seen(new Switching("x"), "hello", new Walked(1))).containsExactly("hello", "walked");
    }

    @Test
    void a_generic_superclass_does_not_accept_what_the_subclass_does_not() {
        assertThat(seen(new Walker("x"), new Walked(1))).containsExactly("walker");
        assertThatThrownBy(() -> new Walker("x").transition(new Flown(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no handler");
    }

    @Test
    void default_methods_of_interfaces_are_handlers() {
        assertThat(seen(new Notebook("x"), new Dreamt())).containsExactly("noted by default");
    }

    private static List<String> seen(Log log, Object... events) {
        for (Object event : events) {
            log.transition(event);
        }
        return log.seen;
    }
}
