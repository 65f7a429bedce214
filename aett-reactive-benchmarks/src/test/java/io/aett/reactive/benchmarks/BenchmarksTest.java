package io.aett.reactive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class BenchmarksTest {

    private static final String IN_TRANSACTIONS = "a row for each of 20 commits, in transactions";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void the_memory_store_gets_all_its_rows() {
        assertThat(run("--stores", "memory", "--tiny")).as(err::toString).isZero();

        assertThat(rows("memory"))
                .containsExactly(
                        "append, 1 caller",
                        "append, 1 caller",
                        "append, 4 callers",
                        "append, 4 callers",
                        "read all, 40 events",
                        "read a stream of 40 events",
                        "live tail, same process",
                        "load an aggregate of 20 events",
                        "load an aggregate of 20 events, kept in a cache",
                        "4 concurrent updates of one aggregate",
                        "4 the same, beside turn by turn",
                        "4 the same, a commit for each",
                        "deliver 40 commits in 8 lanes",
                        "commit to handler",
                        "commit, 20 commits in the stream",
                        "read the last 10, 20 commits in the stream",
                        "commit, 20 streams",
                        "read the last 10, 20 streams",
                        "allocation for each commit",
                        "allocation for each event read",
                        "processor time of a fresh JVM for 20 commits",
                        "heap while reading 400 events, get",
                        "heap while reading 400 events, getFrom",
                        "heap while reading 400 events, follow");
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "mongodb"})
    void a_database_gets_all_its_rows(String store) {
        assertThat(run("--stores", store, "--tiny")).as(err::toString).isZero();

        assertThat(rows(store))
                .filteredOn(row -> !row.equals(IN_TRANSACTIONS))
                .containsExactly(
                        store.equals("postgres") ? "append, 1 caller, latency" : "append, 1 caller",
                        "append, 4 callers",
                        "append, 4 callers",
                        "cost of a commit, 1 caller",
                        "cost of a commit, 4 callers",
                        "read all, 64 commits",
                        "read all, 40 events",
                        "read a stream of 40 events",
                        "live tail, same process",
                        "live tail, another process",
                        "load an aggregate of 20 events",
                        "load an aggregate of 20 events, kept in a cache",
                        "4 concurrent updates of one aggregate",
                        "4 the same, beside turn by turn",
                        "4 the same, a commit for each",
                        "deliver 40 commits in 8 lanes",
                        "commit to handler",
                        "requests while idle, 1 subscription",
                        "requests while idle, 3 subscriptions",
                        "takeover after a stop",
                        "takeover after a kill, leases of 3 s",
                        "commit, 20 commits in the stream",
                        "read the last 10, 20 commits in the stream",
                        "commit, 20 streams",
                        "read the last 10, 20 streams",
                        "allocation for each commit",
                        "allocation for each event read",
                        "processor time of a fresh JVM for 20 commits",
                        "heap while reading 400 events, get",
                        "heap while reading 400 events, getFrom",
                        "heap while reading 400 events, follow");
        assertThat(rows(store).contains(IN_TRANSACTIONS)).isEqualTo(store.equals("postgres"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dynamodb", "s3"})
    void a_store_that_holds_little_is_not_filled_with_much(String store) {
        assertThat(run("--stores", store, "--tiny")).as(err::toString).isZero();

        assertThat(rows(store))
                .containsExactly(
                        "append, 1 caller",
                        "append, 4 callers",
                        "cost of a commit, 1 caller",
                        "cost of a commit, 4 callers",
                        "read all, 64 commits",
                        "read all, 40 events",
                        "read a stream of 40 events",
                        "live tail, same process",
                        "load an aggregate of 20 events",
                        "load an aggregate of 20 events, kept in a cache",
                        "4 concurrent updates of one aggregate",
                        "4 the same, beside turn by turn",
                        "4 the same, a commit for each",
                        "deliver 40 commits in 8 lanes",
                        "commit to handler",
                        "requests while idle, 1 subscription",
                        "requests while idle, 3 subscriptions",
                        "allocation for each commit",
                        "allocation for each event read");
        assertThat(err.toString()).contains("left out: " + store + ", growth", "left out: " + store + ", heap");
    }

    /** What the store's rows are about. */
    private List<String> rows(String store) {
        return out.toString()
                .lines()
                .filter(line -> line.startsWith("| " + store + " |"))
                .map(line -> line.split("\\|", -1)[2].trim())
                .toList();
    }

    @Test
    void a_store_that_there_is_not_is_named() {
        assertThat(run("--stores", "punch-cards")).isEqualTo(2);
        assertThat(err.toString()).contains("no store is called punch-cards");
    }

    @Test
    void a_measurement_that_there_is_not_is_named() {
        assertThat(run("--only", "weight")).isEqualTo(2);
        assertThat(err.toString()).contains("weight");
    }
}
