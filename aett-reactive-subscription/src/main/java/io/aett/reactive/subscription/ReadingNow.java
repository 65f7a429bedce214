package io.aett.reactive.subscription;

/** Knows the reading that is under way. */
interface ReadingNow {
    Reading now();
}
