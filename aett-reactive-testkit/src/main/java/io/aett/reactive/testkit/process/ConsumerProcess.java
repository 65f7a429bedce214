package io.aett.reactive.testkit.process;

import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.OtherJvm;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ConsumerProgram} in a JVM of its own, with this one's class path and user. It ends with this JVM at the latest, in whatever way that
 * ends, also while it is paused.
 */
public final class ConsumerProcess implements AutoCloseable {

    /** Lets a process that it stopped go on when nobody holds it any more, unless it is told that there is none. */
    private static final String PAUSE = "kill -s STOP \"$1\"; echo; read -r gone || kill -s CONT \"$1\"";

    private final Path report;
    private final Path log;
    private final Process process;
    private @Nullable Process pause;

    private ConsumerProcess(Path report, Path log, Process process) {
        this.report = report;
        this.log = log;
        this.process = process;
    }

    /** Starts one, which opens its store and waits. */
    public static ConsumerProcess start(Path folder, String name, ConsumerOptions options) {
        Path report = folder.resolve(name + ".report");
        Path log = folder.resolve(name + ".log");
        try {
            Files.createFile(report);
            Process process = OtherJvm.of(ConsumerProgram.class, report.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            ConsumerProcess started = new ConsumerProcess(report, log, process);
            started.tell(String.join("\n", options.lines()));
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Has it begin; its store is open then. */
    public void run() {
        awaitReported(Report.READY);
        tell("begin");
    }

    /** Its number, with which the name of its run begins. */
    public long pid() {
        return process.pid();
    }

    /** What it handled so far, in order. */
    public List<Handled> handled() {
        return lines(Report.HANDLED)
                .map(words -> new Handled(words[1], Long.parseLong(words[2]), Long.parseLong(words[3])))
                .toList();
    }

    /** What was acknowledged to it so far, in order. */
    public List<Stored> stored() {
        return lines(Report.STORED)
                .map(words -> new Stored(
                        words[1], Long.parseLong(words[2]), Long.parseLong(words[3]), UUID.fromString(words[4])))
                .toList();
    }

    /** How often it noticed that it had lost a lease. */
    public long leasesLost() {
        return lines(Report.LOST).count();
    }

    /** Ends it as {@code kill -9} does. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Ends it in good order, by SIGTERM. */
    public void terminate() {
        // Process.destroy() would also end its standard input.
        process.toHandle().destroy();
        awaitEnd();
        awaitReported(Report.STOPPED);
    }

    /** Stops it in whatever it does, by SIGSTOP, until {@link #resume()}. */
    public void pause() {
        try {
            Process pausing = new ProcessBuilder("sh", "-c", PAUSE, "sh", Long.toString(pid()))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            pause = pausing;
            if (pausing.getInputStream().read() < 0) {
                throw new IllegalStateException("process " + pid() + " could not be stopped");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets it go on, by SIGCONT. */
    public void resume() {
        Process pausing = pause;
        pause = null;
        if (pausing != null) {
            send(pausing, "");
            await(pausing, "the signal to go on");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** What it printed, to be told when a test fails. */
    public String lastWords() {
        try {
            String printed = Files.readString(log);
            return "process " + pid() + (process.isAlive() ? "" : ", ended by " + process.exitValue()) + ": "
                    + lines(Report.FAILED).map(words -> String.join(" ", words)).toList()
                    + printed.substring(Math.max(0, printed.length() - 2000));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReported(String what) {
        Await.until(() -> what + " of " + lastWords(), () -> {
            if (lines(what).findAny().isPresent()) {
                return true;
            }
            if (!process.isAlive() && lines(what).findAny().isEmpty()) {
                throw new AssertionError("never " + what + ": " + lastWords());
            }
            return false;
        });
    }

    private void awaitEnd() {
        await(process, "the end of process " + pid());
        Process pausing = pause;
        pause = null;
        if (pausing != null) {
            send(pausing, "gone\n");
        }
    }

    private static void await(Process ending, String what) {
        Await.until(() -> what, () -> !ending.isAlive());
    }

    private void tell(String lines) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((lines + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new AssertionError("cannot be told: " + lastWords(), e);
        }
    }

    /** A last message, and no more. */
    private static void send(Process to, String message) {
        try (OutputStream input = to.getOutputStream()) {
            input.write(message.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Stream<String[]> lines(String kind) {
        List<String[]> lines = new ArrayList<>();
        String text = text();
        for (int from = 0, end; (end = text.indexOf('\n', from)) >= 0; from = end + 1) {
            String[] words = text.substring(from, end).split("\t");
            if (words[0].equals(kind)) {
                lines.add(words);
            }
        }
        return lines.stream();
    }

    private String text() {
        try {
            return Files.readString(report);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
