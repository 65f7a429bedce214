package io.aett.reactive.postgres;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.StorageLimits;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.RawView;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.r2dbc.postgresql.message.backend.BackendMessage;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.R2dbcException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Stores with connections of their own on a schema of this fixture's. */
class PostgresFixture implements RequestCounting, RawView {

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String RUN = Long.toString(System.nanoTime(), 36).replace("-", "");

    /*
     * The driver reads the rest of a result that was cancelled in the moment in which it came, and looks away from an error in
     * it: PostgresqlResult subscribes to its own rows without a callback.
     */
    static {
        AlwaysOn.allowDropped(
                error -> Exceptions.isErrorCallbackNotImplemented(error) && error.getCause() instanceof R2dbcException);
    }

    /*
     * It also takes leave of connections that did not come about, without a callback, then and there or when the socket says so; a server that
     * was killed just then is not there to hear it. Of the store only announcements go without one, and these keep their failures to themselves.
     */
    static {
        AlwaysOn.allowDropped(
                error -> Exceptions.isErrorCallbackNotImplemented(error) && error.getCause() instanceof IOException);
    }

    /* Who sends in the moment in which a connection ends hears of it twice: by a look just after, and by the end itself. */
    static {
        AlwaysOn.allowDropped(error -> error.getClass()
                .getName()
                .equals("io.r2dbc.postgresql.client.ReactorNettyClient$PostgresConnectionClosedException"));
    }

    /* And of one that is reset while it is being closed: nobody asks for anything on it any more. */
    static {
        AlwaysOn.allowDropped(error -> error instanceof IOException
                && isWithin("io.r2dbc.postgresql.client.ReactorNettyClient$BackendMessageSubscriber"));
    }

    /*
     * Who waits for a connection of the pool, and the pool, which waits for the server, have the same time: of two time-outs in one
     * moment the pool's own is for nobody.
     */
    static {
        AlwaysOn.allowDropped(error -> Exceptions.unwrap(error) instanceof TimeoutException
                && String.valueOf(error.getMessage()).contains("'Connection Allocation'"));
    }

    /*
     * Whoever closes a connection has the driver drop what the server still sends: that it is ready, a moment after an error; or the answer to a
     * statement of cancelled work that was on its way, which the end of the session undoes.
     */
    static {
        AlwaysOn.allowDroppedValue(BackendMessage.class::isInstance);
    }

    private static boolean isWithin(String className) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().equals(className)));
    }

    /** Where the data are; after a fail-over, elsewhere. */
    volatile Database database;

    final String schema = "t_" + RUN + "_" + NUMBER.incrementAndGet();
    private final List<CountingFactory> counters = new CopyOnWriteArrayList<>();
    private final List<PostgresEventStore> stores = new CopyOnWriteArrayList<>();

    PostgresFixture() {
        this(Database.shared());
    }

    PostgresFixture(Database database) {
        this.database = database;
    }

    @Override
    public EventStore open(FixtureOptions options) {
        return opened(create(options(options).build()));
    }

    PostgresOptions.Builder options(FixtureOptions options) {
        return options.applyTo(PostgresOptions.builder()).schema(schema);
    }

    PostgresEventStore create(PostgresOptions options) {
        return PostgresEventStore.create(database.address(), options, this::counting);
    }

    final CountingFactory counting(ConnectionFactory factory) {
        CountingFactory counted = new CountingFactory(factory);
        counters.add(counted);
        return counted;
    }

    /** But for announcements, which are sent now and then and belong to no operation. */
    @Override
    public long requests() {
        return counters.stream()
                .flatMap(counter -> counter.executed().stream())
                .filter(sql -> !sql.contains("pg_notify"))
                .count();
    }

    @Override
    public void resetRequests() {
        counters.forEach(CountingFactory::reset);
    }

    /** Closes the store at the end of the test. */
    final PostgresEventStore opened(PostgresEventStore store) {
        stores.add(store);
        return store;
    }

    @Override
    public RawView raw() {
        return this;
    }

    @Override
    public StorageLimits limits() {
        return PostgresEventStore.limits(PostgresOptions.ofDefaults());
    }

    @Override
    public int openResources() {
        return stores.stream().mapToInt(PostgresEventStore::connectionsInUse).sum();
    }

    @Override
    public Mono<Void> dispose() {
        return Flux.fromIterable(stores)
                .concatMap(EventStore::close)
                .then(admin("DROP SCHEMA IF EXISTS " + schema + " CASCADE"));
    }

    private Mono<Void> admin(String sql) {
        return Mono.<Void>fromRunnable(() -> database.admin(sql)).subscribeOn(Schedulers.boundedElastic());
    }

    private Mono<Long> count(String table, String tenantId) {
        return Mono.fromCallable(() -> database.query(
                                "SELECT count(*) FROM %s.%s WHERE tenant_id = %s"
                                        .formatted(schema, table, literal(tenantId)),
                                row -> CommitRow.number(row, 0))
                        .get(0))
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Long> commits(String tenantId) {
        return count("commits", tenantId);
    }

    @Override
    public Mono<Long> snapshots(String tenantId) {
        return count("snapshots", tenantId);
    }

    @Override
    public Mono<Void> replaceCommit(String tenantId, String streamId, long commitSequence, byte[] payload) {
        return admin(
                "UPDATE %s.commits SET payload = '\\x%s' WHERE tenant_id = %s AND stream_id = %s AND commit_sequence = %s"
                        .formatted(schema, hex(payload), literal(tenantId), literal(streamId), commitSequence));
    }

    @Override
    public Mono<Void> deleteCommit(String tenantId, String streamId, long commitSequence) {
        return admin("DELETE FROM %s.commits WHERE tenant_id = %s AND stream_id = %s AND commit_sequence = %s"
                .formatted(schema, literal(tenantId), literal(streamId), commitSequence));
    }

    @Override
    public Mono<Void> replaceSnapshot(String tenantId, String streamId, long streamRevision, byte[] payload) {
        return admin(
                "UPDATE %s.snapshots SET payload = '\\x%s' WHERE tenant_id = %s AND stream_id = %s AND stream_revision = %s"
                        .formatted(schema, hex(payload), literal(tenantId), literal(streamId), streamRevision));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }

    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
