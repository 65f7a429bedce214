package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.TopicMap;
import io.aett.reactive.explorer.Bank.Deposited;
import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Bank.Opened;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FeedTest extends ExplorerSuite {

    private final Disposable.Composite open = Disposables.composite();

    @AfterEach
    void end() {
        open.dispose();
    }

    /** Returns when the feed has given its first sign of life. */
    private List<ServerSentEvent<String>> feed(WebTestClient client, String query, String lastEventId) {
        List<ServerSentEvent<String>> came = new CopyOnWriteArrayList<>();
        open.add(client.get()
                .uri("/aett/api/feed" + query)
                .headers(headers -> {
                    if (lastEventId != null) {
                        headers.set("Last-Event-ID", lastEventId);
                    }
                })
                .exchange()
                .expectStatus()
                .isOk()
                .returnResult(new ParameterizedTypeReference<ServerSentEvent<String>>() {})
                .getResponseBody()
                .subscribe(came::add));
        Await.until(() -> "a sign of life", () -> !came.isEmpty());
        return came;
    }

    private static List<JsonNode> commits(List<ServerSentEvent<String>> came) {
        return came.stream()
                .filter(event -> event.data() != null)
                .map(event -> JsonMapper.shared().readTree(event.data()))
                .toList();
    }

    private static void await(List<ServerSentEvent<String>> came, int commits) {
        Await.untilReached(() -> "commits", commits, () -> commits(came).size());
    }

    private void note(String tenant, String stream) {
        Bank.store(store, tenant, stream, 1, 1, Map.of(), new Noted("<i>" + stream));
    }

    @Test
    void what_is_stored_from_now_on_comes_in_a_line_each() {
        note("t", "before");
        List<ServerSentEvent<String>> came = feed(client(), "", null);

        note("t", "after");
        await(came, 1);

        JsonNode line = commits(came).get(0);
        assertThat(line.get("stream").asString()).isEqualTo("after");
        assertThat(line.get("topic").asString()).isEqualTo("bank.noted");
        assertThat(line.get("text").asString()).isEqualTo("{\"text\":\"<i>after\"}");
        assertThat(came.get(came.size() - 1).id()).isEqualTo("2");
    }

    @Test
    void who_comes_back_misses_nothing() {
        note("t", "a");
        note("t", "b");

        List<ServerSentEvent<String>> came = feed(client(), "", "1");
        await(came, 1);

        assertThat(commits(came).get(0).get("stream").asString()).isEqualTo("b");
    }

    @Test
    void a_tenant_and_a_part_of_a_name_or_of_a_topic_narrow_the_feed() {
        List<ServerSentEvent<String>> tenant = feed(client(), "?tenant=u", "0");
        List<ServerSentEvent<String>> name = feed(client(), "?search=ORDER", "0");
        List<ServerSentEvent<String>> topic = feed(client(), "?search=deposit", "0");

        note("t", "order-1");
        note("u", "x");
        Bank.store(store, "t", "y", 1, 2, Map.of(), new Deposited(1), new Noted("z"));
        note("u", "order-2");
        Bank.store(store, "u", "z", 1, 1, Map.of(), new Deposited(1));

        await(tenant, 3);
        await(name, 2);
        await(topic, 2);
        assertThat(commits(tenant))
                .extracting(line -> line.get("stream").asString())
                .containsExactly("x", "order-2", "z");
        assertThat(commits(name))
                .extracting(line -> line.get("stream").asString())
                .containsExactly("order-1", "order-2");
        assertThat(commits(topic))
                .extracting(line -> line.get("stream").asString())
                .containsExactly("y", "z");
    }

    @Test
    void a_commit_that_cannot_be_decoded_does_not_end_the_feed() {
        WebTestClient lacking =
                client(counted(TopicMap.create().register(Opened.class)).store(), options -> options);
        List<ServerSentEvent<String>> came = feed(lacking, "", null);

        note("t", "a");
        Bank.store(store, "t", "b", 1, 1, Map.of(), new Opened("Ann"));
        await(came, 2);

        assertThat(commits(came).get(0).get("problem").get("cause").asString()).contains("bank.noted");
        assertThat(commits(came).get(1).get("stream").asString()).isEqualTo("b");
    }

    @Test
    void a_feed_that_breaks_says_why_and_ends() {
        List<ServerSentEvent<String>> came = feed(client(), "", null);

        Await.done(store.close());

        Await.until(() -> "a problem", () -> came.stream().anyMatch(event -> "problem".equals(event.event())));
        assertThat(came.get(came.size() - 1).data())
                .contains("cause")
                .contains("cure")
                .contains("closed");
    }

    @Test
    void a_quiet_feed_gives_signs_of_life() {
        List<ServerSentEvent<String>> came =
                feed(client(store, options -> options.heartbeat(Duration.ofMillis(20))), "", null);

        Await.untilReached(() -> "signs of life", 5, came::size);
        assertThat(commits(came)).isEmpty();
    }
}
