package io.aett.reactive.testservers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.WaitStrategy;
import org.testcontainers.utility.DockerImageName;

/** Servers in containers, where an engine really answers; asking for that costs milliseconds and prints nothing. */
final class Docker {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Docker() {}

    /** True if an engine answers a ping at {@code DOCKER_HOST} or at one of the usual sockets. */
    static boolean answers() {
        return sockets(System.getenv(), Path.of(System.getProperty("user.home"))).stream()
                .anyMatch(Docker::answersAt);
    }

    static TestServer.Found start(
            String image, int port, Map<String, String> environment, WaitStrategy ready, String... command) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(port)
                .withEnv(environment)
                .waitingFor(ready);
        if (command.length > 0) {
            container.withCommand(command);
        }
        try {
            container.start();
        } catch (RuntimeException e) {
            container.close();
            throw new TestServerException("Docker answers, but " + image + " did not start: " + e.getMessage(), e);
        }
        return new TestServer.Found(
                container.getHost(), container.getMappedPort(port), "from Docker, image " + image, null);
    }

    static Set<SocketAddress> sockets(Map<String, String> environment, Path home) {
        Set<SocketAddress> sockets = new LinkedHashSet<>();
        @Nullable String host = environment.get("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            URI uri = URI.create(host);
            if ("unix".equals(uri.getScheme())) {
                addSocketFile(sockets, Path.of(uri.getPath()));
            } else if (uri.getHost() != null) {
                sockets.add(new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? 2375 : uri.getPort()));
            }
            return sockets;
        }
        addSocketFile(sockets, Path.of("/var/run/docker.sock"));
        @Nullable String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null) {
            addSocketFile(sockets, Path.of(runtime, "docker.sock"));
        }
        addSocketFile(sockets, home.resolve(".docker/run/docker.sock"));
        addSocketFile(sockets, home.resolve(".docker/desktop/docker.sock"));
        return sockets;
    }

    private static void addSocketFile(Set<SocketAddress> sockets, Path file) {
        if (Files.exists(file)) {
            sockets.add(UnixDomainSocketAddress.of(file));
        }
    }

    static boolean answersAt(SocketAddress address) {
        try (SocketChannel channel = address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open()) {
            channel.configureBlocking(false);
            channel.connect(address);
            if (!Polling.within(PATIENCE, () -> finishConnect(channel))) {
                return false;
            }
            channel.write(
                    ByteBuffer.wrap("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            ByteBuffer answer = ByteBuffer.allocate(12);
            return Polling.within(PATIENCE, () -> readAll(channel, answer))
                    && new String(answer.array(), StandardCharsets.US_ASCII).endsWith(" 200");
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean finishConnect(SocketChannel channel) {
        try {
            return channel.finishConnect();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean readAll(SocketChannel channel, ByteBuffer into) {
        try {
            return channel.read(into) < 0 || !into.hasRemaining();
        } catch (IOException e) {
            return true;
        }
    }
}
