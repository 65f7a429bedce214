package io.aett.reactive.postgres;

import static io.aett.reactive.testkit.matrix.Trouble.onAThread;

import io.aett.reactive.EventStore;
import io.aett.reactive.testkit.FaultyConnection;
import io.aett.reactive.testkit.FillableServer;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.matrix.FaultGround;
import io.aett.reactive.testkit.matrix.Trouble;
import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A schema on a server that can be killed, behind a proxy. */
final class PostgresGround extends PostgresFixture
        implements FaultGround, FaultyConnection, FillableServer, ProcessFixture {

    private static final int CONNECTIONS = 4;

    /** As large as a segment of the log, which is written from its beginning and does not grow. */
    private static final int FULL = 16 << 20;

    private static final String TABLES = """
            SELECT current_setting('data_directory') || '/' || pg_relation_filepath(c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = '%s' AND c.relkind = 'r'""";

    private final FaultProxy proxy;
    private @Nullable ConnectionPool pool;
    private @Nullable FailOver failOver;

    PostgresGround(Database database) {
        super(database);
        proxy = FaultProxy.to(database.server().host(), database.server().port());
    }

    @Override
    PostgresEventStore create(PostgresOptions options) {
        ConnectionPool given = pool;
        return given != null
                ? PostgresEventStore.create(given, options)
                : PostgresEventStore.create(address(), options);
    }

    private ConnectionFactoryOptions address() {
        FailOver over = failOver;
        return over == null ? database.address(proxy.host(), proxy.port()) : over.address();
    }

    @Override
    public EventStore openBeside(FixtureOptions options) {
        FailOver over = failOver;
        return opened(PostgresEventStore.create(
                over == null ? database.address() : over.addressAside(),
                options(options).build()));
    }

    /** The data are on a primary of this ground's own from now on, which has a standby. */
    Trouble failOver(FailOver.Way way) {
        FailOver over = FailOver.start(way, this);
        failOver = over;
        return over;
    }

    @Override
    public FaultProxy proxy() {
        return proxy;
    }

    /** The store gets a small pool, and somebody else takes all of it. */
    Trouble exhaustion() {
        ConnectionPool small = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new PostgresqlConnectionFactory(database.configuration().build()))
                .initialSize(0)
                .maxSize(CONNECTIONS)
                .build());
        pool = small;
        List<Connection> taken = new CopyOnWriteArrayList<>();
        return new Trouble() {
            @Override
            public Mono<Void> begin() {
                return Flux.range(0, CONNECTIONS)
                        .flatMap(i -> small.create().doOnNext(taken::add))
                        .then();
            }

            @Override
            public Mono<Void> heal() {
                return Flux.defer(() -> Flux.fromIterable(List.copyOf(taken)))
                        .doOnNext(taken::remove)
                        .flatMap(Connection::close)
                        .then();
            }
        };
    }

    /** No table gets one more page: all have empty ones up to where files may not grow, which nobody looks for. */
    Trouble fullTables() {
        PostgresServer server = database.server();
        return new Trouble() {
            @Override
            public Mono<Void> prepare() {
                return onAThread(() -> database.query(TABLES.formatted(schema), row -> row.get(0, String.class))
                        .forEach(PostgresGround::grow));
            }

            @Override
            public Mono<Void> begin() {
                return onAThread(() -> server.limitFiles(FULL));
            }

            @Override
            public Mono<Void> heal() {
                return onAThread(server::unlimitFiles);
            }
        };
    }

    private static void grow(String file) {
        try (RandomAccessFile table = new RandomAccessFile(file, "rw")) {
            table.setLength(FULL);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Mono<Void> fillDisk() {
        return onAThread(() -> database.server().limitFiles(1));
    }

    @Override
    public Mono<Void> kill() {
        return onAThread(database.server()::kill);
    }

    @Override
    public Mono<Void> stop() {
        return onAThread(database.server()::stop);
    }

    @Override
    public Mono<Void> start() {
        return onAThread(database.server()::start);
    }

    @Override
    public Mono<Void> pause() {
        return onAThread(database.server()::pause);
    }

    @Override
    public Mono<Void> resume() {
        return onAThread(database.server()::resume);
    }

    @Override
    public Class<? extends StoreOpener> opener() {
        return PostgresOpener.class;
    }

    @Override
    public List<String> openerArguments() {
        return PostgresOpener.arguments(this);
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.concatDelayError(
                        super.dispose(),
                        Mono.defer(() -> pool == null ? Mono.empty() : pool.disposeLater()),
                        onAThread(proxy::close),
                        Mono.defer(() -> failOver == null ? Mono.empty() : onAThread(failOver::end)))
                .then();
    }
}
