package io.aett.reactive.domain;

import io.aett.reactive.MalformedDataException;
import io.aett.reactive.StaleSnapshotException;
import io.aett.reactive.UnknownTopicException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which snapshots that cannot be used were told of. When a class changes, all of its snapshots are passed over, at each load until there
 * are new ones: that is one piece of news.
 */
final class PassedOver {

    private static final int MOST_KEPT = 1000;
    private static final Map<String, Boolean> TOLD = new ConcurrentHashMap<>();

    private PassedOver() {}

    /** Whether nobody was told of the same kind yet. What is beyond the bound is told of again rather than never. */
    static boolean first(MalformedDataException malformed) {
        if (TOLD.size() >= MOST_KEPT) {
            TOLD.clear();
        }
        return TOLD.putIfAbsent(kind(malformed), true) == null;
    }

    private static String kind(MalformedDataException malformed) {
        if (malformed instanceof StaleSnapshotException stale) {
            return "topic " + stale.topic() + " form " + stale.form();
        }
        return malformed instanceof UnknownTopicException unknown
                ? "topic " + unknown.topic()
                : String.valueOf(malformed.getMessage());
    }
}
