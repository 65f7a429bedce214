package io.aett.reactive.testservers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a command to its end. */
final class Shell {

    private Shell() {}

    /** Returns what the command printed; fails in one line, with the end of that, when it does not end well in time. */
    static String run(Duration patience, List<String> command) {
        Result result = tryRun(patience, command);
        if (result.code() != 0) {
            throw new TestServerException("'" + String.join(" ", command) + "' ended with " + result.code() + ": "
                    + lastWords(result.output()));
        }
        return result.output();
    }

    static boolean succeeds(String... command) {
        return tryRun(Duration.ofSeconds(10), List.of(command)).code() == 0;
    }

    static Result tryRun(Duration patience, List<String> command) {
        try {
            Path output = Files.createTempFile("aett-command", ".log");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
                boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.destroyForcibly().waitFor();
                }
                return new Result(ended ? process.exitValue() : -1, read(output));
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            return new Result(127, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Result(-1, "interrupted");
        }
    }

    /** The last lines of a log, as one line. */
    static String lastWords(String log) {
        String line = log.strip().replaceAll("\\s*\\R\\s*", " | ");
        return line.length() <= 800 ? line : "..." + line.substring(line.length() - 800);
    }

    static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    record Result(int code, String output) {}
}
