package io.aett.reactive.testservers;

import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks a PostgreSQL server whether it lets clients in, without logging in. */
final class PostgresProbe {

    private static final int PROTOCOL_3 = 3 << 16;
    private static final int PATIENCE_MILLIS = 2000;
    private static final String PARAMETERS = "user\0postgres\0database\0postgres\0\0";

    private PostgresProbe() {}

    /** True if the server asks for authentication; one that still starts or recovers answers with an error instead. */
    static boolean letsIn(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            byte[] parameters = PARAMETERS.getBytes(StandardCharsets.US_ASCII);
            out.writeInt(8 + parameters.length);
            out.writeInt(PROTOCOL_3);
            out.write(parameters);
            out.flush();
            return socket.getInputStream().read() == 'R';
        } catch (IOException e) {
            return false;
        }
    }
}
