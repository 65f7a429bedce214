package io.aett.reactive.cli.check;

import java.util.Arrays;

/** Numbers keys of 128 bits from 0 on, in about 30 bytes a key. Not thread-safe. */
final class Keys {

    private static final int FREE = -1;

    private long[] high = new long[64];
    private long[] low = new long[64];
    private int[] slots = free(128);
    private int size;

    private static int[] free(int length) {
        int[] slots = new int[length];
        Arrays.fill(slots, FREE);
        return slots;
    }

    int size() {
        return size;
    }

    /** The key's number; the number that {@link #size} was before if it is new. */
    int number(Digest key) {
        int slot = slot(slots, key.high(), key.low());
        if (slots[slot] != FREE) {
            return slots[slot];
        }
        if (size == high.length) {
            grow();
            slot = slot(slots, key.high(), key.low());
        }
        high[size] = key.high();
        low[size] = key.low();
        slots[slot] = size;
        return size++;
    }

    private int slot(int[] table, long upper, long lower) {
        int mask = table.length - 1;
        int slot = (int) lower & mask;
        while (table[slot] != FREE && (high[table[slot]] != upper || low[table[slot]] != lower)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        high = Arrays.copyOf(high, size * 2);
        low = Arrays.copyOf(low, size * 2);
        int[] larger = free(slots.length * 2);
        for (int i = 0; i < size; i++) {
            larger[slot(larger, high[i], low[i])] = i;
        }
        slots = larger;
    }
}
