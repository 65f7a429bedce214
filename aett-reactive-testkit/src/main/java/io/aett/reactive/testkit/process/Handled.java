package io.aett.reactive.testkit.process;

/**
 * A commit that a consumer handled.
 *
 * @param stream its stream
 * @param sequence its place there
 * @param checkpoint its place in the global order
 */
public record Handled(String stream, long sequence, long checkpoint) {}
