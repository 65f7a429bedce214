package io.aett.reactive.subscription;

import io.aett.reactive.EventStoreException;

/** No subscription of this name ever ran on this store, or it was removed. */
public class SubscriptionNotFoundException extends EventStoreException {

    private static final long serialVersionUID = 1L;

    private final String subscription;

    public SubscriptionNotFoundException(String subscription) {
        super("there is no subscription " + subscription
                + " in this store; it comes into being when it is run for the first time");
        this.subscription = subscription;
    }

    /** The name. */
    public String subscription() {
        return subscription;
    }
}
