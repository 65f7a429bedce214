package io.aett.reactive.cli.kit;

import io.aett.reactive.EventStore;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.StartFrom.Checkpoint;
import reactor.core.publisher.Mono;

/** Where a subscription is to begin, as people write it. */
public final class Places {

    private Places() {}

    /** The place that is meant; text that is none is a {@link BadInputException}. */
    public static StartFrom parse(String text) {
        String place = text.strip();
        if (place.equals("beginning")) {
            return StartFrom.beginning();
        }
        if (place.equals("end")) {
            return StartFrom.end();
        }
        try {
            return place.matches("\\d+")
                    ? StartFrom.checkpoint(Long.parseLong(place))
                    : StartFrom.instant(Instants.first(place));
        } catch (NumberFormatException | BadInputException none) {
            throw new BadInputException(
                    "'" + text + "' is no place; write beginning, end, a checkpoint, or a time as 2026-05-01T12:00:00Z",
                    none);
        }
    }

    /** The same place, if it lies in this store; otherwise a {@link BadInputException}. */
    public static Mono<StartFrom> within(EventStore store, StartFrom place) {
        return store.management().head().map(head -> {
            if (place instanceof Checkpoint known && known.checkpoint() > head) {
                throw new BadInputException("checkpoint " + known.checkpoint()
                        + " lies behind the last commit, whose checkpoint is " + head + "; write end for that one");
            }
            return place;
        });
    }
}
