package io.aett.reactive.testkit.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One connection through a {@link FaultProxy}: a client's socket, the socket to the server, a thread for each way. */
final class ProxyConnection {

    private static final int PIECE = 64 * 1024;

    private final Socket client;
    private final Socket server;
    private final ProxyFaults faults;
    private final Runnable atEnd;
    private final AtomicInteger openWays = new AtomicInteger(2);
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean answerIsToBeLost;
    private volatile boolean stalled;

    ProxyConnection(Socket client, Socket server, ProxyFaults faults, Runnable atEnd) {
        this.client = client;
        this.server = server;
        this.faults = faults;
        this.atEnd = atEnd;
    }

    void start(String name) {
        FaultProxy.daemon(name + "-requests", () -> pump(Direction.TO_SERVER, client, server));
        FaultProxy.daemon(name + "-answers", () -> pump(Direction.TO_CLIENT, server, client));
    }

    boolean answerIsToBeLost() {
        return answerIsToBeLost;
    }

    boolean isStalled() {
        return stalled;
    }

    /** Whether it is among those that forward nothing while connections are stalled. */
    void stall() {
        stalled = true;
    }

    void loseAnswer() {
        answerIsToBeLost = true;
    }

    private void pump(Direction direction, Socket from, Socket to) {
        byte[] piece = new byte[PIECE];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                LockSupport.parkNanos(faults.delay(length).toNanos());
                ProxyFaults.Verdict verdict = faults.admit(this, direction, piece, length);
                out.write(piece, 0, verdict.forwarded());
                if (verdict.cut()) {
                    cutAfterDelivery(from, to);
                    return;
                }
            }
            to.shutdownOutput();
            if (openWays.decrementAndGet() == 0) {
                end();
            }
        } catch (IOException e) {
            cut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cut();
        }
    }

    /**
     * Ends both sides; what was forwarded still arrives, since an orderly end follows it. The sender's side first: what a server says
     * of half a request comes to nobody.
     */
    private void cutAfterDelivery(Socket from, Socket to) throws IOException {
        reset(from);
        to.shutdownOutput();
        end();
    }

    /** Ends both sides with a reset. */
    void cut() {
        reset(client);
        reset(server);
        end();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            close(client);
            close(server);
            atEnd.run();
        }
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            return;
        } finally {
            close(socket);
        }
    }

    static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }
}
