package io.aett.reactive.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class SubscriptionsTest {

    private static final Duration BOUND = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Cli cli = new Cli();
    private final Subscriptions subscriptions = Subscriptions.of(cli.data);
    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean broken = new AtomicBoolean();

    private Cli.Outcome on(String... args) {
        return cli.run(Flux.concat(Flux.just(args), Flux.just("--repo", folder.toString()))
                .toStream()
                .toArray(String[]::new));
    }

    private String out(String... args) {
        return on(args).succeeds().out();
    }

    @BeforeEach
    void three_months() {
        try (GitFixture git = GitFixture.create(folder)) {
            git.put("a", "1\n").put("b", "1\n").commit();
            git.put("a", "2\n")
                    .clock(GitFixture.START.plus(Duration.ofDays(40)))
                    .commit();
            git.put("b", "1\n2\n3\n")
                    .clock(GitFixture.START.plus(Duration.ofDays(70)))
                    .commit();
        }
    }

    /** Fails with files as long as it is broken; runs until it has dealt with everything that is stored. */
    private void runOnce() {
        Subscription subscription = Subscription.builder("letters", cli.data)
                .retry(1, Duration.ZERO, Duration.ZERO)
                .onCommit(commit -> {
                    if (broken.get() && commit.streamId().startsWith("file:a")) {
                        throw new IllegalStateException("no paper");
                    }
                    handled.add(commit.streamId() + " " + commit.commitSequence());
                    return Mono.empty();
                })
                .build();
        Mono<Void> caughtUp = cli.data.management().head().flatMap(head -> subscriptions.awaitHandled("letters", head));
        subscription.runUntil(caughtUp).block(BOUND);
    }

    @Test
    void the_report_counts_months_once_however_often_it_is_made() {
        for (int i = 0; i < 2; i++) {
            assertThat(out("import").lines())
                    .containsSequence(
                            "busiest months:",
                            "         2 changes          2 lines  2026-01",
                            "         1 changes          2 lines  2026-02",
                            "         1 changes          2 lines  2026-03");
        }
        assertThat(out("reset", "months", "--to", "beginning")).contains("goes on behind checkpoint 0 of ");
        assertThat(out("top")).contains("         2 changes          2 lines  2026-01");
        assertThat(out("import", "--fresh")).contains("         2 changes          2 lines  2026-01");
    }

    @Test
    void all_are_listed_with_how_they_are() {
        out("import");
        broken.set(true);
        runOnce();

        List<String> lines = out("subscriptions").lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("NAME +STATE +CHECKPOINT +HEAD +LAG +PARKED +LAST ERROR");
        assertThat(lines.get(1))
                .matches("letters +stopped +\\d+ +\\d+ +0 s +2  java.lang.IllegalStateException: no paper");
        assertThat(lines.get(2)).matches("months:main:[0-9a-f]{10} +stopped +\\d+ +\\d+ +0 s +0  -");
    }

    @Test
    void one_is_paused_and_resumed() {
        out("import");

        assertThat(out("pause", "months")).startsWith("months:main:").contains("is paused");
        assertThat(out("subscriptions")).contains("  paused  ");
        assertThat(out("resume", "months")).contains("goes on");
        assertThat(out("subscriptions")).contains("  stopped  ");
    }

    @Test
    void one_is_set_to_a_time_and_to_the_end() {
        out("import");

        assertThat(out("reset", "months", "--to", "2026-02-01")).doesNotContain("checkpoint 0 ");
        long head = cli.data.management().head().blockOptional(BOUND).orElseThrow();
        assertThat(out("reset", "months", "--to", "end")).contains("goes on behind checkpoint " + head + " of " + head);
    }

    @Test
    void what_is_parked_is_shown_replayed_and_given_up() {
        out("import");
        assertThat(out("parked", "months")).contains("nothing of months:main:");
        assertThat(out("replay", "months")).contains("nothing of months:main:");
        broken.set(true);
        runOnce();

        List<String> lines = out("parked", "letters").lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).contains("file:a", "IllegalStateException: no paper");
        assertThat(lines.get(2)).contains("file:a", "waits behind the one before");
        String tenant = cli.commits().get(0).tenantId();
        String first = lines.get(1).strip().split(" ", 2)[0];

        assertThat(out("replay", "letters", tenant, "file:a")).contains("of 1 stream will be handed to letters again");
        assertThat(out("discard", "letters", first)).contains("commit 1 of stream file:a is given up");
        broken.set(false);
        runUntilNothingIsParked();
        assertThat(handled).contains("file:a 2", "file:b 1").doesNotContain("file:a 1");
    }

    private void runUntilNothingIsParked() {
        Subscription subscription = Subscription.builder("letters", cli.data)
                .onCommit(commit ->
                        Mono.fromRunnable(() -> handled.add(commit.streamId() + " " + commit.commitSequence())))
                .build();
        Mono<Void> nothing = subscriptions
                .status("letters")
                .filter(status -> status.parked() == 0)
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(10)))
                .then();
        subscription.runUntil(nothing).block(BOUND);
    }
}
