package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.sample.git.GitRepository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeTravelTest {

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    @Test
    void the_tree_at_the_time_of_each_commit_is_git_s() {
        Random random = new Random(42);
        int commits = 40;
        try (GitFixture git = GitFixture.create(folder)) {
            for (int i = 0; i < commits; i++) {
                git.clock(GitFixture.START.plus(Duration.ofHours(i)));
                for (int j = random.nextInt(4); j >= 0; j--) {
                    String path = "d" + random.nextInt(3) + "/f" + random.nextInt(5);
                    if (random.nextInt(3) == 0) {
                        git.delete(path);
                    } else {
                        git.put(path, i + " " + random.nextInt() + "\n");
                    }
                }
                git.commit();
            }
            cli.run(folder.toString()).succeeds();
            try (GitRepository repository = GitRepository.open(folder)) {
                for (int i = 0; i < commits; i++) {
                    ObjectId commit = git.commits().get(i);
                    String time = GitFixture.START.plus(Duration.ofHours(i)).toString();
                    assertThat(at(time)).as(time).isEqualTo(lines(repository.tree(commit)));
                }
            }
        }

        Cli.Outcome before =
                cli.run("at", "2025-12-31", "--repo", folder.toString()).succeeds();
        assertThat(before.out()).isEmpty();
        assertThat(before.err()).startsWith("nothing");
    }

    private String at(String time) {
        return cli.run("at", time, "--repo", folder.toString()).succeeds().out();
    }

    private static String lines(Map<String, String> tree) {
        return tree.entrySet().stream()
                .map(entry -> entry.getValue().replace(" ", " blob ") + "\t" + entry.getKey() + "\n")
                .collect(Collectors.joining());
    }
}
