package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class SubscriptionsTest {

    private static final Duration BOUND = Duration.ofSeconds(60);

    private final PostgresStore data = PostgresStore.filled();
    private final Subscriptions subscriptions = Subscriptions.of(data.store);
    private final Set<String> handled = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean broken = new AtomicBoolean();

    @AfterEach
    void close() {
        data.close();
    }

    private String out(String... args) {
        return data.cli().run(args).succeeds();
    }

    private void runUntil(Mono<?> end) {
        Subscription.builder("mailer", data.store)
                .retry(1, Duration.ZERO, Duration.ZERO)
                .onCommit(commit -> {
                    if (broken.get() && commit.streamId().equals("order-2")) {
                        throw new IllegalStateException("no paper");
                    }
                    handled.add(commit.streamId() + " " + commit.commitSequence());
                    return Mono.empty();
                })
                .build()
                .runUntil(end.then())
                .block(BOUND);
    }

    @Test
    void without_any_there_is_nothing_to_list_and_nothing_to_control() {
        assertThat(out("subscriptions")).isEqualTo("no subscription has run on this store yet\n");
        for (String command : new String[] {"pause", "resume", "parked", "replay"}) {
            data.cli()
                    .run(command, "mailer")
                    .isRefused("there is no subscription mailer in " + data.name() + "; aett subscriptions lists");
        }
    }

    @Test
    void one_is_listed_paused_resumed_and_reset() {
        runUntil(subscriptions.awaitHandled("mailer", 12));

        assertThat(out("subscriptions").lines().toList().get(1)).matches("mailer +stopped +12 +12 +0 s +0 +-");
        assertThat(out("pause", "mailer")).isEqualTo("mailer is paused; aett resume lets it go on\n");
        assertThat(out("subscriptions")).contains(" paused ");
        assertThat(out("resume", "mailer")).contains("goes on wherever it is run");
        assertThat(out("reset", "mailer", "--to", "4")).isEqualTo("mailer goes on behind checkpoint 4 of 12\n");
        data.cli().run("reset", "mailer", "--to", "13").isRefused("checkpoint 13 lies behind the last commit");
    }

    @Test
    void what_is_parked_is_shown_replayed_and_given_up() {
        broken.set(true);
        runUntil(subscriptions.awaitHandled("mailer", 12));

        assertThat(out("parked", "mailer").lines().toList().get(1))
                .matches(" *2 +shop +order-2 +1 +1 +\\S+ \\S+ +java.lang.IllegalStateException: no paper");
        assertThat(out("discard", "mailer", "2")).isEqualTo("commit 1 of stream order-2 is given up\n");
        data.cli().run("discard", "mailer", "2").isRefused("no parked commit of mailer has checkpoint 2");
        data.cli().run("replay", "mailer", "shop", "x").isRefused("nothing of stream x of tenant shop is parked");
        assertThat(out("replay", "mailer", "shop", "order-2")).contains("of 1 stream will be handed to mailer again");

        broken.set(false);
        runUntil(subscriptions
                .status("mailer")
                .filter(status -> status.parked() == 0)
                .repeatWhenEmpty(again -> again.delayElements(Duration.ofMillis(10))));
        assertThat(handled).contains("order-2 2", "order-2 4").doesNotContain("order-2 1");
    }
}
