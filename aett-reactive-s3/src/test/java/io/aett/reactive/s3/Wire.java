package io.aett.reactive.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** Passes requests on to a shared HTTP client, knows how many are under way, and does harm to them when asked. */
final class Wire implements SdkAsyncHttpClient {

    private final SdkAsyncHttpClient http;
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final List<Held> held = new ArrayList<>();
    private volatile boolean holding;
    private final List<Harm> harms = new CopyOnWriteArrayList<>();

    Wire(SdkAsyncHttpClient http) {
        this.http = http;
    }

    int underWay() {
        return underWay.get();
    }

    /** The most that were under way at once since the last call. */
    int takeMost() {
        return most.getAndSet(underWay.get());
    }

    /** From now on every request waits; {@link #release} lets those go that wait now. */
    void hold() {
        holding = true;
    }

    /** What waits now, such as {@code PUT /bucket/key}, sorted. */
    List<String> held() {
        synchronized (held) {
            return held.stream().map(Held::what).sorted().toList();
        }
    }

    void release() {
        List<Held> going;
        synchronized (held) {
            going = List.copyOf(held);
            held.clear();
        }
        going.forEach(one -> one.go.complete(null));
    }

    private record Held(String what, CompletableFuture<Void> go) {}

    /** What happens to requests. */
    @FunctionalInterface
    interface Fault {
        CompletableFuture<Void> instead(SdkAsyncHttpClient http, AsyncExecuteRequest request);
    }

    private record Harm(Predicate<SdkHttpRequest> which, AtomicInteger left, Fault fault) {}

    /** Harms the next so many requests for which {@code which} holds. */
    void harm(int times, Predicate<SdkHttpRequest> which, Fault fault) {
        harms.add(new Harm(which, new AtomicInteger(times), fault));
    }

    /** How many were not done that were asked for. */
    int harmsLeft() {
        return harms.stream().mapToInt(harm -> Math.max(0, harm.left.get())).sum();
    }

    void heal() {
        harms.clear();
        holding = false;
        release();
    }

    /** Writes of objects whose key contains this text. */
    static Predicate<SdkHttpRequest> puts(String text) {
        return request ->
                request.method().name().equals("PUT") && request.encodedPath().contains(text);
    }

    /** Reads of objects whose key contains this text. */
    static Predicate<SdkHttpRequest> gets(String text) {
        return request ->
                request.method().name().equals("GET") && request.encodedPath().contains(text);
    }

    /** Any request for objects whose key contains this text. */
    static Predicate<SdkHttpRequest> any(String text) {
        return request -> request.encodedPath().contains(text);
    }

    /** The request does not arrive, and its connection ends. */
    static Fault requestLost() {
        return (http, request) -> failed(request);
    }

    /** The request takes effect, and its connection ends without an answer. */
    static Fault answerLost() {
        return (http, request) -> sentAway(http, request).thenCompose(done -> failed(request));
    }

    /** The request is refused, and takes no effect. */
    static Fault refused(int status, String code) {
        return (http, request) -> answered(request, status, code);
    }

    /** The request takes effect, and is answered with an error. */
    static Fault answeredWrongly(int status, String code) {
        return (http, request) -> sentAway(http, request).thenCompose(done -> answered(request, status, code));
    }

    /** The request waits before it is sent. */
    static Fault held(CompletableFuture<?> until) {
        return (http, request) -> until.handle((done, error) -> true).thenCompose(now -> http.execute(request));
    }

    private static CompletableFuture<Void> failed(AsyncExecuteRequest request) {
        IOException error = new IOException("the connection was closed");
        request.responseHandler().onError(error);
        return CompletableFuture.failedFuture(error);
    }

    private static CompletableFuture<Void> answered(AsyncExecuteRequest request, int status, String code) {
        String body = "<Error><Code>" + code + "</Code><Message>as asked for</Message></Error>";
        SdkAsyncHttpResponseHandler handler = request.responseHandler();
        handler.onHeaders(SdkHttpResponse.builder()
                .statusCode(status)
                .putHeader("Content-Type", "application/xml")
                .putHeader("Content-Length", Integer.toString(body.length()))
                .putHeader("ETag", "\"answered\"")
                .build());
        handler.onStream(Flux.just(ByteBuffer.wrap(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        return CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<Void> sentAway(SdkAsyncHttpClient http, AsyncExecuteRequest request) {
        return http.execute(AsyncExecuteRequest.builder()
                        .request(request.request())
                        .requestContentPublisher(request.requestContentPublisher())
                        .fullDuplex(request.fullDuplex())
                        .responseHandler(new Unheard())
                        .build())
                .handle((done, error) -> null);
    }

    private static final class Unheard implements SdkAsyncHttpResponseHandler {
        @Override
        public void onHeaders(SdkHttpResponse headers) {}

        @Override
        public void onStream(Publisher<ByteBuffer> stream) {
            Flux.from(stream).subscribe();
        }

        @Override
        public void onError(Throwable error) {}
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        Fault fault = faultFor(request.request());
        CompletableFuture<Void> answer = held(request).thenCompose(go -> fault.instead(http, request));
        answer.whenComplete((done, error) -> underWay.decrementAndGet());
        return answer;
    }

    private CompletableFuture<Void> held(AsyncExecuteRequest request) {
        CompletableFuture<Void> go = new CompletableFuture<>();
        if (holding) {
            SdkHttpRequest what = request.request();
            synchronized (held) {
                held.add(new Held(what.method() + " " + what.encodedPath(), go));
            }
        } else {
            go.complete(null);
        }
        return go;
    }

    private Fault faultFor(SdkHttpRequest request) {
        for (Harm harm : new ArrayList<>(harms)) {
            if (harm.which.test(request) && harm.left.getAndDecrement() > 0) {
                return harm.fault;
            }
        }
        return SdkAsyncHttpClient::execute;
    }

    @Override
    public String clientName() {
        return http.clientName();
    }

    /** The connections are everybody's. */
    @Override
    public void close() {}
}
