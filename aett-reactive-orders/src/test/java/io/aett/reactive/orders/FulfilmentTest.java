package io.aett.reactive.orders;

import static io.aett.reactive.test.SagaFixture.cancelled;
import static io.aett.reactive.test.SagaFixture.timer;

import io.aett.reactive.orders.Fulfilment.Cancel;
import io.aett.reactive.orders.Fulfilment.PutBack;
import io.aett.reactive.orders.Fulfilment.Reserve;
import io.aett.reactive.test.SagaFixture;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FulfilmentTest {

    private static final Instant NOON = Instant.parse("2026-07-01T12:00:00Z");
    private static final SagaFixture<Fulfilment> FULFILMENT = SagaFixture.of(Fulfilment.class);
    private static final Order.Placed PLACED = new Order.Placed("order-1", "apples", 3, NOON);
    private static final Stock.Reserved RESERVED = new Stock.Reserved("order-1", 3);
    private static final Order.Cancelled CANCELLED = new Order.Cancelled("order-1", "nobody paid");

    @Test
    void what_is_ordered_is_reserved_and_to_be_paid_within_a_quarter_of_an_hour() {
        FULFILMENT
                .givenNothing()
                .when(PLACED)
                .expectCommands(new Reserve("order-1", "apples", 3))
                .expectTimers(timer("payment", NOON.plus(Fulfilment.PATIENCE), new Cancel("order-1", "nobody paid")));
    }

    @Test
    void an_order_of_more_than_there_is_is_cancelled() {
        FULFILMENT
                .given(PLACED)
                .when(new Stock.Missing("order-1"))
                .expectCommands(new Cancel("order-1", "there is too little of it"));
    }

    @Test
    void who_has_paid_is_waited_for_no_more() {
        FULFILMENT
                .given(PLACED, RESERVED)
                .when(new Order.Paid("order-1", "apples", 3))
                .expectNoCommands()
                .expectTimers(cancelled("payment"));
    }

    @Test
    void what_was_reserved_for_a_cancelled_order_is_put_back_whichever_comes_first() {
        FULFILMENT.given(PLACED, RESERVED).when(CANCELLED).expectCommands(new PutBack("apples", 3));
        FULFILMENT.given(PLACED, CANCELLED).when(RESERVED).expectCommands(new PutBack("apples", 3));
    }
}
