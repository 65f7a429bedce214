package io.aett.reactive.dynamodb;

import io.aett.reactive.sealedlog.Patience;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The patience that writers ask for, in a few slots of the counter's item: written by the update that takes the positions, and
 * read with the head. A slot is the attributes {@code f}, {@code l} and {@code y} with its number: first position, last
 * position, milliseconds. The item stays within a kilobyte, so that taking positions costs what it costs without them.
 *
 * <p>A slot is taken from whoever asked for the lowest positions, as far as this process knows; one that is lost costs time only.
 */
final class Announcements {

    private static final int SLOTS = 16;

    private Announcements() {}

    /** What an update that takes {@code :k} positions sets besides, with the values that it needs. */
    static String setting(Map<String, AttributeValue> lastSeen, Duration patience, Map<String, AttributeValue> values) {
        int slot = freeSlot(lastSeen);
        values.put(":one", Items.number(1));
        values.put(":y", Items.number(Math.max(1, patience.toMillis())));
        return "f%1$s = n + :one, l%1$s = n + :k, y%1$s = :y".formatted(slot);
    }

    /** One of the older half, so that writers who know the same seldom choose the same. */
    private static int freeSlot(Map<String, AttributeValue> lastSeen) {
        List<Integer> byAge = IntStream.range(0, SLOTS)
                .boxed()
                .sorted(Comparator.comparingLong(slot -> Items.number(lastSeen, "l" + slot)))
                .toList();
        return byAge.get(ThreadLocalRandom.current().nextInt(SLOTS / 2));
    }

    static List<Patience> in(Map<String, AttributeValue> counter) {
        List<Patience> announced = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            long first = Items.number(counter, "f" + slot);
            long last = Items.number(counter, "l" + slot);
            long millis = Items.number(counter, "y" + slot);
            if (first > 0 && first <= last && millis > 0) {
                announced.add(new Patience(first, last, Duration.ofMillis(millis)));
            }
        }
        return announced;
    }
}
