package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.util.context.Context;

/**
 * Opens connections, and knows how many are being opened: one that is not wanted any more is opened all the same and then
 * closed, and counts until it is. The driver does the like when it is cancelled, but unseen, long after the store was closed,
 * and with an error for nobody if the server is gone by then.
 */
final class Openings implements ConnectionFactory {

    private final ConnectionFactory factory;
    private final Scheduler scheduler;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param scheduler on which connections are closed for which nobody waits any more */
    Openings(ConnectionFactory factory, Scheduler scheduler) {
        this.factory = factory;
        this.scheduler = scheduler;
    }

    int underWay() {
        return underWay.get();
    }

    @Override
    public Mono<Connection> create() {
        return new Mono<>() {
            @Override
            public void subscribe(CoreSubscriber<? super Connection> actual) {
                actual.onSubscribe(new Opening(actual));
            }
        };
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return factory.getMetadata();
    }

    /** Begins with the first demand. Who comes first settles it: the connection, or whoever cancels. */
    private final class Opening implements CoreSubscriber<Connection>, Subscription {

        private final CoreSubscriber<? super Connection> actual;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final AtomicBoolean settled = new AtomicBoolean();

        Opening(CoreSubscriber<? super Connection> actual) {
            this.actual = actual;
        }

        @Override
        public void request(long n) {
            if (begun.compareAndSet(false, true)) {
                underWay.incrementAndGet();
                Mono.defer(() -> Mono.<Connection>from(factory.create()))
                        .flatMap(connection -> settle()
                                ? Mono.just(connection)
                                : Connections.apart(Mono.defer(() -> Mono.from(connection.close())), scheduler)
                                        .onErrorComplete()
                                        .then(Mono.empty()))
                        .doFinally(end -> underWay.decrementAndGet())
                        .subscribe(this);
            }
        }

        private boolean settle() {
            return settled.compareAndSet(false, true);
        }

        @Override
        public void cancel() {
            settled.set(true);
        }

        @Override
        public void onSubscribe(Subscription opening) {
            opening.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(Connection connection) {
            actual.onNext(connection);
            actual.onComplete();
        }

        @Override
        public void onError(Throwable error) {
            if (settle()) {
                actual.onError(error);
            }
        }

        @Override
        public void onComplete() {
            if (settle()) {
                actual.onComplete();
            }
        }

        @Override
        public Context currentContext() {
            return actual.currentContext();
        }
    }
}
