package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.domain.DeciderRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.engine.EngineOptions;
import io.aett.reactive.subscription.Subscription;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentationTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.+)$", Pattern.MULTILINE);
    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:Test|Contract|Checker))`");
    private static final Pattern CODE_BLOCK = Pattern.compile("^```.*?^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern JAVA_BLOCK =
            Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static List<Path> documents() throws IOException {
        try (Stream<Path> top = Files.list(ROOT);
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList();
        }
    }

    private static String text(Path document) throws IOException {
        return CODE_BLOCK.matcher(Files.readString(document)).replaceAll("");
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** What a heading is called in a link. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
    }

    private static boolean leads(Path from, String link) throws IOException {
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? from : from.resolveSibling(file).normalize();
        if (hash < 0 || !Files.isRegularFile(target)) {
            return Files.exists(target) && hash < 0;
        }
        return all(HEADING, text(target)).stream()
                .map(DocumentationTest::anchor)
                .anyMatch(link.substring(hash + 1)::equals);
    }

    @Test
    void every_link_within_the_documents_leads_somewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path document : documents()) {
            for (String link : all(LINK, text(document))) {
                if (!link.contains("://") && !leads(document, link)) {
                    broken.add(ROOT.relativize(document) + ": " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void every_test_that_the_documents_name_exists() throws IOException {
        Set<String> named = new TreeSet<>();
        for (Path document : documents()) {
            named.addAll(all(TEST_CLASS, text(document)));
        }
        for (Path source : sources()) {
            named.remove(source.getFileName().toString().replace(".java", ""));
        }
        assertThat(named).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.map(path -> path.resolve("src"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(module)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** A line {@code // ...} stands for what is left out; what is on either side of it is looked for on its own. */
    @Test
    void every_java_block_of_the_guides_is_part_of_a_source_that_is_compiled() throws IOException {
        StringBuilder code = new StringBuilder();
        for (Path source : sources()) {
            code.append(plain(Files.readString(source))).append('\n');
        }
        List<String> missing = new ArrayList<>();
        for (Path document : documents()) {
            if (!document.startsWith(ROOT.resolve("docs/guides"))) {
                continue;
            }
            for (String block : all(JAVA_BLOCK, Files.readString(document))) {
                for (String piece : block.split("(?m)^ *// \\.\\.\\.$", -1)) {
                    if (code.indexOf(plain(piece)) < 0) {
                        missing.add(ROOT.relativize(document) + ": " + piece);
                    }
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    /** Without white space, so that the formatter may break lines as it likes. */
    private static String plain(String code) {
        return code.replaceAll("\\s+", "");
    }

    private static List<String> optionRows(int part) throws IOException {
        String[] parts =
                Files.readString(ROOT.resolve("docs/guides/options.md")).split("\n## (Subscriptions|Repositories)\n");
        assertThat(parts).hasSize(3);
        return all(Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE), parts[part]);
    }

    private static List<String> optionsOf(Class<?> builder, String... others) {
        return Stream.of(builder.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isBridge())
                .map(Method::getName)
                .filter(name -> !List.of(others).contains(name))
                .toList();
    }

    @Test
    void every_option_that_stores_share_is_documented() throws IOException {
        assertThat(optionRows(0)).containsExactlyInAnyOrderElementsOf(optionsOf(EngineOptions.Builder.class));
    }

    @Test
    void every_option_of_subscriptions_is_documented() throws IOException {
        assertThat(optionRows(1))
                .containsExactlyInAnyOrderElementsOf(optionsOf(
                        Subscription.Builder.class, "onCommit", "onEvents", "onBatch", "inTransaction", "build"));
    }

    @Test
    void every_option_of_repositories_is_documented() throws IOException {
        Set<String> options = new TreeSet<>();
        for (Class<?> builder : List.of(
                DefaultAggregateRepository.Builder.class,
                DefaultSagaRepository.Builder.class,
                DeciderRepository.Builder.class)) {
            Stream.of(builder.getMethods())
                    .filter(method -> method.getDeclaringClass() != Object.class)
                    .map(Method::getName)
                    .filter(name -> !name.equals("build"))
                    .forEach(options::add);
        }
        assertThat(optionRows(2)).containsExactlyInAnyOrderElementsOf(options);
    }

    @Test
    void every_module_is_in_the_readme() throws IOException {
        List<String> modules =
                all(Pattern.compile("<module>([^<]+)</module>"), Files.readString(ROOT.resolve("pom.xml")));
        List<String> rows = all(
                Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE), Files.readString(ROOT.resolve("README.md")));

        assertThat(rows).containsAll(modules).doesNotHaveDuplicates();
    }

    @Test
    void the_contract_has_every_rule_once_and_each_says_what_proves_it() throws IOException {
        String contract = Files.readString(ROOT.resolve("docs/contract.md"));
        List<String> rules = all(Pattern.compile("^### ([A-Z]\\d+)\\. ", Pattern.MULTILINE), contract);
        List<String> sections = Pattern.compile("^### ", Pattern.MULTILINE)
                .splitAsStream(contract)
                .skip(1)
                .toList();

        assertThat(rules).isEqualTo(expectedRules());
        assertThat(sections).hasSameSizeAs(rules).allMatch(section -> section.contains("\nProved "));
    }

    private static List<String> expectedRules() {
        return Pattern.compile("(\\w)(\\d+)")
                .matcher("W12 R10 V3 G8 S3 T5 N4 M6 A14 U12 P4")
                .results()
                .flatMap(DocumentationTest::numbered)
                .toList();
    }

    private static Stream<String> numbered(MatchResult last) {
        return Stream.iterate(1, n -> n + 1)
                .limit(Integer.parseInt(last.group(2)))
                .map(n -> last.group(1) + n);
    }
}
