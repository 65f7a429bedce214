package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.sample.model.FileEvent;
import io.aett.reactive.sample.model.Streams;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verification must be able to fail. */
class VerifyTest {

    private static final String ZERO = "0".repeat(40);

    @TempDir
    Path folder;

    private final Cli cli = new Cli();

    @BeforeEach
    void a_longer_history() {
        try (GitFixture git = GitFixture.create(folder)) {
            for (int i = 0; i < 60; i++) {
                git.put("a" + i % 7, "content " + i + "\n");
                if (i % 5 == 4) {
                    git.delete("a" + (i - 1) % 7);
                }
                git.commit();
            }
        }
    }

    /** Imports with one event of one file changed on its way into the store. */
    private Cli.Outcome importing(String path, UnaryOperator<FileEvent> change) {
        return cli.run(
                commit -> commit.streamId().equals(Streams.file(path)) && commit.commitSequence() == 2
                        ? with(commit, change.apply((FileEvent)
                                commit.events().get(0).body()))
                        : commit,
                folder.toString());
    }

    private static Commit with(Commit commit, FileEvent event) {
        return new Commit(
                commit.tenantId(),
                commit.streamId(),
                commit.streamRevision(),
                commit.commitId(),
                commit.commitSequence(),
                commit.commitStamp(),
                commit.headers(),
                List.of(EventMessage.of(event)),
                0);
    }

    @Test
    void trees_at_equal_distances_and_the_last_are_compared() {
        assertThat(cli.run(folder.toString()).succeeds().out()).contains("verified    21 trees");
    }

    @Test
    void a_wrong_blob_is_found() {
        Cli.Outcome outcome = importing("a2", event -> {
            FileEvent.Modified change = (FileEvent.Modified) event;
            return new FileEvent.Modified(change.path(), ZERO, change.mode(), 1, 1, change.origin());
        });

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains("DIFFERENT")
                .contains(": a2: git has 100644 ", "the events have 100644 " + ZERO);
        assertThat(cli.run("verify", "--repo", folder.toString()).code()).isEqualTo(1);
    }

    @Test
    void a_wrong_mode_is_found() {
        Cli.Outcome outcome = importing("a2", event -> {
            FileEvent.Modified change = (FileEvent.Modified) event;
            return new FileEvent.Modified(change.path(), change.blob(), "100755", 1, 1, change.origin());
        });

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("the events have 100755");
    }

    @Test
    void a_file_that_went_and_should_not_is_found() {
        Cli.Outcome outcome =
                importing("a2", event -> new FileEvent.Deleted(event.path(), 1, ((FileEvent.Changed) event).origin()));

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("a2: git has 100644").contains("the events have nothing");
    }

    @Test
    void a_file_that_stayed_and_should_not_is_found() {
        Cli.Outcome outcome = importing("a3", event -> {
            FileEvent.Deleted change = (FileEvent.Deleted) event;
            return new FileEvent.Modified(change.path(), ZERO, "100644", 0, 0, change.origin());
        });

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out()).contains("a3: git has nothing, the events have 100644 " + ZERO);
    }

    @Test
    void an_event_that_was_put_in_later_is_found() {
        cli.run(folder.toString()).succeeds();
        Commit last = cli.commits().stream()
                .filter(commit -> commit.streamId().equals(Streams.file("a2")))
                .reduce((one, two) -> two)
                .orElseThrow();
        FileEvent.Changed change = (FileEvent.Changed) last.events().get(0).body();
        cli.data
                .commits()
                .commit(last.toBuilder()
                        .commitId(Streams.commitId("forged", "a2"))
                        .commitSequence(last.commitSequence() + 1)
                        .streamRevision(last.streamRevision() + 1)
                        .build())
                .block();

        Cli.Outcome outcome = cli.run("verify", "--repo", folder.toString());

        assertThat(outcome.code()).isEqualTo(1);
        assertThat(outcome.out())
                .contains(change.origin().commit() + ": a2: stored after this git commit was complete");
    }
}
