package io.aett.reactive.spi;

/**
 * Asks for one page.
 *
 * @param after where the page begins: only what lies behind this number (a sequence or a checkpoint); 0 for the start
 * @param maxCommits the most commits the page may hold, at least 1
 * @param maxBytes end the page after the commit whose payload reaches this sum; a page holds at least one commit
 */
public record PageRequest(long after, int maxCommits, long maxBytes) {}
