package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.model.StoredForm;
import io.r2dbc.postgresql.api.PostgresqlResult;
import java.util.List;

/** Rows made by the server itself, many at once, all with the same payload. */
final class PostgresFill {

    private final PostgresRaw connections;

    PostgresFill(PostgresRaw connections) {
        this.connections = connections;
    }

    void rows(String schema, List<String> streams, long from, int commits, int events) {
        byte[] payload = StoredForm.ofFirst(events);
        String sql = """
                INSERT INTO %1$s.commits
                SELECT nextval('%1$s.checkpoints'), $1, s, n, n * %2$d, %2$d, 0, gen_random_uuid(), gen_random_uuid(),
                       (extract(epoch FROM now()) * 1000000)::bigint, $3
                FROM unnest($2::text[]) s CROSS JOIN generate_series(%3$d::bigint, %4$d::bigint) n
                """.formatted(schema, events, from + 1, from + commits);
        connections
                .connection(0)
                .flatMapMany(connection -> connection
                        .createStatement(sql)
                        .bind(0, Subject.TENANT)
                        .bind(1, streams.toArray(String[]::new))
                        .bind(2, payload)
                        .execute())
                .concatMap(PostgresqlResult::getRowsUpdated)
                .then(connections.run("VACUUM ANALYZE " + schema + ".commits"))
                .block();
    }
}
