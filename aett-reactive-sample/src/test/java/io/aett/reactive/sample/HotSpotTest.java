package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.sample.model.FileEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotSpotTest {

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    private void changes(int count, Duration apart) {
        try (GitFixture git = GitFixture.create(folder)) {
            Instant time = GitFixture.START;
            git.put("steady", "x\n").put("hot", "0\n").clock(time).commit();
            for (int i = 1; i < count; i++) {
                time = time.plus(apart);
                git.put("hot", i + "\n").clock(time).commit();
            }
        }
    }

    private List<FileEvent.HotSpotFlagged> flags() {
        return cli.commits().stream()
                .flatMap(commit -> commit.events().stream())
                .filter(event -> event.body() instanceof FileEvent.HotSpotFlagged)
                .map(event -> (FileEvent.HotSpotFlagged) event.body())
                .toList();
    }

    @Test
    void the_tenth_change_within_thirty_days_makes_a_hot_spot() {
        changes(10, Duration.ofDays(3));

        assertThat(cli.run(folder.toString()).succeeds().out()).contains("hot spots (10 changes within 30 days): 1");
        assertThat(flags())
                .containsExactly(new FileEvent.HotSpotFlagged(
                        "hot", 10, GitFixture.START, GitFixture.START.plus(Duration.ofDays(27))));
    }

    @Test
    void nine_changes_make_none() {
        changes(9, Duration.ofDays(1));

        assertThat(cli.run(folder.toString()).succeeds().out()).contains("hot spots (10 changes within 30 days): 0");
    }

    @Test
    void changes_further_apart_make_none() {
        changes(40, Duration.ofDays(4));
        cli.run(folder.toString()).succeeds();

        assertThat(flags()).isEmpty();
    }

    @Test
    void a_file_is_flagged_again_after_ten_more_changes() {
        changes(35, Duration.ofDays(1));
        cli.run(folder.toString()).succeeds();

        assertThat(flags()).hasSize(3);
        assertThat(cli.run("show", "hot", "--repo", folder.toString())
                        .succeeds()
                        .out())
                .contains("hot spot    until 2026-01-30")
                .contains("hot spot    10 changes since 2026-01-21: hot");
    }

    @Test
    void flags_do_not_move_later_changes_in_time() {
        changes(35, Duration.ofDays(1));
        cli.run(folder.toString()).succeeds();

        assertThat(cli.run("at", "2026-01-15", "--repo", folder.toString())
                        .succeeds()
                        .err())
                .contains("2 files");
        assertThat(cli.run("show", "hot", "--at", "2026-01-15", "--repo", folder.toString())
                        .succeeds()
                        .out())
                .contains("changes     15,");
    }

    @Test
    void a_command_that_was_stored_and_not_carried_out_is_carried_out_once() {
        changes(12, Duration.ofDays(1));
        AtomicInteger refused = new AtomicInteger();
        Cli.Outcome broken = cli.run(
                commit -> {
                    if (commit.events().get(0).body() instanceof FileEvent.HotSpotFlagged) {
                        refused.incrementAndGet();
                        throw new StorageUnavailableException("not now");
                    }
                    return commit;
                },
                folder.toString());
        assertThat(broken.code()).isEqualTo(1);
        assertThat(refused).hasPositiveValue();
        assertThat(flags()).isEmpty();

        cli.run(folder.toString()).succeeds();
        cli.run(folder.toString()).succeeds();

        assertThat(flags()).hasSize(1);
    }
}
