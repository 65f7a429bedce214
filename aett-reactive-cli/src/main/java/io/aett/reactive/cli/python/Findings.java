package io.aett.reactive.cli.python;

import java.util.List;

/**
 * What was found in a store of the Python library that is not in a copy as it is there.
 *
 * @param leftOut what is not copied and why, a line each
 * @param commits how many commits these lines are about
 * @param changed what is copied with a change and why, a line each
 * @param plainCommands commits whose commands of sagas stay plain headers
 */
public record Findings(List<String> leftOut, long commits, List<String> changed, long plainCommands) {

    public Findings {
        leftOut = List.copyOf(leftOut);
        changed = List.copyOf(changed);
    }
}
