package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server program that this JVM started: stopped at the latest when this JVM ends, in whatever way it ends.
 *
 * <p>An orderly end stops it by a shutdown hook. If the JVM itself is killed, a shell that waits at the other end of a
 * pipe sees the pipe close, kills the server and deletes its temporary folder.
 */
final class ServerProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_TO_STOP = Duration.ofSeconds(10);
    private static final Set<ServerProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final String WATCHDOG =
            "trap '' INT TERM HUP; read -r line && exit 0; kill -9 \"$1\"; test -z \"$2\" || rm -rf \"$2\"";

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> List.copyOf(RUNNING).forEach(ServerProcess::endForGood), "aett-test-servers-stop"));
    }

    private final Launch launch;
    private @Nullable Process process;
    private @Nullable Process watchdog;

    ServerProcess(Launch launch) {
        this.launch = launch;
    }

    /** Starts the program and returns when it answers. */
    synchronized void start() {
        if (isRunning()) {
            return;
        }
        forget();
        Process started = launch();
        process = started;
        RUNNING.add(this);
        watchdog = watch(started.pid());
        boolean answers = Polling.within(
                PATIENCE, () -> !started.isAlive() || launch.ready().getAsBoolean());
        if (!answers || !started.isAlive()) {
            String lastWords = Shell.lastWords(Shell.read(log()));
            kill();
            throw new TestServerException(launch.name() + " did not start: " + lastWords);
        }
    }

    /**
     * Ends the program with SIGKILL, together with all that it started, as if the machine had ended; its data stay. All of them stand still
     * before the first one ends, so that none sees another one gone: a backend of PostgreSQL that finds its postmaster dead no longer waits
     * for the standby, and shows others what the standby does not have.
     */
    synchronized void kill() {
        Process victim = process;
        if (victim == null) {
            return;
        }
        signal("STOP", List.of(victim.toHandle()));
        List<ProcessHandle> family = family(victim);
        signal("STOP", family);
        signal("KILL", family);
        if (!Polling.within(PATIENCE_TO_STOP, () -> family.stream().allMatch(ServerProcess::isGone))) {
            throw new TestServerException(launch.name() + " is still there after SIGKILL");
        }
        forget();
    }

    /** Freezes the program (SIGSTOP): connections stay open and nobody answers, until {@link #resume()}. */
    synchronized void pause() {
        signal("STOP", family(running()));
    }

    synchronized void resume() {
        signal("CONT", family(running()));
    }

    /**
     * Lets no file of the program, and of all that it starts, grow past so many bytes, as a full disk does. A program that does not look after
     * the signal of that (SIGXFSZ) ends with it.
     */
    synchronized void limitFiles(long bytes) {
        limitFiles(Long.toString(bytes));
    }

    /** Lets files grow again; nothing if the program has ended. */
    synchronized void unlimitFiles() {
        if (isRunning()) {
            limitFiles("unlimited");
        }
    }

    /** The first process before its children, so that those it starts meanwhile have the limit too. */
    private void limitFiles(String most) {
        Process first = running();
        limitFiles(first.toHandle(), most);
        first.descendants().forEach(child -> limitFiles(child, most));
    }

    private static void limitFiles(ProcessHandle handle, String most) {
        Shell.Result result = Shell.tryRun(
                Duration.ofSeconds(10),
                List.of("prlimit", "--pid", Long.toString(handle.pid()), "--fsize=" + most + ":"));
        if (result.code() != 0 && !isGone(handle)) {
            throw new TestServerException(
                    "prlimit of util-linux is needed to limit a server's files: " + Shell.lastWords(result.output()));
        }
    }

    /** Stops the program in an orderly way, or kills it when that takes too long; its data stay. */
    synchronized void stop() {
        Process victim = process;
        if (victim == null) {
            return;
        }
        List<ProcessHandle> family = family(victim);
        signal(launch.stopSignal(), List.of(victim.toHandle()));
        signal("CONT", family);
        if (Polling.within(PATIENCE_TO_STOP, () -> family.stream().allMatch(ServerProcess::isGone))) {
            forget();
        } else {
            kill();
        }
    }

    /** Stops the program for good and deletes its folder if that is a temporary one. */
    synchronized void close() {
        stop();
        if (launch.temporary()) {
            ServerCache.deleteRecursively(launch.folder());
        }
    }

    boolean isRunning() {
        Process current = process;
        return current != null && current.isAlive();
    }

    long pid() {
        return running().pid();
    }

    Path folder() {
        return launch.folder();
    }

    Path log() {
        return launch.folder().resolve("server.log");
    }

    private void endForGood() {
        kill();
        if (launch.temporary()) {
            ServerCache.deleteRecursively(launch.folder());
        }
    }

    private Process running() {
        Process current = process;
        if (current == null || !current.isAlive()) {
            throw new TestServerException(launch.name() + " is not running");
        }
        return current;
    }

    private Process launch() {
        try {
            ProcessBuilder builder = new ProcessBuilder(launch.command());
            builder.environment().putAll(launch.environment());
            return builder.directory(launch.folder().toFile())
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                    .start();
        } catch (IOException e) {
            throw new TestServerException(launch.name() + " cannot be started: " + e.getMessage(), e);
        }
    }

    private Process watch(long pid) {
        String folder = launch.temporary() ? launch.folder().toString() : "";
        try {
            return new ProcessBuilder("sh", "-c", WATCHDOG, "sh", Long.toString(pid), folder)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void forget() {
        process = null;
        RUNNING.remove(this);
        Process dog = watchdog;
        watchdog = null;
        if (dog == null) {
            return;
        }
        try (OutputStream leash = dog.getOutputStream()) {
            leash.write("the server has ended\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            dog.destroyForcibly();
        }
    }

    private static List<ProcessHandle> family(Process process) {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    private static void signal(String name, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -s \"$0\" \"$@\"", name));
        processes.stream()
                .filter(handle -> !isGone(handle))
                .map(handle -> Long.toString(handle.pid()))
                .forEach(command::add);
        if (command.size() == 4) {
            return;
        }
        try {
            Process kill = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS)) {
                throw new TestServerException("signal " + name + " could not be sent");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A dead process whose new parent never collects it (as in a container without an init) counts as gone. */
    static boolean isGone(ProcessHandle handle) {
        if (!handle.isAlive()) {
            return true;
        }
        Path stat = Path.of("/proc", Long.toString(handle.pid()), "stat");
        if (!Files.exists(stat)) {
            return !handle.isAlive();
        }
        String text = Shell.read(stat);
        return text.startsWith("Z", text.lastIndexOf(')') + 2);
    }

    /**
     * How to start a program.
     *
     * @param environment variables beside those of this JVM
     * @param folder its working folder, which also takes its log
     * @param temporary true if the folder is deleted with the server
     * @param stopSignal the signal for an orderly stop, such as {@code TERM}
     * @param ready true once it answers
     */
    record Launch(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            boolean temporary,
            String stopSignal,
            BooleanSupplier ready) {

        Launch {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }

        Launch(
                String name,
                List<String> command,
                Path folder,
                boolean temporary,
                String stopSignal,
                BooleanSupplier ready) {
            this(name, command, Map.of(), folder, temporary, stopSignal, ready);
        }
    }
}
