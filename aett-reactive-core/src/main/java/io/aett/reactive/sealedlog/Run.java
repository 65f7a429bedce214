package io.aett.reactive.sealedlog;

import io.aett.reactive.spi.LogHead;
import java.util.ArrayList;
import java.util.List;

/**
 * Consecutive positions of the log.
 *
 * @param head the head of the order, asked for after the read was subscribed to; no position above {@link LogHead#last()} was
 *     reserved before
 * @param slots all positions behind the request's {@code after} and up to {@code through} that were ever reserved, in order; tombstones may be
 *     left out
 * @param through how far this run tells everything; the next one begins behind it
 * @param announced the patience that writers asked for, as far as it is known, of this run's positions or of any others
 */
public record Run(LogHead head, List<Slot> slots, long through, List<Patience> announced) {
    public Run {
        slots = List.copyOf(slots);
        announced = List.copyOf(announced);
    }

    /** A run in which no patience was asked for. */
    public Run(LogHead head, List<Slot> slots, long through) {
        this(head, slots, through, List.of());
    }

    /**
     * A run of a log whose positions are dense: what was not found between {@code after} and {@code through} is open.
     *
     * @param found commits and tombstones, in order
     */
    public static Run dense(LogHead head, long after, List<Slot> found, long through) {
        List<Slot> slots = new ArrayList<>(found.size());
        long next = after + 1;
        for (Slot slot : found) {
            while (next < slot.position()) {
                slots.add(Slot.open(next++));
            }
            slots.add(slot);
            next = slot.position() + 1;
        }
        while (next <= through) {
            slots.add(Slot.open(next++));
        }
        return new Run(head, slots, through);
    }

    /** This run, with what writers asked for. */
    public Run announcing(List<Patience> patience) {
        return new Run(head, slots, through, patience);
    }
}
