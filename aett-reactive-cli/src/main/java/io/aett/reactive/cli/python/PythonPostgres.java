package io.aett.reactive.cli.python;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.r2dbc.spi.Readable;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables in PostgreSQL, in the order of their {@code CheckpointNumber}. */
final class PythonPostgres implements PythonStore {

    private static final int PAGE = 100;

    private final ConnectionFactory connections;
    private final String commits;
    private final String snapshots;

    PythonPostgres(ConnectionFactoryOptions address, String schema, String commits, String snapshots) {
        this.connections = ConnectionFactories.get(address);
        this.commits = quoted(schema) + "." + quoted(commits);
        this.snapshots = quoted(schema) + "." + quoted(snapshots);
    }

    private static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    @Override
    public Flux<Row> rows() {
        return Flux.usingWhen(
                connections.create(),
                connection -> page(connection, 0)
                        .expand(page -> page.isEmpty()
                                ? Mono.empty()
                                : page(connection, page.get(page.size() - 1).place()))
                        .concatMapIterable(page -> page, 1),
                Connection::close);
    }

    private Mono<List<Row>> page(Connection connection, long behind) {
        return Flux.from(connection
                        .createStatement(
                                "SELECT checkpointnumber, tenantid, streamidoriginal, streamrevision, commitid::text,"
                                        + " commitsequence, commitstamp, headers, payload FROM " + commits
                                        + " WHERE checkpointnumber > $1 ORDER BY checkpointnumber LIMIT " + PAGE)
                        .bind(0, behind)
                        .execute())
                .concatMap(result -> result.map(PythonPostgres::row))
                .collectList();
    }

    private static Row row(Readable columns) {
        Map<String, @Nullable Object> fields = new HashMap<>();
        fields.put(RowDecoder.TENANT, columns.get(1, String.class));
        fields.put(RowDecoder.STREAM, columns.get(2, String.class));
        fields.put(RowDecoder.REVISION, columns.get(3, Long.class));
        fields.put(RowDecoder.ID, columns.get(4, String.class));
        fields.put(RowDecoder.SEQUENCE, columns.get(5, Long.class));
        fields.put(RowDecoder.STAMP, columns.get(6, LocalDateTime.class));
        fields.put(RowDecoder.HEADERS, columns.get(7, byte[].class));
        fields.put(RowDecoder.EVENTS, columns.get(8, byte[].class));
        long checkpoint = ((Number) columns.get(0)).longValue();
        return new Row(checkpoint, "row " + checkpoint, fields::get);
    }

    @Override
    public Mono<Long> snapshots() {
        return Mono.usingWhen(
                connections.create(),
                connection -> Flux.from(connection
                                .createStatement("SELECT to_regclass($1) IS NOT NULL")
                                .bind(0, snapshots)
                                .execute())
                        .concatMap(result -> result.map(columns -> columns.get(0, Boolean.class)))
                        .single()
                        .flatMap(there -> there ? count(connection) : Mono.just(0L)),
                Connection::close);
    }

    private Mono<Long> count(Connection connection) {
        return Flux.from(connection
                        .createStatement("SELECT count(*) FROM " + snapshots)
                        .execute())
                .concatMap(result -> result.map(columns -> columns.get(0, Long.class)))
                .single();
    }

    @Override
    public Mono<Void> close() {
        return Mono.empty();
    }
}
