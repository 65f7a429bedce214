package io.aett.reactive.testkit.matrix;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;

/**
 * A fixture that can be disturbed: the faults that its test lists strike the stores that {@link #open} opened.
 *
 * <p>What is ready-made in {@link Faults} asks for more, each by an interface of its own: {@link
 * io.aett.reactive.testkit.FaultyConnection}, {@link io.aett.reactive.testkit.KillableServer}, {@link
 * io.aett.reactive.testkit.process.ProcessFixture}, {@link FaultyStorageGround}.
 */
public interface FaultGround extends EventStoreFixture {

    /** A store on the same data, on a way of its own: nothing disturbs it but what happens to the server itself. */
    EventStore openBeside(FixtureOptions options);
}
