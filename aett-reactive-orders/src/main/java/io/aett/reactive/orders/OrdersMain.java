package io.aett.reactive.orders;

import io.aett.reactive.testservers.PostgresServer;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;

/** Runs the service on a PostgreSQL of its own, which ends with it, and says what to try. */
final class OrdersMain {

    private OrdersMain() {}

    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(OrdersApplication.class);
        application.setDefaultProperties(
                Map.of("spring.r2dbc.url", PostgresServer.startOwn().url()));
        System.out.println(whatToTry(Objects.requireNonNull(
                application.run(args).getEnvironment().getProperty("local.server.port"), "local.server.port")));
    }

    static String whatToTry(String port) {
        return """

                The order service listens on http://localhost:PORT, on a PostgreSQL that ends with it. Try in another terminal:

                  curl localhost:PORT/stock/apples -H 'Content-Type: application/json' -d '{"quantity": 10}'
                  curl -i -X PUT localhost:PORT/orders/1 -H 'If-None-Match: *' \\
                       -H 'Content-Type: application/json' -d '{"item": "apples", "quantity": 3}'
                  curl -i localhost:PORT/orders/1                # the ETag is the order's revision
                  curl -i -X POST localhost:PORT/orders/1/payment -H 'If-Match: "1"' -H 'Idempotency-Key: "pay-1"'
                                                                  # once more: Idempotency-Replayed: true, and no second payment
                  curl localhost:PORT/stock/apples               # the saga has reserved 3
                  curl localhost:PORT/sales                      # each payment counted exactly once
                  curl -N localhost:PORT/events                  # what happened, and what happens
                  curl localhost:PORT/actuator/health
                  curl localhost:PORT/actuator/metrics/aett.commits

                Ctrl-C ends both.
                """.replace("PORT", port);
    }
}
