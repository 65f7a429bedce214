package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class ReadmeTest {

    private static final Duration BOUND = Duration.ofSeconds(30);

    /** The first steps, and then the complete example. */
    private static String block(String language, int number) throws IOException {
        Pattern blocks = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
        List<MatchResult> found = blocks.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .toList();
        assertThat(found).as("blocks of %s in the README", language).hasSizeGreaterThan(number);
        return found.get(number).group(1);
    }

    private static String source(String name) throws IOException {
        return Files.readString(Path.of("src/test/java/outside/docs/" + name + ".java"));
    }

    private static List<String> lines(Flux<?> printed) {
        return printed.map(Object::toString).collectList().block(BOUND);
    }

    /** Without the indentation of what stands in a class. */
    @Test
    void the_first_steps_of_the_readme_are_those_that_are_compiled() throws IOException {
        assertThat(source("FirstSteps").replaceAll("(?m)^    ", "")).contains(block("java", 0));
    }

    @Test
    void the_first_steps_print_what_the_readme_says() throws IOException {
        assertThat(lines(FirstSteps.firstSteps().flatMapIterable(Commit::events).map(event -> event.body())))
                .isEqualTo(block("text", 0).lines().toList());
    }

    @Test
    void the_example_of_the_readme_is_the_one_that_is_compiled() throws IOException {
        String source = source("BankExample");

        assertThat(block("java", 1)).isEqualTo(source.substring(source.indexOf("import ")));
    }

    @Test
    void the_example_prints_what_the_readme_says() throws IOException {
        assertThat(lines(BankExample.story()))
                .isEqualTo(block("text", 1).lines().toList());
    }
}
