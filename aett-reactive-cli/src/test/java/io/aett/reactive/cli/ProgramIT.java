package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.cli.Things.Noted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script and the jar that it runs, as processes. The jar was built just before, so the script builds nothing. */
class ProgramIT {

    private static final Path SCRIPT = Path.of("").toAbsolutePath().getParent().resolve("aett");

    @TempDir
    Path folder;

    private final PostgresStore data = PostgresStore.empty();

    @AfterEach
    void close() {
        data.close();
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(Map<String, String> environment, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(Files.writeString(folder.resolve("in"), "").toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void results_are_utf_8_in_any_locale_and_nothing_else_is_printed() throws Exception {
        Things.store(data.store, Things.commit("tenant", "\u00e4 \u20ac", 1, new Noted("\ud83d\ude00")));

        Ended ended = run(
                Map.of("LC_ALL", "C", "LANG", "C", "AETT_STORE", data.address()), "show", "tenant", "\u00e4 \u20ac");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("{\"text\":\"\ud83d\ude00\"}");
    }

    @Test
    void what_cannot_be_done_ends_with_two_and_one_line() throws Exception {
        Ended ended = run(Map.of("AETT_STORE", data.address()), "show", "t", "s");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .isEqualTo("aett: there is no stream s of tenant t in " + data.name()
                        + "; aett streams lists what there is\n");
    }
}
