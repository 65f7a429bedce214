package io.aett.reactive.micrometer;

import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.Decider;
import io.aett.reactive.domain.Saga;
import java.util.List;

/** Orders, which a saga has shipped. */
final class Shop {

    record Placed(String what) {}

    record Shipped(String what) {}

    record Ship(String order) {}

    static final TopicMap TOPICS = TopicMap.create()
            .add("placed", Placed.class)
            .add("shipped", Shipped.class)
            .add("ship", Ship.class);

    static final Decider<String, Integer, Placed> DECIDER =
            new Decider<>(() -> 0, (command, state) -> List.of(new Placed(command)), (state, event) -> state + 1);

    private Shop() {}

    static final class Order extends Aggregate<Void> {

        int shipped;

        Order(String id) {
            super(id);
        }

        void place(String what) {
            raiseEvent(new Placed(what));
        }

        void ship() {
            raiseEvent(new Shipped(id()));
        }

        void apply(Placed event) {}

        void apply(Shipped event) {
            shipped++;
        }
    }

    static final class Shipping extends Saga {

        Shipping(String id) {
            super(id);
        }

        void apply(Placed event) {
            dispatch(new Ship(event.what()));
        }
    }
}
