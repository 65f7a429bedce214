package io.aett.reactive.explorer;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.support.Await;
import java.util.function.UnaryOperator;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The explorer of a store on a free port of loopback. */
final class Shown implements AutoCloseable {

    private final DisposableServer server;

    private Shown(DisposableServer server) {
        this.server = server;
    }

    static Shown of(EventStore store, UnaryOperator<ExplorerOptions.Builder> options) {
        ReactorHttpHandlerAdapter adapter = new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(Explorer.routes(
                store,
                options.apply(ExplorerOptions.builder().view(Bank.ACCOUNTS)).build())));
        return new Shown(Await.value(HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(adapter)
                .bind()
                .cast(DisposableServer.class)));
    }

    String url(String view) {
        return "http://127.0.0.1:" + server.port() + "/aett/#/" + view;
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
