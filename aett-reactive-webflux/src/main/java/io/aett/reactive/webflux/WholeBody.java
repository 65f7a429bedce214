package io.aett.reactive.webflux;

import io.aett.reactive.internal.Digests;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A request whose body is read once and whole, by whoever asks first, so that it can be told from another one. */
final class WholeBody extends ServerHttpRequestDecorator {

    private static final String ATTRIBUTE = WholeBody.class.getName();

    private final Mono<byte[]> bytes;

    private WholeBody(ServerHttpRequest request, int most) {
        super(request);
        this.bytes = request.getHeaders().getContentLength() > most
                ? Mono.error(() -> tooLarge(most, null))
                : DataBufferUtils.join(request.getBody(), most)
                        .map(WholeBody::taken)
                        .defaultIfEmpty(new byte[0])
                        .onErrorMap(DataBufferLimitException.class, larger -> tooLarge(most, larger))
                        .cache();
    }

    /** The exchange with a body that can be read again, if its request has a key. */
    static ServerWebExchange of(ServerWebExchange exchange, int most) {
        ServerHttpRequest request = exchange.getRequest();
        if (!request.getHeaders().containsHeader(IdempotencyKey.HEADER)) {
            return exchange;
        }
        WholeBody body = new WholeBody(request, most);
        exchange.getAttributes().put(ATTRIBUTE, body);
        return exchange.mutate().request(body).build();
    }

    /** That of the exchange's request, which has a key. A form is read by the server before it gets here. */
    static Mono<String> fingerprintOf(ServerWebExchange exchange) {
        MediaType type = exchange.getRequest().getHeaders().getContentType();
        if (MediaType.APPLICATION_FORM_URLENCODED.isCompatibleWith(type)
                || (type != null && type.getType().equals("multipart"))) {
            return Mono.error(() -> Problem.FORM_WITH_KEY.because("send the command in another form, such as JSON"));
        }
        WholeBody body = Objects.requireNonNull(exchange.getAttribute(ATTRIBUTE), "AettWebFlux is no web filter");
        return body.fingerprint();
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return bytes.filter(all -> all.length > 0)
                .<DataBuffer>map(DefaultDataBufferFactory.sharedInstance::wrap)
                .flux();
    }

    /** The same for requests with the same method, path, query and body; of any others it is different. */
    Mono<String> fingerprint() {
        return bytes.map(all -> {
            MessageDigest digest = Digests.sha256();
            digest.update(head().getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest.digest(all));
        });
    }

    private String head() {
        return getMethod() + " " + getPath().pathWithinApplication().value() + "?"
                + Objects.requireNonNullElse(getURI().getRawQuery(), "") + "\n";
    }

    private static ErrorResponseException tooLarge(int most, @Nullable Throwable cause) {
        return Problem.BODY_TOO_LARGE.because("a body with an idempotency key has at most " + most + " bytes", cause);
    }

    private static byte[] taken(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
