package io.aett.reactive.explorer;

import io.aett.reactive.testservers.Chromium;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The DevTools protocol with one new tab of a browser. */
final class DevTools implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    private DevTools(URI address) throws Exception {
        this.socket = CLIENT.newWebSocketBuilder()
                .connectTimeout(Duration.ofSeconds(30))
                .buildAsync(address, this)
                .get(60, TimeUnit.SECONDS);
    }

    static DevTools ofNewTab(Chromium browser) throws Exception {
        URI address = URI.create("http://" + browser.host() + ":" + browser.port() + "/json/new?about:blank");
        String tab = CLIENT.send(
                        HttpRequest.newBuilder(address)
                                .method("PUT", HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return new DevTools(URI.create(
                JsonMapper.shared().readTree(tab).get("webSocketDebuggerUrl").asString()));
    }

    JsonNode call(String method, Map<String, ?> parameters) {
        int number = numbers.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        waiting.put(number, answer);
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("id", number);
        message.put("method", method);
        message.put("params", parameters);
        try {
            socket.sendText(JsonMapper.shared().writeValueAsString(message), true)
                    .get(60, TimeUnit.SECONDS);
            JsonNode result = answer.get(60, TimeUnit.SECONDS);
            if (result.has("error")) {
                throw new AssertionError(method + ": " + result.get("error"));
            }
            return result.get("result");
        } catch (Exception e) {
            throw new AssertionError(method + " failed", e);
        }
    }

    List<JsonNode> events(String method) {
        return events.stream()
                .filter(event -> event.get("method").asString().equals(method))
                .map(event -> event.get("params"))
                .toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            JsonNode message = JsonMapper.shared().readTree(partial.toString());
            partial.setLength(0);
            if (message.has("id")) {
                waiting.remove(message.get("id").asInt()).complete(message);
            } else {
                events.add(message);
            }
        }
        from.request(1);
        return null;
    }

    @Override
    public void close() {
        socket.abort();
    }
}
