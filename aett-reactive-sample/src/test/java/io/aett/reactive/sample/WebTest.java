package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.sample.store.StoreKinds;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebTest {

    private static final Pattern ADDRESS = Pattern.compile("(http://127\\.0\\.0\\.1:\\d+/aett/) \\(");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private static String get(URI address) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }

    /** Bounded by a minute. */
    private static String until(URI address, Predicate<String> wanted) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        String last = get(address);
        while (!wanted.test(last)) {
            assertThat(System.nanoTime()).as(last).isLessThan(end);
            last = get(address);
        }
        return last;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void the_imported_history_is_shown_with_a_saga_subscriptions_and_a_parked_commit() throws Exception {
        try (GitFixture git = GitFixture.create(folder)) {
            for (int i = 0; i < 11; i++) {
                git.put("a", i + "\n").commit();
            }
        }
        StringWriter out = new StringWriter();
        Thread web = new Thread(() -> Sample.run(
                StoreKinds.standard(),
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                false,
                "web",
                "--port",
                "0",
                "--store",
                "memory",
                "--repo",
                folder.toString()));
        web.start();
        try {
            long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
            Matcher address = ADDRESS.matcher(out.toString());
            while (!address.find()) {
                assertThat(System.nanoTime()).as(out.toString()).isLessThan(end);
                web.join(20);
                address = ADDRESS.matcher(out.toString());
            }
            URI page = URI.create(address.group(1));

            assertThat(get(page)).contains("aett explorer");
            assertThat(get(page.resolve("api/streams"))).contains("\"file:a\"").contains("\"hot-spot:a\"");
            until(page.resolve("api/subscriptions"), shown -> shown.contains("\"parked\":1"));
            String tenant = get(page.resolve("api/streams")).replaceFirst("(?s).*\"tenant\":\"([^\"]+)\".*", "$1");
            assertThat(get(page.resolve(
                            "api/state?stream=file:a&tenant=" + URLEncoder.encode(tenant, StandardCharsets.UTF_8))))
                    .contains("\"view\":\"file\"");
            web.interrupt();
            web.join(Duration.ofMinutes(1).toMillis());
            while (listens(page.getPort())) {
                assertThat(System.nanoTime()).isLessThan(end);
            }
        } finally {
            web.interrupt();
        }
    }

    @Test
    void a_port_that_is_taken_or_is_none_is_refused_in_a_line() throws Exception {
        try (GitFixture git = GitFixture.create(folder);
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            git.put("a", "1\n").commit();

            new Cli()
                    .run("web", "--port", Integer.toString(taken.getLocalPort()), "--repo", folder.toString())
                    .isRefused("is taken");
        }
        new Cli().run("web", "--port", "65536").isRefused("65535");
    }
}
