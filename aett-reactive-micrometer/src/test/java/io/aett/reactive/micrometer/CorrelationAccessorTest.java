package io.aett.reactive.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.domain.Correlation;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.micrometer.Shop.Order;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.testkit.support.Await;
import io.micrometer.context.ContextRegistry;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

class CorrelationAccessorTest {

    private final CorrelationAccessor accessor = new CorrelationAccessor();

    @BeforeEach
    void propagate() {
        Hooks.enableAutomaticContextPropagation();
    }

    @AfterEach
    void reset() {
        Hooks.disableAutomaticContextPropagation();
        MDC.clear();
    }

    private static String logged() {
        return MDC.get(CorrelationAccessor.CORRELATION_ID) + " because of " + MDC.get(CorrelationAccessor.CAUSATION_ID);
    }

    @Test
    void it_is_found_as_a_service() {
        assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                .anyMatch(found -> found instanceof CorrelationAccessor);
    }

    @Test
    void what_is_in_the_reactor_context_is_in_the_logging_context_of_whatever_thread_goes_on() {
        String seen = Await.value(Mono.delay(java.time.Duration.ofMillis(1), Schedulers.parallel())
                .map(tick -> logged())
                .contextWrite(Correlation.of("c-1", "cause")::writeTo));
        assertThat(seen).isEqualTo("c-1 because of cause");
        assertThat(logged()).isEqualTo("null because of null");
    }

    @Test
    void one_without_a_cause_leaves_none_behind() {
        accessor.setValue(Correlation.of("c-1", "cause"));
        accessor.setValue(Correlation.of("c-2"));
        assertThat(logged()).isEqualTo("c-2 because of null");
        assertThat(accessor.getValue()).isEqualTo(Correlation.of("c-2"));
        accessor.setValue();
        assertThat(accessor.getValue()).isNull();
    }

    @Test
    void what_a_filter_has_put_into_the_logging_context_goes_into_the_commits_that_follow() {
        EventStore store = MemoryEventStore.create(
                MemoryOptions.builder().topicMap(Shop.TOPICS).build());
        MDC.put(CorrelationAccessor.CORRELATION_ID, "from outside");
        DefaultAggregateRepository.create("t", store)
                .update(Order.class, "o", order -> order.place("x"))
                .contextCapture()
                .block();
        MDC.clear();
        assertThat(Await.all(store.commits().get("t", "o")).get(0).headers())
                .containsEntry(Correlation.CORRELATION_ID, "from outside");
    }

    @Test
    void the_context_of_each_caller_reaches_the_encoder_though_their_appends_are_shared() {
        List<String> encoding = new CopyOnWriteArrayList<>();
        EventStore store = MemoryEventStore.create(MemoryOptions.builder()
                .serializer(noting(new JacksonEventSerializer(Shop.TOPICS), encoding))
                .build());
        DefaultAggregateRepository orders = DefaultAggregateRepository.create("t", store);
        List<String> callers = List.of("c-1", "c-2", "c-3", "c-4", "c-5", "c-6", "c-7", "c-8");
        Await.all(Flux.fromIterable(callers)
                .flatMap(caller -> orders.update(Order.class, caller, order -> order.place(caller))
                        .subscribeOn(Schedulers.parallel())
                        .contextWrite(Correlation.of(caller)::writeTo)));
        assertThat(encoding).containsExactlyInAnyOrderElementsOf(callers);
    }

    private static EventSerializer noting(EventSerializer below, List<String> seen) {
        return (EventSerializer) java.lang.reflect.Proxy.newProxyInstance(
                EventSerializer.class.getClassLoader(),
                new Class<?>[] {EventSerializer.class},
                (self, method, given) -> {
                    if (method.getName().equals("serialize")) {
                        seen.add(MDC.get(CorrelationAccessor.CORRELATION_ID));
                    }
                    return method.invoke(below, given);
                });
    }
}
