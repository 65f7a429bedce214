package io.aett.reactive.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.EventMessage;
import io.aett.reactive.Memento;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregateTest {

    @Test
    void a_new_aggregate_stands_at_zero() {
        Counter counter = new Counter("c");

        assertThat(counter.id()).isEqualTo("c");
        assertThat(counter.version()).isZero();
        assertThat(counter.commitSequence()).isZero();
        assertThat(counter.uncommitted()).isEmpty();
    }

    @Test
    void raising_an_event_applies_counts_and_records_it() {
        Counter counter = new Counter("c");
        counter.add(2);
        counter.add(3);

        assertThat(counter.total).isEqualTo(5);
        assertThat(counter.version()).isEqualTo(2);
        assertThat(counter.commitSequence()).isZero();
        assertThat(counter.uncommitted())
                .extracting(EventMessage::body)
                .containsExactly(new Counter.Added(2), new Counter.Added(3));
    }

    @Test
    void a_handler_sees_the_version_before_its_event() {
        Counter counter = new Counter("c");
        counter.add(2);
        counter.add(3);

        assertThat(counter.applied).containsExactly("0+2", "1+3");
    }

    @Test
    void an_event_that_cannot_be_applied_is_not_recorded() {
        Counter counter = new Counter("c");
        counter.add(1);

        assertThatThrownBy(() -> counter.add(13)).isExactlyInstanceOf(ArithmeticException.class);

        assertThat(counter.version()).isEqualTo(1);
        assertThat(counter.uncommitted()).hasSize(1);
        counter.add(2);
        assertThat(counter.applied).containsExactly("0+1", "1+2");
    }

    @Test
    void uncommitted_events_cannot_be_changed_from_outside() {
        Counter counter = new Counter("c");
        counter.add(1);
        List<EventMessage> before = counter.uncommitted();

        assertThatThrownBy(() -> before.add(EventMessage.of("x"))).isInstanceOf(UnsupportedOperationException.class);
        counter.add(2);
        assertThat(before).hasSize(1);
    }

    @Test
    void an_event_message_is_recorded_with_its_headers() {
        Counter counter = new Counter("c");
        EventMessage message = new EventMessage(new Counter.Added(4), Map.of("by", "me"));
        counter.raiseEvent(message);

        assertThat(counter.total).isEqualTo(4);
        assertThat(counter.uncommitted()).containsExactly(message);
    }

    @Test
    void a_handler_must_not_raise_events() {
        Chatty chatty = new Chatty("c");

        assertThatThrownBy(() -> chatty.raiseEvent("hello"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("must not raise");
        assertThat(chatty.uncommitted()).isEmpty();
        assertThat(chatty.version()).isZero();
    }

    @Test
    void a_null_event_and_a_null_id_are_refused_at_the_call() {
        Counter counter = new Counter("c");

        assertThatThrownBy(() -> counter.raiseEvent(nothing())).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> new Counter(nothing())).isInstanceOf(NullPointerException.class);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    static <T> T nothing() {
        return null;
    }

    static final class Chatty extends Aggregate<String> {

        Chatty(String id) {
            super(id);
        }

        void apply(String event) {
            raiseEvent(event + "!");
        }

        @Override
        protected Memento<String> getMemento() {
            return new Memento<>(id(), version(), "");
        }

        @Override
        protected void applyMemento(Memento<String> memento) {}
    }
}
