package io.aett.reactive.testkit.process;

import io.aett.reactive.testkit.EventStoreFixture;
import java.util.List;

/** A fixture whose data other processes can use too. */
public interface ProcessFixture extends EventStoreFixture {

    /** What opens a store there. */
    Class<? extends StoreOpener> opener();

    /** What it has to be told, such as the server's address; one line each. */
    List<String> openerArguments();
}
