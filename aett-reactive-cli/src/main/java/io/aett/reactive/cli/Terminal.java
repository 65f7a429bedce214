package io.aett.reactive.cli;

import io.aett.reactive.cli.kit.Progress;
import java.io.BufferedReader;
import java.io.PrintWriter;

/**
 * What a command talks to.
 *
 * @param out where results go
 * @param err where everything else goes
 * @param in where answers come from
 * @param watched whether somebody sees a progress bar
 * @param asks whether somebody is there to answer a question
 * @param columns how wide it is
 */
record Terminal(PrintWriter out, PrintWriter err, BufferedReader in, boolean watched, boolean asks, int columns) {

    /** A bar, if somebody is there to see it. */
    Progress progress(String task, long total) {
        return watched ? Progress.bar(task, total, columns) : Progress.silent();
    }

    /** One line beside the results. */
    void say(String line) {
        err.println(line);
        err.flush();
    }

    /** Whether whoever reads the results has gone. */
    boolean isGone() {
        return out.checkError();
    }
}
