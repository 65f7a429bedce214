package io.aett.reactive.sample;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.explorer.Explorer;
import io.aett.reactive.explorer.ExplorerOptions;
import io.aett.reactive.explorer.StateView;
import io.aett.reactive.sample.history.Tenant;
import io.aett.reactive.sample.model.StreamViews;
import io.aett.reactive.sample.model.StreamViews.Watched;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.subscription.AfterRetries;
import io.aett.reactive.subscription.Subscription;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** The explorer on a branch's store, and consumers to look at. */
final class WebPage {

    /** What was killed is soon replaced. */
    private static final Duration LEASE = Duration.ofSeconds(3);

    private static final Duration SOON = Duration.ofMillis(50);

    private final Tenant tenant;
    private final EventStore store;
    private final boolean readOnly;

    WebPage(Tenant tenant, boolean readOnly) {
        this.tenant = tenant;
        this.store = tenant.store();
        this.readOnly = readOnly;
    }

    /** A server on this port of the loopback address, to be disposed of. */
    Mono<DisposableServer> open(int port) {
        return Mono.fromCallable(this::handler)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(handler -> HttpServer.create()
                        .host("127.0.0.1")
                        .port(port)
                        .handle(handler)
                        .bind()
                        .cast(DisposableServer.class))
                .onErrorMap(
                        ChannelBindException.class,
                        taken -> new BadInputException("port " + port + " is taken; --port 0 finds a free one"));
    }

    /** Reads the files of the page. */
    private ReactorHttpHandlerAdapter handler() {
        return new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(Explorer.routes(store, options())));
    }

    private ExplorerOptions options() {
        return ExplorerOptions.builder()
                .readOnly(readOnly)
                .view(StateView.<Object>of("file", Streams::isFile, StreamViews.Nothing::new, StreamViews::file)
                        .fromSnapshots(state -> state))
                .view(StateView.of("hot spot watch", Streams::isHotSpot, () -> Watched.NONE, StreamViews::watched))
                .build();
    }

    /** Two consumers, until they are cancelled: one that handles all, and one that cannot announce the latest git commit. */
    Mono<Void> consumers() {
        return store.commits()
                .head(tenant.id(), Streams.HISTORY)
                .flatMap(head -> Mono.when(
                        consumer(
                                "announcements",
                                commit -> commit.streamId().equals(Streams.HISTORY)
                                                && commit.commitSequence() == head.headSequence()
                                        ? Mono.error(
                                                new IllegalStateException("nobody takes announcements on a weekend"))
                                        : Mono.empty()),
                        consumer("lines", commit -> Mono.empty())));
    }

    private Mono<Void> consumer(String name, Function<Commit, Mono<Void>> handler) {
        return Subscription.builder(tenant.subscription(name), store)
                .tenants(tenant.id())
                .leaseTime(LEASE)
                .retry(2, SOON, SOON)
                .afterRetries(AfterRetries.PARK)
                .onCommit(handler)
                .build()
                .run();
    }
}
