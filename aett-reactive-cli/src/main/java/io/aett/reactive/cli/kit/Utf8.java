package io.aett.reactive.cli.kit;

import java.io.BufferedWriter;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** The process's own outputs in UTF-8, whatever the locale. */
public final class Utf8 {

    private Utf8() {}

    /** Its standard output; to be flushed. */
    public static PrintWriter out() {
        return writer(FileDescriptor.out);
    }

    /** Its error output; to be flushed. */
    public static PrintWriter err() {
        return writer(FileDescriptor.err);
    }

    private static PrintWriter writer(FileDescriptor descriptor) {
        return new PrintWriter(new BufferedWriter(
                new OutputStreamWriter(new FileOutputStream(descriptor), StandardCharsets.UTF_8), 1 << 13));
    }
}
