package io.aett.reactive.orders;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Saga;
import java.time.Duration;

/** Reserves what was ordered, and cancels the order when there is too little of it or when nobody pays. */
public final class Fulfilment extends Saga {

    static final Duration PATIENCE = Duration.ofMinutes(15);

    sealed interface Command {}

    @Topic("fulfilment.reserve")
    record Reserve(String order, String item, int quantity) implements Command {}

    @Topic("fulfilment.cancel")
    record Cancel(String order, String why) implements Command {}

    @Topic("fulfilment.put-back")
    record PutBack(String item, int quantity) implements Command {}

    private String item = "";
    private int reserved;
    private boolean cancelled;

    Fulfilment(String id) {
        super(id);
    }

    void apply(Order.Placed event) {
        item = event.item();
        dispatch(new Reserve(event.order(), item, event.quantity()));
        schedule("payment", event.at().plus(PATIENCE), new Cancel(event.order(), "nobody paid"));
    }

    void apply(Stock.Reserved event) {
        reserved = event.quantity();
        putBackIfCancelled();
    }

    void apply(Stock.Missing event) {
        dispatch(new Cancel(event.order(), "there is too little of it"));
    }

    void apply(Order.Paid event) {
        cancel("payment");
    }

    void apply(Order.Cancelled event) {
        cancel("payment");
        cancelled = true;
        putBackIfCancelled();
    }

    /** Whichever comes first, cancelling or reserving. */
    private void putBackIfCancelled() {
        if (cancelled && reserved > 0) {
            dispatch(new PutBack(item, reserved));
        }
    }
}
