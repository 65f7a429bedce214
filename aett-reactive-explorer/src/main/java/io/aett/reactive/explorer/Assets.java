package io.aett.reactive.explorer;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.util.DigestUtils;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The files of the page, read once when the routes are made. A browser asks each time whether it still has the right ones. */
final class Assets {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType CSS = MediaType.parseMediaType("text/css;charset=UTF-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");
    private static final MediaType SVG = MediaType.parseMediaType("image/svg+xml");

    private static final Map<String, MediaType> FILES = Map.ofEntries(
            Map.entry("index.html", HTML),
            Map.entry("explorer.css", CSS),
            Map.entry("icon.svg", SVG),
            Map.entry("explorer.js", SCRIPT),
            Map.entry("dom.js", SCRIPT),
            Map.entry("server.js", SCRIPT),
            Map.entry("streams.js", SCRIPT),
            Map.entry("stream.js", SCRIPT),
            Map.entry("state.js", SCRIPT),
            Map.entry("live.js", SCRIPT),
            Map.entry("subscriptions.js", SCRIPT),
            Map.entry("parked.js", SCRIPT),
            Map.entry("diagnosis.js", SCRIPT),
            Map.entry("plot.js", SCRIPT),
            Map.entry("dialog.js", SCRIPT));

    private Assets() {}

    static RouterFunction<ServerResponse> routes() {
        return FILES.keySet().stream()
                .map(Assets::route)
                .reduce(RouterFunction::and)
                .orElseThrow();
    }

    private static RouterFunction<ServerResponse> route(String name) {
        byte[] content = content(name);
        String etag = '"' + DigestUtils.md5DigestAsHex(content) + '"';
        return RouterFunctions.route(
                GET(name.equals("index.html") ? "/" : "/" + name),
                request -> answer(request, etag, Objects.requireNonNull(FILES.get(name)), content));
    }

    private static Mono<ServerResponse> answer(ServerRequest request, String etag, MediaType type, byte[] content) {
        return request.checkNotModified(etag)
                .switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                        .contentType(type)
                        .eTag(etag)
                        .cacheControl(CacheControl.noCache())
                        .bodyValue(content)));
    }

    private static byte[] content(String name) {
        try (InputStream file = Assets.class.getResourceAsStream("page/" + name)) {
            if (file == null) {
                throw new IllegalStateException("the jar of the explorer lacks page/" + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
