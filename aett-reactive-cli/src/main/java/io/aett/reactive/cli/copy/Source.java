package io.aett.reactive.cli.copy;

import io.aett.reactive.Commit;
import reactor.core.publisher.Flux;

/** Where commits are copied from. */
@FunctionalInterface
public interface Source {

    /**
     * All commits behind a place, in the order in which they are to be stored, up to the end at some moment after subscription; then
     * completes. The same each time it is asked, but for what was added at the end.
     *
     * <p>A commit's checkpoint is its place, which increases. Ids, numbers and stamps are those that the copy is to have, and the bodies of
     * events are {@link io.aett.reactive.engine.StoredEvent}s. Whoever subscribes requests a few at a time.
     *
     * @param place the place of the last commit that is not wanted any more; 0 is the beginning
     */
    Flux<Commit> behind(long place);
}
