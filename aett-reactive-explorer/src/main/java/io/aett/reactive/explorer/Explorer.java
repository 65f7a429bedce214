package io.aett.reactive.explorer;

import static org.springframework.web.reactive.function.server.RequestPredicates.GET;
import static org.springframework.web.reactive.function.server.RequestPredicates.POST;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import io.aett.reactive.EventStore;
import java.net.URI;
import java.util.Objects;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * A page to look at an event store, as router functions with all that the page needs. It shows every tenant's events to whoever can reach
 * it: let only the application's own security lead there.
 */
public final class Explorer {

    private Explorer() {}

    /** With all defaults: below {@code /aett}, and nothing can be changed. */
    public static RouterFunction<ServerResponse> routes(EventStore store) {
        return routes(store, ExplorerOptions.create());
    }

    /**
     * The page and what it asks for, below the path of the options. Its files are read here, which blocks: call it when the application
     * starts. From now on, and as long as the store lives, its appends are counted. No request reads more of the store than the options
     * allow, and a live feed reads as its client takes.
     */
    public static RouterFunction<ServerResponse> routes(EventStore store, ExplorerOptions options) {
        Objects.requireNonNull(store, "store");
        Tally tally = new Tally();
        store.listen(tally);
        Texts texts = new Texts(options.mapper());
        StreamPages streams = new StreamPages(store, texts, options);
        Consumers consumers = new Consumers(store);
        Controls controls = new Controls(store, options.readOnly());
        RouterFunction<ServerResponse> api = RouterFunctions.route(
                        GET("/store"), new StoreFigures(store, tally, options))
                .andRoute(GET("/streams"), new StreamListing(store, options))
                .andRoute(GET("/stream"), streams::stream)
                .andRoute(GET("/commit"), streams::commit)
                .andRoute(GET("/state"), new States(store, texts, options))
                .andRoute(GET("/feed"), new Feed(store, texts, options))
                .andRoute(GET("/subscriptions"), consumers::list)
                .andRoute(GET("/parked"), consumers::parked)
                .andRoute(POST("/pause"), controls.pause())
                .andRoute(POST("/resume"), controls.resume())
                .andRoute(POST("/reset"), controls.reset())
                .andRoute(POST("/replay"), controls.replay())
                .andRoute(POST("/discard"), controls.discard())
                .andRoute(path("/**"), request -> Mono.error(Problem.NO_SUCH_PLACE.because("there is no such address")))
                .filter(Guard::api);
        RouterFunction<ServerResponse> below =
                RouterFunctions.nest(path("/api"), api).and(Assets.routes()).filter(Guard::page);
        return RouterFunctions.route(GET(options.path()), toTheSlash(options.path()))
                .and(RouterFunctions.nest(path(options.path()), below));
    }

    /** Relative, so that it holds behind a proxy that puts something before the path; addresses within the page are relative too. */
    private static HandlerFunction<ServerResponse> toTheSlash(String path) {
        URI slash = URI.create(path.substring(path.lastIndexOf('/') + 1) + "/");
        return request -> ServerResponse.temporaryRedirect(slash).build();
    }
}
