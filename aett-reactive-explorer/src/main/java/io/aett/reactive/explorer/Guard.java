package io.aett.reactive.explorer;

import java.net.URI;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** What holds for every answer, and who may ask. Why it suffices is in ADR 0053. */
final class Guard {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
            + " img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private Guard() {}

    /** Nothing is loaded from elsewhere, framed, guessed, or told to others. */
    static Mono<ServerResponse> page(ServerRequest request, HandlerFunction<ServerResponse> next) {
        return Mono.defer(() -> {
            HttpHeaders headers = request.exchange().getResponse().getHeaders();
            headers.set("Content-Security-Policy", POLICY);
            headers.set("X-Content-Type-Options", "nosniff");
            headers.set("X-Frame-Options", "DENY");
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
            headers.set("Cross-Origin-Resource-Policy", "same-origin");
            return next.handle(request);
        });
    }

    /** Only the page itself asks here, and every failure has a cause and a cure. */
    static Mono<ServerResponse> api(ServerRequest request, HandlerFunction<ServerResponse> next) {
        return Mono.defer(() -> {
                    requireOwnPage(request);
                    return next.handle(request);
                })
                .onErrorResume(failure -> Json.problem(Problem.of(failure)));
    }

    private static void requireOwnPage(ServerRequest request) {
        String site = request.headers().firstHeader("Sec-Fetch-Site");
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw Problem.FOREIGN.because("the browser says that the request is " + site);
        }
        if (request.method().equals(HttpMethod.GET)) {
            return;
        }
        if (!"same-origin".equals(site) && !isOwnOrigin(request)) {
            throw Problem.FOREIGN.because(
                    "neither Sec-Fetch-Site nor Origin says that the request comes from this page");
        }
        boolean json = request.headers()
                .contentType()
                .filter(MediaType.APPLICATION_JSON::equalsTypeAndSubtype)
                .isPresent();
        if (!json) {
            throw Problem.NOT_JSON.because("the content type is not application/json");
        }
    }

    /** A browser without {@code Sec-Fetch-Site} names the origin of whoever has it send a POST. */
    private static boolean isOwnOrigin(ServerRequest request) {
        String origin = request.headers().firstHeader(HttpHeaders.ORIGIN);
        String host = request.headers().firstHeader(HttpHeaders.HOST);
        return origin != null
                && host != null
                && authority(origin).filter(host::equalsIgnoreCase).isPresent();
    }

    private static Optional<String> authority(String origin) {
        try {
            return Optional.ofNullable(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
