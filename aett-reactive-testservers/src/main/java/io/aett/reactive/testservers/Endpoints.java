package io.aett.reactive.testservers;

import java.net.URI;

/** Endpoints of HTTP services that users name in the environment. */
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

    static int port(URI uri) {
        if (uri.getPort() > 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme()) ? 443 : 80;
    }
}
