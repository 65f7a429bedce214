package io.aett.reactive.cli;

import io.aett.reactive.cli.kit.Utf8;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program. Exit codes: 0 done, 1 something was found, 2 it could not be done. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process. */
    public static void main(String[] args) {
        PrintWriter out = Utf8.out();
        PrintWriter err = Utf8.err();
        Terminal terminal = new Terminal(
                out,
                err,
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                Boolean.getBoolean("aett.terminal"),
                Boolean.getBoolean("aett.asks"),
                Integer.getInteger("aett.columns", 80));
        int code = Aett.run(terminal, System.getenv(), args);
        out.flush();
        err.flush();
        System.exit(code);
    }
}
