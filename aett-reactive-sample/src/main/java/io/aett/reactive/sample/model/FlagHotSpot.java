package io.aett.reactive.sample.model;

import io.aett.reactive.BaseCommand;
import io.aett.reactive.Topic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The command that {@link HotSpotWatch} dispatches.
 *
 * @param aggregateId the stream of the file
 * @param version how many changes the saga had seen
 * @param changes how many of them lie between {@code since} and {@code timestamp}
 */
@Topic("sample.flag-hot-spot")
public record FlagHotSpot(
        String aggregateId,
        long version,
        int changes,
        Instant since,
        Instant timestamp,
        @Nullable String correlationId) implements BaseCommand {}
