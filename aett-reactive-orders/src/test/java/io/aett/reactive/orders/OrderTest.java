package io.aett.reactive.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.orders.Order.Cancelled;
import io.aett.reactive.orders.Order.Paid;
import io.aett.reactive.orders.Order.Placed;
import io.aett.reactive.orders.Order.Status;
import io.aett.reactive.test.AggregateFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OrderTest {

    private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
    private static final AggregateFixture<Order> ORDER = AggregateFixture.of(Order.class, "order-1");
    private static final Placed PLACED = new Placed("order-1", "apples", 3, NOON);

    @Test
    void an_order_is_placed_once() {
        ORDER.givenNothing().when(order -> order.place("apples", 3, NOON)).expectEvents(PLACED);
        ORDER.given(PLACED)
                .when(order -> order.place("apples", 3, NOON))
                .expectException(Refused.class)
                .withMessage("there is such an order already");
    }

    @Test
    void an_order_is_for_at_least_one() {
        ORDER.givenNothing().when(order -> order.place("apples", 0, NOON)).expectException(Refused.class);
    }

    @Test
    void what_is_paid_stays_paid() {
        Paid paid = new Paid("order-1", "apples", 3);
        ORDER.given(PLACED).when(Order::pay).expectEvents(paid);
        ORDER.given(PLACED, paid).when(order -> order.cancel("late")).expectNothing();
        ORDER.given(PLACED, paid).when(Order::pay).expectException(Refused.class);
    }

    @Test
    void what_is_cancelled_cannot_be_paid() {
        ORDER.given(PLACED)
                .when(order -> order.cancel("nobody paid"))
                .expectEvents(new Cancelled("order-1", "nobody paid"))
                .expectState(order -> assertThat(order.view().status()).isEqualTo(Status.CANCELLED))
                .and()
                .when(Order::pay)
                .expectException(Refused.class);
    }
}
