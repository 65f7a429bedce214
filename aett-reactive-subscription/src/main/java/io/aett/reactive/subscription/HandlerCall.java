package io.aett.reactive.subscription;

import io.aett.reactive.Commit;
import java.util.List;
import java.util.Objects;

/**
 * That a handler is about to be given commits.
 *
 * @param subscription the subscription's name
 * @param commits one, or those of a batch or of a transaction
 */
public record HandlerCall(String subscription, List<Commit> commits) {

    public HandlerCall {
        Objects.requireNonNull(subscription, "subscription");
        commits = List.copyOf(commits);
    }
}
