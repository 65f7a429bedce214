package io.aett.reactive.testkit.process;

import io.aett.reactive.EventStore;
import java.util.List;

/** Opens a store in another process than the fixture's. Public, with a public constructor without parameters. */
public interface StoreOpener {

    /** A store on the fixture's data. The arguments are those of {@link ProcessFixture#openerArguments()}. */
    EventStore open(List<String> arguments);
}
