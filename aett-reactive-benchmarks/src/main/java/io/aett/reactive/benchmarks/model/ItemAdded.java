package io.aett.reactive.benchmarks.model;

import io.aett.reactive.Topic;

/** The event of all measurements, about 110 bytes of JSON. */
@Topic("item-added")
public record ItemAdded(String sku, String title, int quantity, long cents, String note) {

    /** The n-th of a stream. */
    public static ItemAdded number(long n) {
        return new ItemAdded(
                "sku-" + (n & 0xffff), "A thing of some use, in a box of its own", 1 + (int) (n & 7), 1999, "wrapped");
    }
}
