package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs commands as the program does. */
final class Cli {

    private final Map<String, String> environment = new HashMap<>();
    private String answers = "";
    private boolean asks;

    /** All commands on this store. */
    static Cli on(String store) {
        Cli cli = new Cli();
        cli.environment.put("AETT_STORE", store);
        return cli;
    }

    static Cli nowhere() {
        return new Cli();
    }

    Cli with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Somebody is there and types this. */
    Cli answering(String lines) {
        answers = lines;
        asks = true;
        return this;
    }

    record Outcome(int code, String out, String err) {

        Outcome ends(int expected) {
            assertThat(code).as(out + err).isEqualTo(expected);
            return this;
        }

        /** Nothing was wrong. */
        String succeeds() {
            assertThat(err).doesNotContain("aett:");
            ends(0);
            return out;
        }

        /** One line that says what, and nothing else. */
        void isRefused(String... parts) {
            ends(2);
            assertThat(err.lines()).as(err).hasSize(1);
            assertThat(err).startsWith("aett: ").contains(parts);
            assertThat(out).isEmpty();
        }

        List<String> lines() {
            return out.lines().toList();
        }
    }

    Outcome run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out),
                new PrintWriter(err),
                new BufferedReader(new StringReader(answers)),
                false,
                asks,
                80);
        int code = Aett.run(terminal, environment, args);
        return new Outcome(code, out.toString(), err.toString());
    }
}
