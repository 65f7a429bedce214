package io.aett.reactive.sample.store;

import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import reactor.core.publisher.Mono;

/** One kind of store that the user can choose. */
public interface StoreKind {

    /** What the user writes after {@code --store}. */
    String name();

    /** Whether data outlives the process. Where it does not, every command imports first. */
    boolean keepsData();

    /**
     * Opens the store, initialized and ready. What the location lacks, or has too much, is a {@link
     * io.aett.reactive.cli.kit.BadInputException}.
     *
     * @param location where the data is or is to be
     * @param topics the classes that will be stored
     */
    Mono<OpenStore> open(StoreLocation location, TopicMap topics);

    /**
     * A store in use.
     *
     * @param store the store itself
     * @param close closes it, and then ends what was started for it, as an embedded server
     */
    record OpenStore(EventStore store, Mono<Void> close) {}
}
