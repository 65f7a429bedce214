package io.aett.reactive.sample;

import io.aett.reactive.sample.store.StoreKinds;
import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The program. Exit codes: 0 done, 1 something failed or differs, 2 the input is wrong. */
public final class Main {

    private Main() {}

    /** Runs one command and ends the process. */
    public static void main(String[] args) {
        PrintWriter out = utf8(FileDescriptor.out);
        PrintWriter err = utf8(FileDescriptor.err);
        boolean terminal = Boolean.getBoolean("sample.terminal");
        int code = Sample.run(StoreKinds.standard(), out, err, terminal, args);
        out.flush();
        err.flush();
        System.exit(code);
    }

    /** Names of files are printed as they are, whatever the locale. */
    private static PrintWriter utf8(FileDescriptor descriptor) {
        return new PrintWriter(new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), 1 << 13));
    }
}
