package io.aett.reactive.webflux;

import io.aett.reactive.testkit.support.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client of a feed that sees every byte, and reads only when it is told to. */
final class Feeding implements AutoCloseable {

    private final Socket socket = new Socket();
    private final List<String> lines = new ArrayList<>();

    /** Sends a GET with these header lines, and reads nothing yet. */
    Feeding(BankServer server, String path, String... headers) {
        try {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
            String head = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                    + String.join("", lines(headers)) + "\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(String... headers) {
        return List.of(headers).stream().map(header -> header + "\r\n").toList();
    }

    /** Begins to read, and goes on until the end. */
    Feeding reading() {
        Thread reader = new Thread(() -> {
            try (InputStream in = new BufferedInputStream(socket.getInputStream())) {
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    add(header);
                }
                body(in);
            } catch (IOException e) {
                add("ended");
            }
        });
        reader.setDaemon(true);
        reader.start();
        return this;
    }

    /** Chunks say nothing about lines, which end in a line feed, a carriage return, or both. */
    private void body(InputStream in) throws IOException {
        boolean chunked = lines().contains("transfer-encoding: chunked");
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        int left = chunked ? Integer.parseInt(line(in), 16) : Integer.MAX_VALUE;
        int last = 0;
        while (left > 0) {
            int next = in.read();
            if (next < 0 || next == '\r' || (next == '\n' && last != '\r')) {
                add(rest.toString(StandardCharsets.UTF_8));
                rest.reset();
            } else if (next != '\n') {
                rest.write(next);
            }
            last = next;
            left = next < 0 ? 0 : left - 1;
            if (chunked && left == 0) {
                line(in);
                left = Integer.parseInt(line(in), 16);
            }
        }
        add("ended");
    }

    private void add(String line) {
        synchronized (lines) {
            lines.add(line);
        }
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    /** All lines so far, of headers too. */
    List<String> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** The first line of the answer. */
    String status() {
        Await.until(() -> "an answer", () -> !lines().isEmpty());
        return lines().get(0);
    }

    /** Waits for a line and the rest of its piece, and gives all those that begin so. */
    List<String> until(String line, String prefix) {
        Await.until(() -> line + " in " + lines(), () -> isThereWith(line));
        return starting(prefix);
    }

    /** A piece of server-sent events ends with an empty line; one of JSON is a line. */
    private boolean isThereWith(String line) {
        List<String> all = lines();
        int at = all.indexOf(line);
        return at >= 0 && (line.startsWith("{") || all.subList(at, all.size()).contains(""));
    }

    List<String> starting(String prefix) {
        return lines().stream().filter(line -> line.startsWith(prefix)).toList();
    }

    /** The last id so far, or 0. */
    int lastId() {
        synchronized (lines) {
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (lines.get(i).startsWith("id:")) {
                    return Integer.parseInt(lines.get(i).substring(3));
                }
            }
            return 0;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
