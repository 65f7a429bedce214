package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.benchmarks.load.Load;
import io.aett.reactive.benchmarks.load.Sample;
import io.aett.reactive.benchmarks.model.ItemAdded;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.r2dbc.postgresql.api.PostgresqlConnection;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * The most that batches can do: 64 rows in each statement, as arrays that the server takes apart, on two connections; no conflicts,
 * no order, no checks, and nobody waits for a batch to fill.
 */
final class PostgresUnnest implements Rival {

    private static final int ROWS = 64;
    private static final String INSERT = """
            INSERT INTO raw.commits
            SELECT nextval('raw.checkpoints'), $1, s, $3, $3, 1, 0, c, n, $6, p
            FROM unnest($2::text[], $4::uuid[], $5::uuid[], $7::bytea[]) AS b (s, c, n, p) RETURNING checkpoint
            """;

    private final PostgresRaw raw;
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicLong ids = new AtomicLong(System.nanoTime());

    PostgresUnnest(PostgresRaw raw) {
        this.raw = raw;
    }

    @Override
    public String name() {
        return "unnest of " + ROWS + " rows";
    }

    @Override
    public List<Integer> against() {
        return List.of(ROWS);
    }

    @Override
    public List<Integer> callers(int store) {
        return List.of(2);
    }

    @Override
    public double target() {
        return 0.95;
    }

    /** Rows are counted, not statements; latencies are those of statements. */
    @Override
    public Sample append(int callers, Duration round) {
        String prefix = "unnest-" + rounds.incrementAndGet() + "-";
        Sample statements = Load.of(callers, false, round)
                .run((caller, index) -> raw.connection(caller)
                        .flatMap(connection -> insert(connection, prefix + caller + "-", index + 1)));
        return new Sample(
                statements.operations() * ROWS,
                statements.nanos(),
                statements.cpu(),
                statements.p50(),
                statements.p99());
    }

    private Mono<Long> insert(PostgresqlConnection connection, String prefix, long sequence) {
        return connection
                .createStatement(INSERT)
                .bind(0, Subject.TENANT)
                .bind(1, IntStream.range(0, ROWS).mapToObj(n -> prefix + n).toArray(String[]::new))
                .bind(2, sequence)
                .bind(3, drawn(1))
                .bind(4, drawn(2))
                .bind(5, Instant.now().toEpochMilli() * 1000)
                .bind(6, payloads(sequence))
                .execute()
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get(0, Long.class))))
                .count();
    }

    private static ByteBuffer[] payloads(long sequence) {
        return IntStream.range(0, ROWS)
                .mapToObj(n -> ByteBuffer.wrap(StoredForm.write(ItemAdded.number(sequence + n))))
                .toArray(ByteBuffer[]::new);
    }

    private UUID[] drawn(long kind) {
        return Stream.generate(() -> new UUID(kind, ids.incrementAndGet()))
                .limit(ROWS)
                .toArray(UUID[]::new);
    }
}
