package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitStore;
import reactor.core.publisher.Mono;

/** What goes wrong with a commit. {@link Fault} has the usual ones. */
@FunctionalInterface
public interface CommitFault {

    /**
     * What the caller gets instead of the store's answer. Cold: it is subscribed to at once, and cancelled with the caller.
     *
     * @param commit what was to be stored
     * @param store the store itself, without faults
     */
    Mono<Commit> commit(Commit commit, CommitStore store);
}
