package io.aett.reactive.test;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.aett.reactive.domain.Saga;
import java.time.Duration;
import java.time.Instant;

/** A saga that is as it should be, and some with one mistake each. */
class Shipping extends Saga {

    record Placed(String product, Instant at) {}

    record Paid(int amount) {}

    record Noted(String text) {}

    record Ship(String product) {}

    record Thank(String product) {}

    record Cancel(String product) {}

    record Secret(@JsonIgnore String key) {}

    private String product = "";
    int notes;

    Shipping(String id) {
        super(id);
    }

    void note(String text) {
        if (!text.isEmpty()) {
            transition(new Noted(text));
        }
    }

    String product() {
        return product;
    }

    void apply(Placed event) {
        product = event.product();
        schedule("reminder", event.at().plus(Duration.ofDays(3)), new Noted("pay"));
        schedule("payment", event.at().plus(Duration.ofDays(7)), new Cancel(product));
    }

    void apply(Paid event) {
        if (event.amount() < 0) {
            throw new IllegalArgumentException("an amount of " + event.amount());
        }
        dispatch(new Ship(product));
        dispatch(new Thank(product));
        cancel("payment");
        cancel("reminder");
    }

    void apply(Secret event) {
        notes++;
    }

    void apply(Noted event) {
        notes++;
    }

    /** Dispatches while it is made. */
    static final class Eager extends Shipping {

        Eager(String id) {
            super(id);
            dispatch(new Ship("nothing"));
        }
    }

    /** Dispatches without a transition. */
    static final class Silent extends Shipping {

        Silent(String id) {
            super(id);
        }

        void ship() {
            dispatch(new Ship("nothing"));
        }

        void count() {
            notes++;
        }

        void tell(String key) {
            transition(new Noted(key));
            dispatch(new Secret(key));
        }
    }

    /** Remembers the moment of its making. */
    static final class Timed extends Shipping {

        private static int made;
        private final int number = made++;

        Timed(String id) {
            super(id);
        }

        int number() {
            return number;
        }
    }

    /** Is made with something more than its id. */
    static final class Gentle extends Shipping {

        private final int limit;

        Gentle(String id, int limit) {
            super(id);
            this.limit = limit;
        }

        int limit() {
            return limit;
        }
    }
}
