package io.aett.reactive.subscription;

/** What a run tells those who watch it. Nothing depends on a signal being seen. */
public sealed interface SubscriptionSignal {

    /** The subscription. */
    String subscription();

    /** The run owns this slice, and hands out what follows this checkpoint. */
    record Started(String subscription, int slice, long epoch, long checkpoint) implements SubscriptionSignal {}

    /** Everything that was stored when the run looked has been handled or set aside. */
    record CaughtUp(String subscription, long checkpoint) implements SubscriptionSignal {}

    /** After it had caught up: the handlers are slower than what comes. */
    record FellBehind(String subscription, long checkpoint) implements SubscriptionSignal {}

    /** A failure after which the run tries again: a handler's, or the store's. */
    record Retrying(String subscription, String what, int attempt, Throwable failure) implements SubscriptionSignal {}

    /** A commit was set aside. */
    record Parked(String subscription, ParkedCommit commit) implements SubscriptionSignal {}

    /** Another run took this slice over, or this one could not renew its lease in time. Nothing of it is handed out any more. */
    record LeaseLost(String subscription, int slice, long epoch) implements SubscriptionSignal {}

    /** The run is over: its leases are given up, as far as the store could be reached. */
    record Stopped(String subscription) implements SubscriptionSignal {}
}
