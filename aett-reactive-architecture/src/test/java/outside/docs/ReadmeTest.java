package outside.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private static final Path EXAMPLE = Path.of("src/test/java/outside/docs/BankExample.java");

    private static String block(String language) throws IOException {
        Matcher blocks = Pattern.compile("^```" + language + "\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../README.md")));
        assertThat(blocks.find()).as("the README has a block of %s", language).isTrue();
        return blocks.group(1);
    }

    @Test
    void the_example_of_the_readme_is_the_one_that_is_compiled() throws IOException {
        String source = Files.readString(EXAMPLE);

        assertThat(block("java")).isEqualTo(source.substring(source.indexOf("import ")));
    }

    @Test
    void the_example_prints_what_the_readme_says() throws IOException {
        List<String> printed = BankExample.story().collectList().block(Duration.ofSeconds(30));

        assertThat(printed).isEqualTo(block("text").lines().toList());
    }
}
