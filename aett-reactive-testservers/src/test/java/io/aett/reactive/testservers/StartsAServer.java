package io.aett.reactive.testservers;

import java.util.concurrent.locks.LockSupport;

/** A program of its own that starts a server, tells its process and folder, and waits to be killed. */
final class StartsAServer {

    private StartsAServer() {}

    public static void main(String[] args) {
        PostgresServer server = PostgresServer.startOwn();
        System.out.println(server.pid());
        System.out.println(server.log().getParent());
        while (server.isRunning()) {
            LockSupport.parkNanos(1_000_000_000L);
        }
    }
}
