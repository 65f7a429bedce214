package io.aett.reactive.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What class files do not show. */
class SourceRulesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Pattern SKIPPING = Pattern.compile(
            "@Disabled|@(Enabled|Disabled)(If|On|For)|org\\.junit\\.jupiter\\.api\\.Assumptions|org\\.assertj.*assum(e|ing)");

    private static final Pattern FORMATTED_NUMBER = Pattern.compile("%(\\d+\\$)?[-+ 0,(]*\\d*(\\.\\d+)?[dfeg]");

    @Test
    void every_package_is_null_marked() throws IOException {
        List<Path> unmarked = new ArrayList<>();
        for (Path file : sources()) {
            Path info = file.resolveSibling("package-info.java");
            if (file.toString().contains("/src/main/")
                    && !(Files.exists(info) && Files.readString(info).contains("@NullMarked"))) {
                unmarked.add(file);
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void no_file_is_longer_than_400_lines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : sources()) {
            int lines = Files.readAllLines(file).size();
            if (file.toString().contains("/src/main/") && lines > 400) {
                tooLong.add(file + ": " + lines);
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void no_test_can_be_skipped() throws IOException {
        List<Path> skipping = new ArrayList<>();
        for (Path file : sources()) {
            if (!file.endsWith("SourceRulesTest.java")
                    && SKIPPING.matcher(Files.readString(file)).find()) {
                skipping.add(file);
            }
        }
        assertThat(skipping).isEmpty();
    }

    /** What goes to a server has the same digits in every locale. The modules left out have messages for people, and no words of a server. */
    @Test
    void numbers_are_formatted_for_no_locale() throws IOException {
        List<String> localized = new ArrayList<>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            if (file.toString()
                            .matches(".*/aett-reactive-(?!testkit|testservers|benchmarks|cli|sample)[^/]+/src/main/.*")
                    && !source.contains("Locale.ROOT")) {
                source.lines()
                        .filter(line -> !line.strip().startsWith("*")
                                && FORMATTED_NUMBER.matcher(line).find())
                        .forEach(line -> localized.add(file + ": " + line.strip()));
            }
        }
        assertThat(localized).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module :
                    modules.filter(m -> Files.isDirectory(m.resolve("src"))).toList()) {
                try (Stream<Path> files = Files.walk(module.resolve("src"))) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        assertThat(sources).hasSizeGreaterThan(100);
        return sources;
    }
}
