package io.aett.reactive.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once that followers wait for a database that does not answer, and once that it answers again, however many they are and
 * however often they ask. The outage lasts until each of them was answered, or has left.
 */
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final Set<Object> unanswered = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean told = new AtomicBoolean();

    /** {@code who} asked and was not answered. */
    void met(Object who, Throwable failure) {
        unanswered.add(who);
        if (told.compareAndSet(false, true)) {
            LOG.warn("followers wait, and ask again: {}", failure.getMessage());
        }
    }

    /** {@code who} was answered, or asks no more. */
    void over(Object who) {
        boolean last = unanswered.remove(who) && unanswered.isEmpty();
        if (last && told.compareAndSet(true, false)) {
            LOG.info("followers go on");
        }
    }
}
