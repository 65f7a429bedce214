package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.subscription.AfterRetries;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionStatus;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

class SubscriptionsTest extends ExplorerSuite {

    private final WebTestClient client = client(store, options -> options.readOnly(false));
    private final Subscriptions subscriptions = Subscriptions.of(store);
    private volatile boolean refusing = true;
    private final Disposable run = subscription().run().subscribe(done -> {}, failure -> {});

    private Subscription subscription() {
        return Subscription.builder("notes", store)
                .retry(1, Duration.ofMillis(1), Duration.ofMillis(1))
                .afterRetries(AfterRetries.PARK)
                .onCommit(commit -> refusing ? Mono.error(new IllegalStateException("<b>no</b>")) : Mono.empty())
                .build();
    }

    @AfterEach
    void end() {
        run.dispose();
    }

    private SubscriptionStatus status() {
        return Await.value(subscriptions.status("notes"));
    }

    private void parked(int streams) {
        for (int i = 0; i < streams; i++) {
            Bank.store(store, "t", "s" + i, 1, 1, Map.of(), new Noted("x"));
        }
        Await.untilReached(() -> "parked", streams, () ->
                (int) Await.value(subscriptions.parked("notes").count()).longValue());
    }

    @Test
    void a_subscription_is_listed_with_how_far_it_is_and_what_is_wrong() {
        parked(1);
        Await.until(() -> "handled", () -> status().checkpoint() == 1);

        JsonNode listed = get(client, "subscriptions").get("subscriptions").get(0);

        assertThat(listed.get("name").asString()).isEqualTo("notes");
        assertThat(listed.get("state").asString()).isEqualTo("RUNNING");
        assertThat(listed.get("checkpoint").asLong()).isEqualTo(1);
        assertThat(listed.get("head").asLong()).isEqualTo(1);
        assertThat(listed.get("parked").asLong()).isEqualTo(1);
        assertThat(listed.get("slices").get(0).get("owner").asString()).isNotEmpty();
        assertThat(listed.get("lastError").asString()).contains("<b>no</b>");
    }

    @Test
    void parked_commits_come_in_pages_with_their_errors() {
        parked(51);

        JsonNode first = get(client, "parked?subscription=notes");
        JsonNode second = get(client, "parked?subscription=notes&skip=50");

        assertThat(first.get("parked").size()).isEqualTo(50);
        assertThat(first.get("more").asBoolean()).isTrue();
        assertThat(second.get("parked").size()).isEqualTo(1);
        assertThat(second.get("more").asBoolean()).isFalse();
        assertThat(first.get("parked").get(0).get("error").asString()).contains("IllegalStateException");
        assertThat(first.get("parked").get(0).get("message").asString()).isEqualTo("<b>no</b>");
        assertThat(refused(client, 404, "parked?subscription=nobody")
                        .get("cause")
                        .asString())
                .contains("nobody");
    }

    @Test
    void a_subscription_is_paused_and_resumed() {
        parked(1);

        body(posting(client, "pause", "{\"subscription\":\"notes\"}"), 200);
        assertThat(status().state()).isEqualTo(SubscriptionStatus.State.PAUSED);
        body(posting(client, "resume", "{\"subscription\":\"notes\"}"), 200);
        Await.until(() -> "running", () -> status().state() == SubscriptionStatus.State.RUNNING);
    }

    @Test
    void a_parked_commit_is_replayed() {
        parked(1);
        refusing = false;

        body(posting(client, "replay", "{\"subscription\":\"notes\",\"checkpoint\":\"1\"}"), 200);

        Await.until(() -> "replayed", () -> status().parked() == 0);
    }

    @Test
    void a_parked_commit_is_discarded_and_cannot_be_twice() {
        parked(2);

        body(posting(client, "discard", "{\"subscription\":\"notes\",\"checkpoint\":\"2\"}"), 200);

        Await.until(() -> "discarded", () -> status().parked() == 1);
        assertThat(Await.all(subscriptions.parked("notes")).get(0).checkpoint()).isEqualTo(1);
        assertThat(body(posting(client, "discard", "{\"subscription\":\"notes\",\"checkpoint\":\"2\"}"), 404)
                        .get("cause")
                        .asString())
                .contains("2");
    }

    @Test
    void a_subscription_is_reset_to_a_place() {
        parked(2);
        run.dispose();

        body(posting(client, "reset", "{\"subscription\":\"notes\",\"to\":\"1\"}"), 200);
        assertThat(status().checkpoint()).isEqualTo(1);
        body(posting(client, "reset", "{\"subscription\":\"notes\",\"to\":\"end\"}"), 200);
        assertThat(status().checkpoint()).isEqualTo(2);
        body(posting(client, "reset", "{\"subscription\":\"notes\",\"to\":\"beginning\"}"), 200);
        assertThat(status().checkpoint()).isZero();
    }

    @Test
    void what_cannot_be_understood_changes_nothing() {
        parked(1);

        assertThat(body(posting(client, "reset", "{\"subscription\":\"notes\",\"to\":\"yesterday\"}"), 400)
                        .get("cause")
                        .asString())
                .contains("checkpoint");
        assertThat(body(posting(client, "reset", "{\"subscription\":\"notes\",\"to\":\"-1\"}"), 400)
                        .get("cause")
                        .asString())
                .contains("negative");
        assertThat(body(posting(client, "pause", "{\"subscription\":7}"), 400)
                        .get("cause")
                        .asString())
                .contains("subscription");
        assertThat(body(posting(client, "pause", "{"), 400).get("cause").asString())
                .contains("JSON");
        assertThat(body(posting(client, "pause", "{\"subscription\":\"nobody\"}"), 404)
                        .get("cause")
                        .asString())
                .contains("nobody");
    }

    @Test
    void an_explorer_that_only_shows_changes_nothing() {
        parked(1);

        for (String order : new String[] {"pause", "resume", "reset", "replay", "discard"}) {
            JsonNode refused = body(
                    posting(client(), order, "{\"subscription\":\"notes\",\"to\":\"end\",\"checkpoint\":\"1\"}"), 403);
            assertThat(refused.get("title").asString()).contains("only shows");
        }
        assertThat(status().state()).isEqualTo(SubscriptionStatus.State.RUNNING);
        assertThat(status().parked()).isEqualTo(1);
    }
}
