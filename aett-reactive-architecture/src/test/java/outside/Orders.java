package outside;

import io.aett.reactive.BaseCommand;
import io.aett.reactive.BaseEvent;
import io.aett.reactive.DomainEvent;
import io.aett.reactive.Memento;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.Saga;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an application defines. */
final class Orders {

    static final TopicMap TOPICS = TopicMap.create().register(OrderEvent.class, Ship.class, OrderState.class);

    private Orders() {}

    sealed interface OrderEvent permits Placed, Paid {}

    @Topic("order-placed")
    record Placed(String item, int amount) implements OrderEvent {}

    @Topic("order-paid")
    record Paid(int cents) implements OrderEvent {}

    @Topic("ship")
    record Ship(
            String aggregateId,
            long version,
            Instant timestamp,
            @Nullable String correlationId) implements BaseCommand {}

    record Noted(String source, Instant timestamp, @Nullable String correlationId) implements BaseEvent {}

    record Counted(
            String source, Instant timestamp, @Nullable String correlationId, long version) implements DomainEvent {}

    record OrderState(int items, int cents) {}

    static final class Order extends Aggregate<OrderState> {
        private int items;
        private int cents;

        Order(String id) {
            super(id);
        }

        void place(String item, int amount) {
            raiseEvent(new Placed(item, amount));
        }

        void pay(int amount) {
            raiseEvent(new Paid(amount));
        }

        int items() {
            return items;
        }

        int cents() {
            return cents;
        }

        void apply(Placed event) {
            items += event.amount();
        }

        void apply(Paid event) {
            cents += event.cents();
        }

        @Override
        protected Memento<OrderState> getMemento() {
            return new Memento<>(id(), version(), new OrderState(items, cents));
        }

        @Override
        protected void applyMemento(Memento<OrderState> memento) {
            items = memento.payload().items();
            cents = memento.payload().cents();
        }
    }

    /** Dispatches with a switch of its own instead of methods found by type. */
    static final class Switching extends Aggregate<String> {
        private String last = "";

        Switching(String id) {
            super(id);
        }

        void pay(int amount) {
            raiseEvent(new Paid(amount));
        }

        String last() {
            return last;
        }

        @Override
        protected void apply(Object event) {
            last = event.toString();
        }

        @Override
        protected Memento<String> getMemento() {
            return new Memento<>(id(), version(), last);
        }

        @Override
        protected void applyMemento(Memento<String> memento) {
            last = memento.payload();
        }
    }

    static final class Shipping extends Saga {
        private boolean paid;

        Shipping(String id) {
            super(id);
        }

        boolean paid() {
            return paid;
        }

        void apply(Placed event) {
            // waits for the money
        }

        void apply(Paid event) {
            paid = true;
            dispatch(new Ship(id(), version(), Instant.EPOCH, null));
        }
    }
}
