package io.aett.reactive.testkit.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.SecureRandom;
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
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final int TRIES = 200;
    private static final SecureRandom RANDOM = new SecureRandom();

    private volatile InetSocketAddress target;
    private final ProxyFaults faults = new ProxyFaults();
    private final Set<ProxyConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final InetSocketAddress own;
    private ServerSocket listener;
    private Thread acceptor;

    private FaultProxy(InetSocketAddress target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
        this.own = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        this.acceptor = acceptFrom(listener);
    }

    /** Starts a proxy for that address, on a free port. */
    public static FaultProxy to(String host, int port) {
        return new FaultProxy(new InetSocketAddress(host, port), firstListener());
    }

    /** The same on a port of the loopback address that the caller knows to be free. */
    public static FaultProxy to(String host, int port, int ownPort) {
        try {
            return new FaultProxy(
                    new InetSocketAddress(host, port),
                    bound(new InetSocketAddress(InetAddress.getLoopbackAddress(), ownPort)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leads new connections to another server from now on, as an address that moves does; {@link #cut()} ends those that are open. */
    public void leadTo(String host, int port) {
        target = new InetSocketAddress(host, port);
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

    /** Cuts the connection that carries the last of so many bytes in that direction, again and again, until healed. */
    public void cutEvery(Direction direction, long bytes) {
        faults.cutEvery(direction, bytes);
    }

    /** Loses the answer to each so many-th piece of a request, as {@link #loseNextAnswer()} does, until healed. */
    public void loseEveryAnswer(int requests) {
        faults.loseEveryAnswer(requests);
    }

    /** Forwards nothing on the connections that are open now, and cuts none of them, until healed; new ones are served. */
    public void stall() {
        connections.forEach(ProxyConnection::stall);
        faults.stall();
    }

    /**
     * Stalls, once, the connection of the next piece of a request that contains this text (as ISO 8859-1), before that piece: what comes
     * later on other connections overtakes it, until healed.
     */
    public void stallNextRequest(String containing) {
        faults.stallRequest(containing);
    }

    /** Lets no more than so many bytes pass in a second on each connection, in each direction, until healed. */
    public void slow(long bytesPerSecond) {
        faults.slow(bytesPerSecond);
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

    /** Below the range of ports for outgoing connections: a client could take one of those while nobody listens there. */
    private static ServerSocket firstListener() {
        for (int tries = 0; ; tries++) {
            try {
                int port = LOWEST_PORT + RANDOM.nextInt(HIGHEST_PORT - LOWEST_PORT);
                return bound(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (IOException e) {
                if (tries == TRIES) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private static ServerSocket bound(InetSocketAddress address) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address, 512);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private ServerSocket listen() {
        try {
            return bound(own);
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
