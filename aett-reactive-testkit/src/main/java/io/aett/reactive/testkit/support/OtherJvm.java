package io.aett.reactive.testkit.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM, for tests that need a process to kill, to stop, or to start anew. */
public final class OtherJvm {

    private static final long SIGNALLED_WITHIN_SECONDS = 10;

    private OtherJvm() {}

    /** With this one's class path; it compiles and collects as suits a program of seconds. Not started yet. */
    public static ProcessBuilder of(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** Sends a signal, such as {@code STOP} and {@code CONT}; it takes effect a little later. */
    public static void signal(String name, Process process) {
        try {
            Process kill = new ProcessBuilder("kill", "-s", name, Long.toString(process.pid())).start();
            if (!kill.waitFor(SIGNALLED_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("signal " + name + " could not be sent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
