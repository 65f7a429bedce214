package io.aett.reactive.benchmarks;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program: measures stores beside their drivers. Exit codes: 0 done, 1 something failed, 2 the input is wrong. */
public final class Main {

    private Main() {}

    /** Runs and ends the process. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(out, err, arguments));
    }

    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return new CommandLine(new BenchmarksCommand()).setOut(out).setErr(err).execute(arguments);
    }
}
