package io.aett.reactive.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.testkit.support.Await;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {

    private final AtomicLong served = new AtomicLong();
    private ServerSocket echo;
    private Thread acceptor;
    private FaultProxy proxy;

    @BeforeEach
    void start() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        acceptor = FaultProxy.daemon("echo", this::serve);
        proxy = FaultProxy.to("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void without_a_fault_every_byte_passes_and_is_counted() throws IOException {
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < megabyte.length; i++) {
            megabyte[i] = (byte) (i * 31);
        }
        try (Socket client = connect()) {
            FaultProxy.daemon("writer", () -> write(client, megabyte));
            assertThat(client.getInputStream().readNBytes(megabyte.length)).isEqualTo(megabyte);
            assertThat(proxy.openConnections()).isOne();
        }
        assertThat(proxy.bytes(Direction.TO_SERVER)).isEqualTo(megabyte.length);
        assertThat(proxy.bytes(Direction.TO_CLIENT)).isEqualTo(megabyte.length);
        assertThat(proxy.connections()).isOne();
        Await.until(() -> "other bytes than " + served, () -> proxy.openConnections() == 0);
    }

    @Test
    void requests_are_cut_after_exactly_so_many_bytes() throws IOException {
        for (int bytes = 0; bytes <= 5; bytes++) {
            long before = served.get();
            proxy.cutAfter(Direction.TO_SERVER, bytes);
            try (Socket client = connect()) {
                write(client, "hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(rest(client).length).isLessThanOrEqualTo(bytes);
            }
            long expected = before + bytes;
            Await.until(() -> expected + " bytes served, not " + served, () -> served.get() == expected);
            assertThat(proxy.isArmed()).isFalse();
        }
    }

    @Test
    void answers_are_cut_after_exactly_so_many_bytes_and_what_was_before_arrives() throws IOException {
        for (int bytes = 0; bytes <= 5; bytes++) {
            proxy.cutAfter(Direction.TO_CLIENT, bytes);
            try (Socket client = connect()) {
                write(client, "hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(new String(rest(client), StandardCharsets.US_ASCII)).isEqualTo("hello".substring(0, bytes));
            }
        }
        assertEchoes();
    }

    @Test
    void a_lost_answer_is_one_to_a_request_that_arrived() throws IOException {
        proxy.loseNextAnswer("commit");
        try (Socket client = connect()) {
            assertEchoes(client, "begin");
            write(client, "commit".getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(client)).isEmpty();
        }
        assertThat(served).hasValue("begincommit".length());
        assertEchoes();
    }

    @Test
    void a_lost_request_never_arrives() throws IOException {
        proxy.loseNextRequest();
        try (Socket client = connect()) {
            write(client, "commit".getBytes(StandardCharsets.US_ASCII));
            assertThat(rest(client)).isEmpty();
        }
        assertThat(served).hasValue(0);
        assertEchoes();
    }

    @Test
    void swallowed_answers_leave_the_connection_open_until_it_is_cut() throws IOException {
        try (Socket client = connect()) {
            proxy.swallow(Direction.TO_CLIENT);
            write(client, "commit".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> read(client, 100)).isInstanceOf(SocketTimeoutException.class);
            Await.until(() -> "the commit, not " + served, () -> served.get() == "commit".length());
            proxy.heal();
            proxy.cut();
            assertThat(rest(client)).isEmpty();
        }
        assertEchoes();
    }

    @Test
    void an_address_that_moves_leads_new_connections_elsewhere_and_leaves_open_ones_where_they_are()
            throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket before = connect()) {
            assertEchoes(before, "before");
            proxy.leadTo("127.0.0.1", other.getLocalPort());
            try (Socket client = connect();
                    Socket there = other.accept()) {
                write(client, "after".getBytes(StandardCharsets.US_ASCII));
                assertThat(there.getInputStream().readNBytes(5)).isEqualTo("after".getBytes(StandardCharsets.US_ASCII));
                assertEchoes(before, "still there");
            }
        }
    }

    @Test
    void a_proxy_has_the_port_that_it_is_given() throws IOException {
        int port = proxy.port();
        proxy.close();
        try (FaultProxy again = FaultProxy.to("127.0.0.1", echo.getLocalPort(), port)) {
            assertThat(again.port()).isEqualTo(port);
        }
    }

    @Test
    void a_refused_connection_fails_at_once_and_open_ones_go_on() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client, "before");
            for (int round = 0; round < 20; round++) {
                proxy.refuse();
                assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
                assertEchoes(client, "after");
                proxy.heal();
                assertEchoes();
            }
        }
    }

    @Test
    void a_paused_proxy_holds_what_comes_and_delivers_it_when_resumed() throws IOException {
        try (Socket client = connect()) {
            proxy.pause();
            write(client, "held".getBytes(StandardCharsets.US_ASCII));
            assertThatThrownBy(() -> read(client, 100)).isInstanceOf(SocketTimeoutException.class);
            proxy.resume();
            client.setSoTimeout(5000);
            assertThat(new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("held");
        }
    }

    @Test
    void a_delay_holds_each_direction() throws IOException {
        proxy.delay(Duration.ofMillis(40));
        long start = System.nanoTime();
        assertEchoes();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(80));
    }

    @Test
    void connections_are_cut_every_so_many_bytes_until_healed() throws IOException {
        proxy.cutEvery(Direction.TO_CLIENT, 3);
        for (int i = 0; i < 4; i++) {
            try (Socket client = connect()) {
                write(client, "hello".getBytes(StandardCharsets.US_ASCII));
                assertThat(rest(client)).hasSize(3);
            }
        }
        proxy.heal();
        assertEchoes();
    }

    @Test
    void each_so_many_th_answer_is_lost_until_healed() throws IOException {
        proxy.loseEveryAnswer(2);
        for (int i = 1; i <= 4; i++) {
            try (Socket client = connect()) {
                assertEchoes(client, "one");
                write(client, "two".getBytes(StandardCharsets.US_ASCII));
                assertThat(rest(client)).isEmpty();
            }
            assertThat(served).hasValue(i * 6L);
        }
        proxy.heal();
        assertEchoes();
        assertEchoes();
    }

    @Test
    void stalled_connections_stay_open_and_go_on_when_healed_and_new_ones_are_served() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client, "before");
            proxy.stall();
            write(client, "held".getBytes(StandardCharsets.US_ASCII));
            assertEchoes();
            assertThatThrownBy(() -> read(client, 100)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(5000);
            assertThat(new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("held");
        }
    }

    @Test
    void a_stalled_request_is_overtaken_by_what_comes_later_and_arrives_when_healed() throws IOException {
        try (Socket client = connect();
                Socket other = connect()) {
            proxy.stallNextRequest("held");
            assertEchoes(client, "before");
            write(client, "held".getBytes(StandardCharsets.US_ASCII));
            Await.until(() -> "the request", () -> !proxy.isArmed());
            assertEchoes(other, "held too, but later");
            assertThatThrownBy(() -> read(client, 100)).isInstanceOf(SocketTimeoutException.class);
            proxy.heal();
            client.setSoTimeout(5000);
            assertThat(new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("held");
        }
    }

    @Test
    void a_slow_connection_takes_its_time_for_each_byte() throws IOException {
        proxy.slow(100);
        long start = System.nanoTime();
        assertEchoes();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(140));
    }

    @Test
    void a_server_that_is_down_closes_the_client_and_is_found_again_later() throws Exception {
        int port = echo.getLocalPort();
        echo.close();
        // The port goes on listening until the thread that waits for the next connection has woken up.
        acceptor.join(5000);
        try (Socket client = connect()) {
            assertThat(rest(client)).isEmpty();
        }
        echo = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        acceptor = FaultProxy.daemon("echo", this::serve);
        assertEchoes();
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket socket = echo.accept();
                FaultProxy.daemon("echo-connection", () -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        byte[] piece = new byte[8192];
        try (socket) {
            for (int n = socket.getInputStream().read(piece);
                    n >= 0;
                    n = socket.getInputStream().read(piece)) {
                served.addAndGet(n);
                socket.getOutputStream().write(piece, 0, n);
            }
        } catch (IOException e) {
            // The proxy cut the connection.
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(proxy.host(), proxy.port());
        socket.setSoTimeout(5000);
        return socket;
    }

    private void assertEchoes() throws IOException {
        try (Socket client = connect()) {
            assertEchoes(client, "healthy");
        }
    }

    private static void assertEchoes(Socket client, String text) throws IOException {
        write(client, text.getBytes(StandardCharsets.US_ASCII));
        assertThat(new String(client.getInputStream().readNBytes(text.length()), StandardCharsets.US_ASCII))
                .isEqualTo(text);
    }

    private static int read(Socket client, int patienceMillis) throws IOException {
        client.setSoTimeout(patienceMillis);
        return client.getInputStream().read();
    }

    private static void write(Socket client, byte[] bytes) {
        try {
            client.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What still arrives until the connection ends, by an orderly end or a reset. */
    private static byte[] rest(Socket client) throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        try {
            for (int b = client.getInputStream().read();
                    b >= 0;
                    b = client.getInputStream().read()) {
                all.write(b);
            }
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            // A reset is an end, too.
        }
        return all.toByteArray();
    }
}
