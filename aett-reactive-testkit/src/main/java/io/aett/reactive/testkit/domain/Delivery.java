package io.aett.reactive.testkit.domain;

import io.aett.reactive.Topic;
import io.aett.reactive.domain.Saga;
import java.util.ArrayList;
import java.util.List;

/** Asks for parcels to be sent, one command for each that was ordered. */
public final class Delivery extends Saga {

    /** Parcels were ordered. */
    @Topic("testkit.delivery.ordered")
    public record Ordered(int parcels) {}

    /** One arrived. */
    @Topic("testkit.delivery.arrived")
    public record Arrived(String parcel) {}

    /** Send a parcel. */
    @Topic("testkit.delivery.send")
    public record Send(String parcel) {}

    private final List<String> arrived = new ArrayList<>();
    private int ordered;

    /** A saga without events. */
    public Delivery(String id) {
        super(id);
    }

    /** How many parcels were ordered. */
    public int ordered() {
        return ordered;
    }

    /** Which arrived. */
    public List<String> arrived() {
        return List.copyOf(arrived);
    }

    /** Dispatches a command that belongs to no event. */
    public void remind(String parcel) {
        dispatch(new Send(parcel));
    }

    void apply(Ordered event) {
        for (int i = 0; i < event.parcels(); i++) {
            dispatch(new Send("parcel " + (ordered + i)));
        }
        ordered += event.parcels();
    }

    void apply(Arrived event) {
        arrived.add(event.parcel());
    }
}
