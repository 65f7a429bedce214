package io.aett.reactive.benchmarks.probe;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a JVM of its own, on this one's class path, and the lines that it says. Not thread-safe. */
public final class Probe implements AutoCloseable {

    private final Process process;
    private final BufferedReader lines;
    private final String name;

    private Probe(Process process, String name) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.name = name;
    }

    /** Starts a program with so many megabytes of heap. */
    public static Probe start(int heap, Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                program.getName()));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            return new Probe(process, program.getSimpleName());
        } catch (IOException e) {
            throw new UncheckedIOException(name(command), e);
        }
    }

    private static String name(List<String> command) {
        return "cannot start " + String.join(" ", command);
    }

    /** What follows {@code word} in the next line that begins with it. */
    public String expect(String word) {
        try {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(word + ":")) {
                    return line.substring(word.length() + 1).trim();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
        throw new IllegalStateException(name + " ended without saying " + word);
    }

    /** Says a line to it. */
    public void tell(String line) {
        try {
            OutputStream out = process.getOutputStream();
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** Says something to whoever started this program. */
    static void say(String word, Object value) {
        System.out.println(word + ": " + value);
        System.out.flush();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
