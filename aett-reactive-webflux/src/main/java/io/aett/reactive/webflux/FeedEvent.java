package io.aett.reactive.webflux;

import io.aett.reactive.Topics;
import io.aett.reactive.subscription.EventContext;
import java.time.Instant;

/**
 * An event as a feed shows it by default.
 *
 * @param stream the stream
 * @param revision its revision there
 * @param topic what it is
 * @param stamp when it was stored
 * @param event the event itself
 */
public record FeedEvent(String stream, long revision, String topic, Instant stamp, Object event) {

    static FeedEvent of(Object event, EventContext context) {
        return new FeedEvent(
                context.streamId(), context.revision(), Topics.of(event.getClass()), context.stamp(), event);
    }
}
