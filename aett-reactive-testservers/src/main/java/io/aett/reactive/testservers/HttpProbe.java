package io.aett.reactive.testservers;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Asks an HTTP server whether it answers. */
final class HttpProbe {

    private static final int PATIENCE_MILLIS = 2000;

    private HttpProbe() {}

    /** True if any answer comes, whatever its status. */
    static boolean answers(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(PATIENCE_MILLIS);
            connection.setReadTimeout(PATIENCE_MILLIS);
            boolean answered = connection.getResponseCode() > 0;
            connection.disconnect();
            return answered;
        } catch (IOException e) {
            return false;
        }
    }
}
