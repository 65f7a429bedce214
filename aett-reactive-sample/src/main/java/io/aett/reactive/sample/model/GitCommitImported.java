package io.aett.reactive.sample.model;

import io.aett.reactive.Topic;
import java.time.Instant;

/**
 * All changes of this git commit, and of every one before it, are stored. The event's revision in its stream is the ordinal of the git
 * commit, so the head of the stream is where an import goes on.
 *
 * @param origin the git commit
 * @param stamp when it counts as made: its time, or just after the commit before it, whichever is later
 * @param changes how many files it changed
 */
@Topic("sample.git-commit-imported")
public record GitCommitImported(Origin origin, Instant stamp, int changes) {}
