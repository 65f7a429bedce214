package io.aett.reactive.webflux;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.support.Await;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.SignalType;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A server on a free port of loopback. */
final class BankServer implements AutoCloseable {

    enum Style {
        ANNOTATED,
        FUNCTIONAL
    }

    static final String TENANT = "my-bank";

    @EnableWebFlux
    @Configuration(proxyBeanMethods = false)
    static class WebFlux {}

    private final Bank bank;
    private final DisposableServer server;
    private final AtomicInteger cancelled = new AtomicInteger();

    private BankServer(Bank bank, HttpHandler handler) {
        this.bank = bank;
        ReactorHttpHandlerAdapter adapter = new ReactorHttpHandlerAdapter(handler);
        this.server = Await.value(HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .childOption(ChannelOption.SO_SNDBUF, 16 * 1024)
                .handle((request, response) -> adapter.apply(request, response).doFinally(end -> {
                    if (end == SignalType.CANCEL) {
                        cancelled.incrementAndGet();
                    }
                }))
                .bind()
                .cast(DisposableServer.class));
    }

    static BankServer start(Style style, EventStore store) {
        return start(style, store, options -> options);
    }

    /** The tenant is what the header {@code Tenant} says, and {@link #TENANT} without one. */
    static BankServer start(Style style, EventStore store, UnaryOperator<AettWebFlux.Builder> options) {
        TenantResolver header = TenantResolver.header("Tenant");
        TenantResolver tenants = exchange -> exchange.getRequest().getHeaders().containsHeader("Tenant")
                ? header.resolve(exchange)
                : TenantResolver.always(TENANT).resolve(exchange);
        AettWebFlux kit = options.apply(AettWebFlux.builder(store, tenants)).build();
        Bank bank = new Bank(store);
        return new BankServer(bank, style == Style.ANNOTATED ? annotated(kit, bank) : functional(kit, bank));
    }

    private static HttpHandler annotated(AettWebFlux kit, Bank bank) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(WebFlux.class);
        context.registerBean(AettWebFlux.class, () -> kit);
        context.registerBean(BankController.class, () -> new BankController(bank));
        context.refresh();
        return WebHttpHandlerBuilder.applicationContext(context).build();
    }

    private static HttpHandler functional(AettWebFlux kit, Bank bank) {
        return RouterFunctions.toHttpHandler(
                new BankRoutes(bank).routes(),
                HandlerStrategies.builder().webFilter(kit).build());
    }

    Bank bank() {
        return bank;
    }

    /** How many requests were cancelled, to the end of what they were at. */
    int cancelled() {
        return cancelled.get();
    }

    int port() {
        return server.port();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    WebTestClient client() {
        return WebTestClient.bindToServer()
                .baseUrl(url())
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
