package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;
import reactor.test.scheduler.VirtualTimeScheduler;

/** A connection that is being opened is counted until somebody has it, or it is closed; and a store's close waits for that. */
@ExtendWith(AlwaysOn.class)
class OpeningsTest {

    private final Sinks.One<Connection> opened = Sinks.one();
    private final Sinks.Empty<Void> closed = Sinks.empty();
    private final AtomicInteger begun = new AtomicInteger();
    private final Connection connection = (Connection) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("close");
                return closed.asMono();
            });
    private final ConnectionFactory factory = new ConnectionFactory() {
        @Override
        public Publisher<Connection> create() {
            return opened.asMono().doOnSubscribe(subscription -> begun.incrementAndGet());
        }

        @Override
        public ConnectionFactoryMetadata getMetadata() {
            return () -> "fake";
        }
    };
    private final Openings openings = new Openings(factory, Schedulers.immediate());

    @Test
    void a_connection_is_handed_over_and_not_counted_any_more() {
        StepVerifier.create(openings.create())
                .then(() -> assertThat(openings.underWay()).isOne())
                .then(() -> opened.tryEmitValue(connection))
                .expectNextMatches(got -> got == connection)
                .verifyComplete();

        assertThat(openings.underWay()).isZero();
        assertThat(closed.currentSubscriberCount()).isZero();
    }

    @Test
    void one_that_is_cancelled_is_opened_and_closed_and_counts_until_then() {
        StepVerifier.create(openings.create()).thenRequest(1).thenCancel().verify();
        assertThat(openings.underWay()).isOne();

        opened.tryEmitValue(connection);
        assertThat(closed.currentSubscriberCount()).isOne();
        assertThat(openings.underWay()).isOne();

        closed.tryEmitEmpty();
        assertThat(openings.underWay()).isZero();
    }

    @Test
    void an_error_of_one_that_is_cancelled_ends_it_and_is_told_to_nobody() {
        AtomicInteger told = new AtomicInteger();
        openings.create().subscribe(new CoreSubscriber<>() {
            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(1);
                subscription.cancel();
            }

            @Override
            public void onNext(Connection connection) {
                told.incrementAndGet();
            }

            @Override
            public void onError(Throwable error) {
                told.incrementAndGet();
            }

            @Override
            public void onComplete() {
                told.incrementAndGet();
            }
        });

        opened.tryEmitError(new IllegalStateException("gone"));

        assertThat(openings.underWay()).isZero();
        assertThat(told).hasValue(0);
    }

    @Test
    void an_error_while_closing_is_for_nobody() {
        StepVerifier.create(openings.create()).thenRequest(1).thenCancel().verify();

        opened.tryEmitValue(connection);
        closed.tryEmitError(new IllegalStateException("gone"));

        assertThat(openings.underWay()).isZero();
    }

    @Test
    void closing_waits_for_one_that_is_cancelled() {
        VirtualTimeScheduler clock = VirtualTimeScheduler.create();
        OwnConnections connections = new OwnConnections(
                factory, PostgresOptions.builder().scheduler(clock).build());
        Recorder<?> wanted = Recorder.of(connections.appending(lent -> Mono.never()));
        assertThat(begun).hasValue(1);
        wanted.cancel();
        Recorder<Void> closing = Recorder.of(connections.close());

        clock.advanceTimeBy(Duration.ofMillis(100));
        assertThat(closing.completed()).isFalse();

        opened.tryEmitValue(connection);
        clock.advanceTimeBy(Duration.ofMillis(100));
        assertThat(closing.completed()).isFalse();

        closed.tryEmitEmpty();
        clock.advanceTimeBy(Duration.ofMillis(100));
        Await.until(() -> "closing", closing::completed);
    }

    @Test
    void errors_are_passed_on() {
        opened.tryEmitError(new IllegalStateException("no"));

        StepVerifier.create(openings.create()).verifyErrorMessage("no");
        assertThat(openings.underWay()).isZero();
    }

    @Test
    void nothing_begins_before_it_is_asked_for() {
        Mono<Connection> created = openings.create();
        assertThat(begun).hasValue(0);

        StepVerifier.create(created, 0)
                .expectSubscription()
                .then(() -> assertThat(begun).hasValue(0))
                .thenRequest(1)
                .then(() -> assertThat(begun).hasValue(1))
                .then(() -> opened.tryEmitValue(connection))
                .expectNextMatches(got -> got == connection)
                .verifyComplete();
    }
}
