package io.aett.reactive.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A project that imports {@code aett-reactive-dependencies} and names no version runs what was tested: {@code aett-reactive-consumer} is such a project, and
 * its build writes down what it gets. The BOM of the modules says nothing about anybody else's libraries.
 */
class BomTest {

    private static final Path LIST = Path.of("..", "aett-reactive-consumer", "target", "what-users-get.txt");

    /** A line is group:artifact:type[:classifier]:version:scope, and what the module system says of it. */
    private static String jar(String line) {
        String[] parts = line.strip().split(" ", 2)[0].split(":");
        int version = parts.length - 2;
        String classifier = version == 4 ? "-" + parts[3] : "";
        return parts[1] + "-" + parts[version] + classifier + ".jar";
    }

    private static List<String> whatUsersGet() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> line.contains(":jar:") && !line.contains("io.aett:"))
                .map(BomTest::jar)
                .toList();
    }

    private static Set<String> whatWasTested() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> new File(entry).getName())
                .collect(Collectors.toSet());
    }

    @Test
    void who_imports_the_dependencies_gets_every_library_in_the_version_that_was_tested() throws IOException {
        List<String> users = whatUsersGet();

        assertThat(users).hasSizeGreaterThan(50).anyMatch(jar -> jar.startsWith("netty-common-"));
        assertThat(whatWasTested()).containsAll(users);
    }

    @Test
    void the_bom_manages_the_modules_alone() throws IOException {
        List<String> managed = Files.readAllLines(Path.of("..", "aett-reactive-bom", "pom.xml")).stream()
                .filter(line -> line.contains("<dependency>"))
                .toList();

        assertThat(managed).hasSizeGreaterThan(10).allMatch(line -> line.contains("<groupId>io.aett</groupId>"));
    }
}
