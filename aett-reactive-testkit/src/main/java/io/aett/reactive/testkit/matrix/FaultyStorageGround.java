package io.aett.reactive.testkit.matrix;

/** A ground whose stores have something between engine and storage that fails. For stores without a connection. */
public interface FaultyStorageGround extends FaultGround {

    /** What fails. */
    FaultyStorage faulty();
}
