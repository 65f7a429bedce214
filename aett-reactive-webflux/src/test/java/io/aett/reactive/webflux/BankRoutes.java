package io.aett.reactive.webflux;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.aett.reactive.webflux.Bank.Account;
import io.aett.reactive.webflux.Bank.Counting;
import io.aett.reactive.webflux.Bank.Deposit;
import io.aett.reactive.webflux.Bank.Deposited;
import io.aett.reactive.webflux.Bank.Opened;
import io.aett.reactive.webflux.Bank.Opening;
import java.net.URI;
import java.util.function.UnaryOperator;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The same as {@link BankController}. */
record BankRoutes(Bank bank) {

    RouterFunction<ServerResponse> routes() {
        return route().PUT("/accounts/{id}", this::open)
                .POST("/accounts/{id}/deposits", this::deposit)
                .POST("/accounts/{id}/bonus", this::bonus)
                .POST("/accounts/{id}/careful-deposits", this::depositCarefully)
                .GET("/accounts/{id}", this::account)
                .POST("/counters/{id}", this::count)
                .GET("/counters/{id}", this::counter)
                .GET("/summary", this::summary)
                .GET("/events", request -> AettRequest.from(request).map(AettRequest::feed))
                .GET("/accounts/{id}/deposits", this::deposits)
                .GET("/owners", this::owners)
                .GET("/commits", this::commits)
                .build();
    }

    private Mono<ServerResponse> open(ServerRequest request) {
        String id = request.pathVariable("id");
        return request.bodyToMono(Opening.class)
                .zipWith(AettRequest.from(request))
                .flatMap(both -> both.getT2()
                        .update(
                                bank.accounts(both.getT2()),
                                Account.class,
                                id,
                                account -> account.open(
                                        both.getT1().owner(), both.getT1().cents())))
                .flatMap(answer -> ServerResponse.created(URI.create("/accounts/" + id))
                        .headers(answer::addTo)
                        .bodyValue(answer.result().state()));
    }

    private Mono<ServerResponse> deposit(ServerRequest request) {
        return deposit(request, UnaryOperator.identity())
                .flatMap(answer -> ServerResponse.ok()
                        .headers(answer::addTo)
                        .bodyValue(answer.result().state()));
    }

    private Mono<ServerResponse> bonus(ServerRequest request) {
        return AettRequest.from(request)
                .flatMap(aett -> aett.update(
                        bank.accounts(aett), Account.class, request.pathVariable("id"), account -> account.deposit(1)))
                .flatMap(answer -> ServerResponse.ok()
                        .headers(answer::addTo)
                        .bodyValue(answer.result().state()));
    }

    private Mono<ServerResponse> depositCarefully(ServerRequest request) {
        return deposit(request, aett -> aett.requireKey().requireCondition())
                .flatMap(answer ->
                        ServerResponse.noContent().headers(answer::addTo).build());
    }

    private Mono<Answer<Account>> deposit(ServerRequest request, UnaryOperator<AettRequest> required) {
        return AettRequest.from(request)
                .map(required)
                .zipWith(request.bodyToMono(Deposit.class))
                .flatMap(both -> both.getT1()
                        .update(
                                bank.accounts(both.getT1()),
                                Account.class,
                                request.pathVariable("id"),
                                account -> account.deposit(both.getT2().cents())));
    }

    private Mono<ServerResponse> account(ServerRequest request) {
        return AettRequest.from(request)
                .flatMap(aett -> aett.read(bank.accounts(aett), Account.class, request.pathVariable("id")))
                .flatMap(answer -> ServerResponse.ok()
                        .headers(answer::addTo)
                        .bodyValue(answer.result().state()));
    }

    private Mono<ServerResponse> count(ServerRequest request) {
        return AettRequest.from(request)
                .zipWith(request.bodyToMono(Counting.class))
                .flatMap(both ->
                        both.getT1().handle(bank.counters(both.getT1()), request.pathVariable("id"), both.getT2()))
                .flatMap(answer -> ServerResponse.ok().headers(answer::addTo).bodyValue(answer.result()));
    }

    private Mono<ServerResponse> counter(ServerRequest request) {
        return AettRequest.from(request)
                .flatMap(aett -> aett.read(bank.counters(aett), request.pathVariable("id")))
                .flatMap(answer -> ServerResponse.ok().headers(answer::addTo).bodyValue(answer.result()));
    }

    private Mono<ServerResponse> summary(ServerRequest request) {
        return AettRequest.from(request)
                .flatMap(aett ->
                        aett.caughtUp("summary").then(ServerResponse.ok().bodyValue("here it is")));
    }

    private Mono<ServerResponse> deposits(ServerRequest request) {
        return AettRequest.from(request)
                .map(aett -> aett.feed().stream(request.pathVariable("id"))
                        .events(Deposited.class)
                        .map((event, context) -> ((Deposited) event).cents() + ""));
    }

    private Mono<ServerResponse> owners(ServerRequest request) {
        return AettRequest.from(request)
                .map(aett -> aett.feed().events(Opened.class).map((event, context) -> ((Opened) event).owner()));
    }

    private Mono<ServerResponse> commits(ServerRequest request) {
        return AettRequest.from(request)
                .map(aett -> aett.feed().commits(commit -> commit.streamId() + "@" + commit.streamRevision()))
                .map(feed -> request.queryParam("now").isPresent() ? feed.fromNow() : feed);
    }
}
