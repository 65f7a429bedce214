package io.aett.reactive.spi;

import java.time.Instant;

/** The last commit of a stream. */
public record StoredHead(long sequence, long revision, Instant stamp) {}
