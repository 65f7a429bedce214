package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.FlagHotSpot;
import io.aett.reactive.sample.model.HotSpotWatch;
import io.aett.reactive.sample.model.HotSpotWatch.ChangeNoticed;
import io.aett.reactive.sample.model.Origin;
import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.sample.model.TrackedFile;
import io.aett.reactive.test.AggregateFixture;
import io.aett.reactive.test.SagaFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HotSpotTest {

    private static final SagaFixture<HotSpotWatch> WATCH =
            SagaFixture.of(HotSpotWatch.class, "hot-spot:hot").topicMap(Streams.topics());

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

    private static List<ChangeNoticed> noticed(int count, int daysApart) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(n -> new ChangeNoticed(n, day((n - 1) * daysApart)))
                .toList();
    }

    private static Instant day(int n) {
        return GitFixture.START.plus(Duration.ofDays(n));
    }

    @Test
    void the_tenth_change_and_no_earlier_one_asks_for_a_flag() {
        WATCH.given(noticed(8, 1))
                .when(watch -> watch.notice(9, day(8)))
                .expectNoCommands()
                .and()
                .when(watch -> watch.notice(10, day(9)))
                .expectCommands(new FlagHotSpot("file:hot", 10, 10, day(0), day(9), "hot-spot:hot"));
    }

    @Test
    void changes_further_apart_ask_for_none() {
        WATCH.given(noticed(39, 4)).when(watch -> watch.notice(40, day(156))).expectNoCommands();
    }

    @Test
    void a_change_that_was_noticed_is_not_noticed_again() {
        WATCH.given(noticed(9, 1)).when(watch -> watch.notice(9, day(9))).expectNothing();
    }

    @Test
    void a_file_is_flagged_unless_an_earlier_flag_covers_some_of_the_changes() {
        Origin origin = new Origin("c1", 1, "ann", day(0));
        FileEvent added = new FileEvent.Added("hot", "b1", "100644", 1, origin);
        AggregateFixture<TrackedFile> files =
                AggregateFixture.of(TrackedFile.class).topicMap(Streams.topics());
        FlagHotSpot tenth = new FlagHotSpot("file:hot", 10, 10, day(0), day(9), null);
        FlagHotSpot eleventh = new FlagHotSpot("file:hot", 11, 10, day(1), day(10), null);

        files.givenNothing().when(file -> file.flag(tenth)).expectNothing();
        files.given(added)
                .when(file -> file.flag(tenth))
                .expectEvents(new FileEvent.HotSpotFlagged("hot", 10, day(0), day(9)))
                .and()
                .when(file -> file.flag(eleventh))
                .expectNothing();
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
