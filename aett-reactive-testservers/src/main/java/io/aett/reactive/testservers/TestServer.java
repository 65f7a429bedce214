package io.aett.reactive.testservers;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A running server, and where it came from.
 *
 * <p>A server that this JVM started for the caller alone can be killed, frozen and started again on the same port and
 * data. Of one that was found elsewhere, or is shared, those methods fail and say so, and {@link #close()} leaves it as
 * it is: a shared one ends with the JVM.
 */
public abstract class TestServer implements AutoCloseable {

    private final String host;
    private final int port;
    private final String origin;
    private final @Nullable ServerProcess process;
    private volatile boolean shared;

    TestServer(Found found) {
        host = found.host();
        port = found.port();
        origin = found.origin();
        process = found.process();
    }

    public final String host() {
        return host;
    }

    public final int port() {
        return port;
    }

    /** Where this server came from, in a few words. */
    public final String origin() {
        return origin;
    }

    /** True if this JVM started the server, and for the caller alone, so that the methods below work. */
    public final boolean isOwn() {
        return process != null && !shared;
    }

    /** From now on nobody ends this server before the JVM ends. */
    final void share() {
        shared = true;
    }

    /** Ends the server with SIGKILL; its data stay. */
    public final void kill() {
        own().kill();
    }

    /** Freezes the server: connections stay open and are not answered until {@link #resume()}. */
    public final void pause() {
        own().pause();
    }

    public final void resume() {
        own().resume();
    }

    /**
     * Lets no file of the server grow past so many bytes until {@link #unlimitFiles()}, as a full disk does. The server sees the error EFBIG, or
     * ends, if it does not look after the signal that comes with it.
     */
    public final void limitFiles(long bytes) {
        own().limitFiles(bytes);
    }

    /** Files grow again; nothing if the server has ended. One that is started again has no limit. */
    public final void unlimitFiles() {
        own().unlimitFiles();
    }

    /** Stops the server in an orderly way; its data stay. */
    public final void stop() {
        own().stop();
    }

    /** Starts a server that was stopped or killed, on the same port and data, and returns when it answers. */
    public final void start() {
        own().start();
    }

    /** Stops the server, if it runs, in an orderly way and starts it on the same port and data. */
    public final void restart() {
        own().stop();
        own().start();
    }

    public final boolean isRunning() {
        return own().isRunning();
    }

    /** The id of the server's first process. */
    public final long pid() {
        return own().pid();
    }

    /** The file that takes what the server prints. */
    public final Path log() {
        if (process == null) {
            throw new TestServerException("this server keeps its log elsewhere: " + origin);
        }
        return process.log();
    }

    /** Stops the server for good and deletes its data unless they have a folder of the caller's. Nothing if not own. */
    @Override
    public void close() {
        if (process != null && !shared) {
            process.close();
        }
    }

    private ServerProcess own() {
        if (process == null) {
            throw new TestServerException("this server is not ours to stop: " + origin);
        }
        if (shared) {
            throw new TestServerException("this server is shared: start one of your own to stop it");
        }
        return process;
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " at " + host + ":" + port + ", " + origin;
    }

    /**
     * Where a server was found.
     *
     * @param process the process, if this JVM started it
     */
    record Found(
            String host, int port, String origin, @Nullable ServerProcess process) {}
}
