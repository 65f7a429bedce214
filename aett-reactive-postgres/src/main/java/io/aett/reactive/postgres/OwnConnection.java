package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import io.r2dbc.spi.ValidationDepth;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * A connection that is opened anew when it is found dead before it is used: closed by the server, older than its time, or idle
 * for a while and without an answer. So whoever keeps it, a pool or the store, never has to look for another one.
 *
 * <p>Used by one at a time; what it holds changes in {@link #validate} only, before it is lent.
 */
final class OwnConnection extends ForwardingConnection {

    /** What all connections of a store go by. */
    interface Source {

        Mono<Connection> open();

        /** On which they are closed. */
        Scheduler scheduler();

        /** A clock that only goes on. */
        long nanos();

        /** A connection gave no answer: the others that were not used since then will not either. */
        void suspect(long since);

        long suspectedSince();
    }

    static final Duration LIFE = Duration.ofMinutes(30);
    static final Duration IDLE = Duration.ofMinutes(10);

    /** Within this time after its last use a connection is taken as alive without asking. */
    static final Duration TRUSTED = Duration.ofSeconds(5);

    static final Duration PROBE = Duration.ofSeconds(1);

    /** As many as there usually are; the sizes of pages stand in their text. */
    private static final int MOST_KEPT = 32;

    private final Source source;
    private final Map<String, Statement> kept = new HashMap<>();
    private volatile Connection now;
    private volatile long opened;
    private volatile long used;

    OwnConnection(Connection first, Source source) {
        this.source = source;
        this.now = first;
        this.opened = source.nanos();
        this.used = opened;
    }

    @Override
    public Publisher<Boolean> validate(ValidationDepth depth) {
        return depth == ValidationDepth.REMOTE
                ? now.validate(depth)
                : Mono.defer(() -> usable().flatMap(usable -> usable ? Mono.just(true) : openAnew()));
    }

    private Mono<Boolean> usable() {
        long time = source.nanos();
        boolean old = time - opened > LIFE.toNanos() || time - used > IDLE.toNanos();
        if (old || source.suspectedSince() - used > 0) {
            return Mono.just(false);
        }
        Mono<Boolean> open = Mono.from(now.validate(ValidationDepth.LOCAL));
        return time - used < TRUSTED.toNanos() ? open : open.flatMap(yes -> yes ? answers() : Mono.just(false));
    }

    private Mono<Boolean> answers() {
        return Mono.from(now.validate(ValidationDepth.REMOTE))
                .timeout(PROBE, Mono.fromSupplier(() -> {
                    source.suspect(source.nanos());
                    return false;
                }))
                .onErrorReturn(false);
    }

    private Mono<Boolean> openAnew() {
        return close().then(source.open()).map(fresh -> {
            now = fresh;
            kept.clear();
            opened = source.nanos();
            used = opened;
            return true;
        });
    }

    @Override
    public Statement createStatement(String sql) {
        used = source.nanos();
        return now.createStatement(sql);
    }

    /**
     * The statement that was made of this text before, if there is one: the driver goes through every character of a new one, which takes
     * it as long as all else. To be bound anew as a whole, and executed before the next one asks for it.
     */
    Statement kept(String sql) {
        used = source.nanos();
        Statement known = kept.get(sql);
        if (known == null) {
            known = now.createStatement(sql);
            if (kept.size() < MOST_KEPT) {
                kept.put(sql, known);
            }
        }
        return known;
    }

    /**
     * Never fails: where the other side has gone, there is nobody to take leave of, and the connection is closed all the same. Never where an
     * answer is handed out, as {@link Connections#apart} says. A pool that is closed goes on over errors ({@code onErrorContinue}), which
     * reaches into the driver, and in the end fails by what it met there: it does not get further than this.
     */
    @Override
    public Mono<Void> close() {
        return Connections.apart(Mono.defer(() -> Mono.from(now.close())), source.scheduler())
                .onErrorStop()
                .onErrorComplete();
    }

    @Override
    public Connection unwrap() {
        return now;
    }
}
