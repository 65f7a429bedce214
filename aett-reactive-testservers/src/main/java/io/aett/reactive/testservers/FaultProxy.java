package io.aett.reactive.testservers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A TCP proxy on a loopback port that forwards to a server, faithfully until a fault is asked for.
 *
 * <p>Faults act at once, on open connections too. One-shot faults ({@code cutAfter...}, {@code loseNext...}) disarm
 * themselves when they strike; the others hold until {@link #heal()}. Safe for use by many threads.
 */
public final class FaultProxy implements AutoCloseable {

    private static final int PATIENCE_MILLIS = 5000;

    private final InetSocketAddress target;
    private final InetSocketAddress own;
    private final ProxyFaults faults = new ProxyFaults();
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private ServerSocket listener;
    private Thread acceptor;

    private FaultProxy(InetSocketAddress target) {
        this.target = target;
        this.own = new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
        this.listener = listen();
        this.acceptor = acceptFrom(listener);
    }

    /** Starts a proxy for that address, on a free port. */
    public static FaultProxy to(String host, int port) {
        return new FaultProxy(new InetSocketAddress(host, port));
    }

    public static FaultProxy to(TestServer server) {
        return to(server.host(), server.port());
    }

    /** The loopback address, as a client should name it. */
    public String host() {
        return own.getAddress().getHostAddress();
    }

    public int port() {
        return own.getPort();
    }

    /** Cuts every open connection with a reset; new ones are served. */
    public void cut() {
        connections.forEach(ProxyConnection::cut);
    }

    /**
     * Cuts, once, the connection that carries the last of so many more bytes in that direction, counted over all
     * connections from now: exactly these bytes arrive, and with 0 none of the next piece.
     */
    public void cutAfter(Direction direction, long bytes) {
        faults.cutAfter(direction, bytes);
    }

    /** Throws away what comes in that direction, on open connections, until healed. */
    public void swallow(Direction direction) {
        faults.swallow(direction);
    }

    /** Loses the next request, once: it does not reach the server, and its connection is cut. */
    public void loseNextRequest() {
        loseNextRequest("");
    }

    /** The same for the next piece of a request that contains this text (as ISO 8859-1). */
    public void loseNextRequest(String containing) {
        faults.loseRequest(containing);
    }

    /**
     * Loses the answer to the next request, once: the server gets the request; when it begins to answer, the connection
     * is cut and the client sees nothing of the answer. A server that answers a request piece by piece may not have
     * done all of it by then: {@link #swallow} the answers instead, and watch the server.
     */
    public void loseNextAnswer() {
        loseNextAnswer("");
    }

    /** The same for the next piece of a request that contains this text (as ISO 8859-1). */
    public void loseNextAnswer(String toRequestContaining) {
        faults.loseAnswer(toRequestContaining);
    }

    /** Holds each piece of bytes, in both directions, for this long. */
    public void delay(Duration each) {
        faults.delay(each);
    }

    /** Forwards nothing, cuts nothing: whoever waits, waits until {@link #resume()}. */
    public void pause() {
        faults.pause(true);
    }

    public void resume() {
        faults.pause(false);
    }

    /** Refuses new connections as a port does where nobody listens; open connections go on. */
    public synchronized void refuse() {
        try {
            listener.close();
            // The port goes on listening until the thread that waits for the next connection has woken up.
            acceptor.join(PATIENCE_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends every fault; connections that were cut stay cut. */
    public synchronized void heal() {
        faults.heal();
        if (listener.isClosed()) {
            listener = listen();
            acceptor = acceptFrom(listener);
        }
    }

    /** True while a one-shot fault has been asked for and has not struck. */
    public boolean isArmed() {
        return faults.isArmed();
    }

    /** How many connections were accepted so far. */
    public int connections() {
        return accepted.get();
    }

    public int openConnections() {
        return connections.size();
    }

    /** How many bytes were forwarded in that direction so far. */
    public long bytes(Direction direction) {
        return faults.bytes(direction);
    }

    /** Cuts every connection and gives the port back. */
    @Override
    public synchronized void close() {
        refuse();
        faults.close();
        cut();
    }

    private ServerSocket listen() {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(own, 512);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread acceptFrom(ServerSocket socket) {
        return daemon("fault-proxy-" + port(), () -> accept(socket));
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                int number = accepted.incrementAndGet();
                daemon("fault-proxy-" + port() + "-" + number, () -> connect(client, number));
            } catch (IOException e) {
                // The listener was closed; the loop ends.
            }
        }
    }

    private void connect(Socket client, int number) {
        Socket server = new Socket();
        try {
            server.connect(target, PATIENCE_MILLIS);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException e) {
            ProxyConnection.close(client);
            ProxyConnection.close(server);
            return;
        }
        ProxyConnection[] self = new ProxyConnection[1];
        ProxyConnection connection = new ProxyConnection(client, server, faults, () -> connections.remove(self[0]));
        self[0] = connection;
        connections.add(connection);
        connection.start("fault-proxy-" + port() + "-" + number);
    }

    static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
