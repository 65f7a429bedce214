package outside.docs;

import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.Saga;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.process.SagaRunner;
import io.aett.reactive.subscription.EventHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/** An order is paid within a quarter of an hour, or cancelled. */
final class PaymentExample {

    /** What happens to orders. */
    sealed interface OrderEvent {}

    @Topic("order.placed")
    record OrderPlaced(String order, long cents, Instant at) implements OrderEvent {}

    @Topic("order.shipped")
    record OrderShipped(String order) implements OrderEvent {}

    @Topic("order.cancelled")
    record OrderCancelled(String order) implements OrderEvent {}

    /** What the payment service says. */
    @Topic("payment.received")
    record PaymentReceived(String order, long cents) {}

    /** What only the saga knows. */
    @Topic("payment.overdue")
    record PaymentOverdue(String order) {}

    /** What the saga wants done. */
    sealed interface PaymentCommand {}

    @Topic("payment.request")
    record RequestPayment(String order, long cents) implements PaymentCommand {}

    @Topic("payment.give-up")
    record GiveUp() implements PaymentCommand {}

    @Topic("payment.refund")
    record Refund(String order, long cents) implements PaymentCommand {}

    @Topic("order.ship")
    record ShipOrder(String order) implements PaymentCommand {}

    @Topic("order.cancel")
    record CancelOrder(String order) implements PaymentCommand {}

    static final class Payment extends Saga {

        private enum Stage {
            NEW,
            WAITING,
            PAID,
            OVERDUE
        }

        private Stage stage = Stage.NEW;
        private String order = "";

        Payment(String id) {
            super(id);
        }

        void apply(OrderPlaced event) {
            stage = Stage.WAITING;
            order = event.order();
            dispatch(new RequestPayment(event.order(), event.cents()));
            schedule("deadline", event.at().plus(Duration.ofMinutes(15)), new GiveUp());
        }

        void apply(PaymentReceived event) {
            if (stage == Stage.WAITING) {
                stage = Stage.PAID;
                cancel("deadline");
                dispatch(new ShipOrder(event.order()));
            } else {
                dispatch(new Refund(event.order(), event.cents()));
            }
        }

        /** The deadline has passed. The money may have come in the same moment. */
        void giveUp() {
            if (stage == Stage.WAITING) {
                transition(new PaymentOverdue(order));
            }
        }

        void apply(PaymentOverdue event) {
            stage = Stage.OVERDUE;
            dispatch(new CancelOrder(event.order()));
        }
    }

    static final class Order extends Aggregate<Void> {

        private String state = "";

        Order(String id) {
            super(id);
        }

        void place(long cents, Instant at) {
            raiseEvent(new OrderPlaced(id(), cents, at));
        }

        void ship() {
            raiseEvent(new OrderShipped(id()));
        }

        void cancel() {
            raiseEvent(new OrderCancelled(id()));
        }

        void apply(OrderPlaced event) {
            state = "placed";
        }

        void apply(OrderShipped event) {
            state = "shipped";
        }

        void apply(OrderCancelled event) {
            state = "cancelled";
        }

        String state() {
            return state;
        }
    }

    /** A service elsewhere, which does under one key once what it is asked for. */
    interface PaymentService {
        Mono<Void> request(String order, long cents, UUID key);

        Mono<Void> refund(String order, long cents, UUID key);
    }

    /** Which saga an event belongs to. */
    static SagaRunner runner(EventStore store) {
        return SagaRunner.builder("payments", "shop", store)
                .saga(Payment.class)
                .on(OrderPlaced.class, event -> "payment-" + event.order())
                .on(PaymentReceived.class, event -> "payment-" + event.order())
                .build();
    }

    /** What is done about its commands. */
    static CommandRelay relay(
            EventStore store, AggregateRepository orders, SagaRepository sagas, PaymentService service, Clock clock) {
        return CommandRelay.builder("payment-commands", store)
                .on(
                        RequestPayment.class,
                        (command, context) -> service.request(command.order(), command.cents(), context.commandId()))
                .on(
                        Refund.class,
                        (command, context) -> service.refund(command.order(), command.cents(), context.commandId()))
                .on(
                        ShipOrder.class,
                        (command, context) ->
                                orders.update(Order.class, command.order(), context.commandId(), Order::ship))
                .on(
                        CancelOrder.class,
                        (command, context) ->
                                orders.update(Order.class, command.order(), context.commandId(), Order::cancel))
                .on(
                        GiveUp.class,
                        (command, context) ->
                                sagas.update(Payment.class, context.sagaId(), context.commandId(), Payment::giveUp))
                .clock(clock)
                .build();
    }

    static Mono<Void> run(SagaRunner runner, CommandRelay relay) {
        return Mono.when(runner.run(), relay.run());
    }

    /** Counts each order once: a saga's stream has the event too. */
    static EventHandlers counting(AtomicLong placed) {
        return EventHandlers.builder()
                .on(
                        OrderPlaced.class,
                        (event, context) -> Saga.isDelivery(context.commit())
                                ? Mono.empty()
                                : Mono.fromRunnable(placed::incrementAndGet))
                .build();
    }

    private PaymentExample() {}
}
