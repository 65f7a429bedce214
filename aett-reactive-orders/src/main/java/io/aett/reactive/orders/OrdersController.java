package io.aett.reactive.orders;

import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.webflux.AettRequest;
import io.aett.reactive.webflux.EventStreamResponse;
import java.net.URI;
import java.time.Clock;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

@RestController
record OrdersController(AggregateRepository aggregates, Sales sales, Clock clock) {

    record Wanted(String item, int quantity) {}

    record Delivery(int quantity) {}

    @PutMapping("/orders/{id}")
    Mono<ResponseEntity<Order.View>> place(AettRequest request, @PathVariable String id, @RequestBody Wanted wanted) {
        return request.update(
                        aggregates,
                        Order.class,
                        "order-" + id,
                        order -> order.place(wanted.item(), wanted.quantity(), clock.instant()))
                .map(answer -> answer.created(URI.create("/orders/" + id), Order::view));
    }

    @PostMapping("/orders/{id}/payment")
    Mono<ResponseEntity<Order.View>> pay(AettRequest request, @PathVariable String id) {
        return request.update(aggregates, Order.class, "order-" + id, Order::pay)
                .map(answer -> answer.ok(Order::view));
    }

    @GetMapping("/orders/{id}")
    Mono<ResponseEntity<Order.View>> order(AettRequest request, @PathVariable String id) {
        return request.read(aggregates, Order.class, "order-" + id).map(answer -> answer.ok(Order::view));
    }

    @PostMapping("/stock/{item}")
    Mono<ResponseEntity<Stock.View>> deliver(
            AettRequest request, @PathVariable String item, @RequestBody Delivery delivery) {
        return request.update(aggregates, Stock.class, "stock-" + item, stock -> stock.add(delivery.quantity()))
                .map(answer -> answer.ok(Stock::view));
    }

    @GetMapping("/stock/{item}")
    Mono<ResponseEntity<Stock.View>> stock(AettRequest request, @PathVariable String item) {
        return request.read(aggregates, Stock.class, "stock-" + item).map(answer -> answer.ok(Stock::view));
    }

    /** With the header {@code Aett-At-Least} of an earlier answer it has what that request did. */
    @GetMapping("/sales")
    Flux<Sales.Row> sales(AettRequest request) {
        return request.caughtUp(Sales.NAME).thenMany(sales.rows());
    }

    @GetMapping("/events")
    EventStreamResponse events(AettRequest request) {
        return request.feed().streams(id -> id.startsWith("order-")).events(Order.Event.class);
    }

    @ExceptionHandler
    ProblemDetail refused(Refused refused) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.UNPROCESSABLE_CONTENT, Objects.requireNonNull(refused.getMessage()));
    }
}
