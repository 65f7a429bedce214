package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script and the jar that it runs, as processes. The jar was built just before, so the script builds nothing. */
class ProgramIT {

    private static final Path SCRIPT = Path.of("").toAbsolutePath().getParent().resolve("sample");

    @TempDir
    Path folder;

    private Path repository;

    @BeforeEach
    void a_repository() throws IOException {
        repository = Files.createDirectory(folder.resolve("a repository"));
        try (GitFixture git = GitFixture.create(repository)) {
            git.put("\u00c3\u00a4 b.txt", "1\n").commit();
            git.put("\u00c3\u00a4 b.txt", "2\n").put("c", "3\n").commit();
        }
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(Map<String, String> environment, String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(args));
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(repository.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(
                        Files.createFile(Files.createTempDirectory(folder, "in").resolve("empty"))
                                .toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("XDG_DATA_HOME", folder.resolve("data").toString());
        Process process = builder.start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        return new Ended(
                process.exitValue(),
                Files.readString(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    @Test
    void the_repository_around_is_imported_without_a_terminal() throws Exception {
        Ended ended = run(Map.of());

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("2 git commits, 3 changes", "ä b.txt", "verified    2 trees");

        Ended later = run(Map.of(), "top");
        assertThat(later.err()).isEmpty();
        assertThat(later.code()).isZero();
        assertThat(later.out()).contains("ä b.txt");
    }

    @Test
    void names_survive_a_locale_that_knows_no_utf_8() throws Exception {
        Ended ended = run(Map.of("LC_ALL", "C", "LANG", "C"), "show", "ä b.txt", "--store", "memory");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out()).contains("file        ä b.txt");
    }

    @Test
    void wrong_input_ends_with_two() throws Exception {
        Ended ended = run(Map.of(), "show", "nothing", "--store", "memory");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err()).isEqualTo("sample: there never was a file nothing in branch main\n");
    }
}
