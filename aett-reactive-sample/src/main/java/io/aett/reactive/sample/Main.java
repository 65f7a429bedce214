package io.aett.reactive.sample;

import io.aett.reactive.cli.kit.Utf8;
import io.aett.reactive.sample.store.StoreKinds;
import java.io.PrintWriter;

/** The program. Exit codes: 0 done, 1 something failed or differs, 2 the input is wrong. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process. */
    public static void main(String[] args) {
        PrintWriter out = Utf8.out();
        PrintWriter err = Utf8.err();
        boolean terminal = Boolean.getBoolean("sample.terminal");
        int code = Sample.run(StoreKinds.standard(), out, err, terminal, args);
        out.flush();
        err.flush();
        System.exit(code);
    }
}
