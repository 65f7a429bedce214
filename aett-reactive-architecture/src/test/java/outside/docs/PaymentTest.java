package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.EventStream;
import io.aett.reactive.TopicMap;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.process.CommandRelay;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import outside.docs.PaymentExample.Order;
import outside.docs.PaymentExample.OrderEvent;
import outside.docs.PaymentExample.PaymentCommand;
import outside.docs.PaymentExample.PaymentOverdue;
import outside.docs.PaymentExample.PaymentReceived;
import outside.docs.PaymentExample.PaymentService;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The payment of the guide, at work. */
class PaymentTest implements PaymentService {

    private static final Instant NOON = Instant.parse("2030-01-02T12:00:00Z");

    private final EventStore store = MemoryEventStore.create(MemoryOptions.builder()
            .topicMap(TopicMap.create()
                    .register(OrderEvent.class, PaymentReceived.class, PaymentOverdue.class, PaymentCommand.class))
            .build());
    private final AggregateRepository orders = DefaultAggregateRepository.create("shop", store);
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private volatile Instant now = NOON;
    private CommandRelay relay;
    private Disposable running = Disposables.disposed();

    @Override
    public Mono<Void> request(String order, long cents, UUID key) {
        return Mono.fromRunnable(() -> asked.add("request " + order + " " + cents));
    }

    @Override
    public Mono<Void> refund(String order, long cents, UUID key) {
        return Mono.fromRunnable(() -> asked.add("refund " + order + " " + cents));
    }

    @BeforeEach
    void run() {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        relay = PaymentExample.relay(store, orders, DefaultSagaRepository.create("shop", store), this, clock);
        running = PaymentExample.run(PaymentExample.runner(store), relay).subscribe();
        Await.done(orders.update(Order.class, "order-1", order -> order.place(500, NOON)));
        Await.until(asked::toString, () -> asked.size() == 1);
    }

    @AfterEach
    void stop() {
        running.dispose();
        Await.done(store.close());
    }

    private void pay() {
        EventStream stream = Await.value(EventStream.open(store.commits(), "shop", "bank-" + UUID.randomUUID()));
        Await.value(stream.add(new PaymentReceived("order-1", 500)).commitChanges(store.commits()));
    }

    private void state(String expected) {
        Await.until(
                () -> expected,
                () -> Await.value(orders.get(Order.class, "order-1")).state().equals(expected));
    }

    private void waiting(int timers) {
        Await.until(
                () -> timers + " timers", () -> Await.all(relay.pendingTimers()).size() == timers);
    }

    @Test
    void an_order_that_is_paid_is_shipped_and_its_deadline_is_no_more() {
        waiting(1);
        pay();
        state("shipped");
        waiting(0);

        assertThat(asked).containsExactly("request order-1 500");
    }

    @Test
    void an_order_counts_once_although_its_saga_has_the_event_too() {
        waiting(1);
        AtomicLong placed = new AtomicLong();
        Disposable counting = Subscription.builder("placed", store)
                .onEvents(PaymentExample.counting(placed))
                .build()
                .run()
                .subscribe();
        Await.done(orders.update(Order.class, "order-2", order -> order.place(500, NOON)));
        Await.until(asked::toString, () -> asked.size() == 2);
        long head = Await.value(store.management().head());
        Await.done(Subscriptions.of(store)
                .awaitHandled("placed", head)
                .retryWhen(Retry.fixedDelay(100, Duration.ofMillis(20)))
                .timeout(Await.BOUND));
        counting.dispose();

        assertThat(placed).hasValue(2);
    }

    @Test
    void an_order_that_is_not_paid_is_cancelled_when_its_deadline_has_passed_and_late_money_goes_back() {
        waiting(1);
        now = NOON.plus(Duration.ofMinutes(15));
        state("cancelled");
        waiting(0);
        pay();
        Await.until(asked::toString, () -> asked.size() == 2);

        assertThat(asked).containsExactly("request order-1 500", "refund order-1 500");
    }
}
