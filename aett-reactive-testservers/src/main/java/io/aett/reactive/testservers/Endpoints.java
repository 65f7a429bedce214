package io.aett.reactive.testservers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Addresses that users name in the environment. */
final class Endpoints {

    private Endpoints() {}

    static URI parse(String variable, String value) {
        try {
            URI uri = URI.create(value.strip());
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new TestServerException(variable + " is not of the form http://host:port", e);
        }
        throw new TestServerException(variable + " is not of the form http://host:port");
    }

    static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), 2000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the server if something listens where the variable says. */
    static <S extends TestServer> S answering(String variable, S server) {
        if (!listens(server.host(), server.port())) {
            throw new TestServerException(
                    "nobody listens at " + server.host() + ":" + server.port() + ", the address in " + variable);
        }
        return server;
    }

    static int port(URI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
