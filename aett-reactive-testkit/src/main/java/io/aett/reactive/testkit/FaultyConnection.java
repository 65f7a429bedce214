package io.aett.reactive.testkit;

import io.aett.reactive.testkit.proxy.FaultProxy;

/** A fixture whose stores reach their database through a proxy. Those that are opened on other ways, by whatever it offers, do not. */
public interface FaultyConnection extends EventStoreFixture {

    /** The proxy of all stores that {@link #open} opened here. */
    FaultProxy proxy();
}
