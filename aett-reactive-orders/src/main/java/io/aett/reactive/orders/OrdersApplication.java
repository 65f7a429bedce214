package io.aett.reactive.orders;

import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.spring.ConsumerBuilders;
import io.aett.reactive.subscription.Subscription;
import java.time.Clock;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** What runs beside the requests. Everything else is configured by what is on the class path. */
@SpringBootApplication(proxyBeanMethods = false)
public class OrdersApplication {

    private static final String TENANT = "shop";

    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SagaRunner fulfilment(ConsumerBuilders builders) {
        return builders.sagaRunner("fulfilment", TENANT)
                .saga(Fulfilment.class)
                .on(Order.Placed.class, event -> "fulfilment-" + event.order())
                .on(Order.Paid.class, event -> "fulfilment-" + event.order())
                .on(Order.Cancelled.class, event -> "fulfilment-" + event.order())
                .on(Stock.Reserved.class, event -> "fulfilment-" + event.order())
                .on(Stock.Missing.class, event -> "fulfilment-" + event.order())
                .build();
    }

    @Bean
    CommandRelay commands(ConsumerBuilders builders, AggregateRepository aggregates, Clock clock) {
        return builders.commandRelay("commands")
                .on(
                        Fulfilment.Reserve.class,
                        (wanted, context) -> aggregates.update(
                                Stock.class,
                                "stock-" + wanted.item(),
                                context.commandId(),
                                stock -> stock.reserve(wanted.order(), wanted.quantity())))
                .on(
                        Fulfilment.PutBack.class,
                        (back, context) -> aggregates.update(
                                Stock.class,
                                "stock-" + back.item(),
                                context.commandId(),
                                stock -> stock.add(back.quantity())))
                .on(
                        Fulfilment.Cancel.class,
                        (cancel, context) -> aggregates.update(
                                Order.class, cancel.order(), context.commandId(), order -> order.cancel(cancel.why())))
                .clock(clock)
                .build();
    }

    @Bean
    Subscription salesRun(ConsumerBuilders builders, PostgresEventStore store) {
        return builders.subscription(Sales.NAME)
                .tenants(TENANT)
                .events(Order.Paid.class)
                .inTransaction(store.transactions(), Sales::add)
                .build();
    }
}
