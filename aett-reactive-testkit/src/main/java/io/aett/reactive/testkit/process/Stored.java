package io.aett.reactive.testkit.process;

import java.util.UUID;

/**
 * A commit that was acknowledged to a process.
 *
 * @param stream its stream
 * @param sequence its place there
 * @param checkpoint its place in the global order
 * @param commitId its id
 */
public record Stored(String stream, long sequence, long checkpoint, UUID commitId) {}
