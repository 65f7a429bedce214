package io.aett.reactive.postgres;

import io.aett.reactive.spi.AppendResult;
import io.r2dbc.postgresql.api.Notification;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Wrapped;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Tells other processes that there are new commits, by {@code NOTIFY}, and hears it from them.
 *
 * <p>A {@code NOTIFY} takes a lock on the whole database until its transaction has been flushed, so one within an append
 * would let all appends of a database go one after the other. Here it is a statement of its own, sent after an append, and
 * then not again for a moment, however many appends end in it. It belongs to no caller and nobody waits for it, so this class
 * subscribes to it itself. When it gets lost, followers find the commits when they look, at the longest poll interval.
 */
final class WakeUps {

    private static final Duration PAUSE = Duration.ofMillis(15);

    /** Who appends does not wait for a flush of this, and the lock is held for less. */
    private static final String ANNOUNCE = "SELECT pg_catalog.set_config('synchronous_commit', 'off', true),"
            + " pg_catalog.pg_notify($1::text, $2::text)";

    private final Connections connections;
    private final String channel;
    private final String me = UUID.randomUUID().toString();
    private final AtomicInteger wanted = new AtomicInteger();
    private final Mono<Void> announcing;

    WakeUps(Connections connections, String schema, Scheduler scheduler) {
        this.connections = connections;
        this.channel = "aett_" + schema;
        this.announcing = Mono.defer(() -> {
                    int answered = wanted.get();
                    return notifyOthers()
                            .onErrorComplete()
                            .then(Mono.delay(PAUSE, scheduler))
                            .map(paused -> wanted.addAndGet(-answered));
                })
                .repeat()
                .takeUntil(left -> left == 0)
                .then();
    }

    /** After an append. */
    void announce(List<AppendResult> results) {
        boolean news = results.stream().anyMatch(AppendResult.Appended.class::isInstance);
        if (news && wanted.getAndIncrement() == 0) {
            announcing.subscribe();
        }
    }

    private Mono<Long> notifyOthers() {
        return connections.reading(connection -> Connections.run(
                connection.createStatement(ANNOUNCE).bind(0, channel).bind(1, me)));
    }

    /** Listens first and then says that there may be news; ends in an error, to be subscribed to again, with its connection. */
    Flux<Long> listen() {
        return connections.keeping(connection -> {
            PostgresqlConnection session = unwrapped(connection);
            if (session == null) {
                return Flux.never();
            }
            Flux<Long> news = session.getNotifications()
                    .filter(notification -> !me.equals(notification.getParameter()))
                    .map(Notification::getProcessId)
                    .map(Long::valueOf)
                    .onBackpressureLatest()
                    .concatWith(Mono.error(() -> new IllegalStateException("the listening connection was closed")));
            Flux<Long> listening = Connections.run(session.createStatement("LISTEN \"" + channel + '"'))
                    .flux();
            return Flux.merge(news, listening);
        });
    }

    private static @Nullable PostgresqlConnection unwrapped(Connection connection) {
        Object inner = connection;
        while (!(inner instanceof PostgresqlConnection) && inner instanceof Wrapped<?> wrapped) {
            inner = wrapped.unwrap();
        }
        return inner instanceof PostgresqlConnection session ? session : null;
    }
}
