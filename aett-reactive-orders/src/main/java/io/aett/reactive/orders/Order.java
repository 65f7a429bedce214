package io.aett.reactive.orders;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;
import java.time.Instant;

/** Somebody wants some of an item. An order is paid or cancelled, and then it stays so. */
public final class Order extends Aggregate<Void> {

    sealed interface Event {}

    @Topic("order.placed")
    record Placed(String order, String item, int quantity, Instant at) implements Event {}

    @Topic("order.paid")
    record Paid(String order, String item, int quantity) implements Event {}

    @Topic("order.cancelled")
    record Cancelled(String order, String why) implements Event {}

    enum Status {
        NEW,
        PLACED,
        PAID,
        CANCELLED
    }

    /** What a client sees. */
    record View(Status status, String item, int quantity) {}

    private View view = new View(Status.NEW, "", 0);

    Order(String id) {
        super(id);
    }

    View view() {
        return view;
    }

    void place(String item, int quantity, Instant now) {
        require(quantity > 0, "an order is for at least one");
        require(view.status == Status.NEW, "there is such an order already");
        raiseEvent(new Placed(id(), item, quantity, now));
    }

    void pay() {
        require(view.status == Status.PLACED, "an order that is " + view.status + " cannot be paid");
        raiseEvent(new Paid(id(), view.item, view.quantity));
    }

    /** Does nothing to an order that is paid or cancelled. */
    void cancel(String why) {
        if (view.status == Status.PLACED) {
            raiseEvent(new Cancelled(id(), why));
        }
    }

    void apply(Placed event) {
        view = new View(Status.PLACED, event.item(), event.quantity());
    }

    void apply(Paid event) {
        view = new View(Status.PAID, view.item, view.quantity);
    }

    void apply(Cancelled event) {
        view = new View(Status.CANCELLED, view.item, view.quantity);
    }

    static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new Refused(otherwise);
        }
    }
}
