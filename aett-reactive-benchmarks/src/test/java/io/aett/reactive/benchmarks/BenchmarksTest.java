package io.aett.reactive.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class BenchmarksTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void the_memory_store_gets_all_its_rows() {
        assertThat(run("--stores", "memory", "--tiny")).as(err::toString).isZero();

        assertThat(out.toString().lines().filter(line -> line.startsWith("| memory |")))
                .extracting(line -> line.split("\\|")[2].trim())
                .containsExactly(
                        "append, 1 caller",
                        "append, 1 caller",
                        "append, 4 callers",
                        "read all, 40 events",
                        "read a stream of 40 events",
                        "live tail, same process",
                        "load an aggregate of 20 events",
                        "4 concurrent updates of one aggregate",
                        "commit, 20 commits in the stream",
                        "read the last 10, 20 commits in the stream",
                        "commit, 20 streams",
                        "read the last 10, 20 streams",
                        "heap while reading 400 events, get",
                        "heap while reading 400 events, getFrom",
                        "heap while reading 400 events, follow");
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
