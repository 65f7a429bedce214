package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.TopicMap;
import io.aett.reactive.explorer.Bank.Deposited;
import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Bank.Opened;
import io.aett.reactive.memory.CountedMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StreamPagesTest extends ExplorerSuite {

    private static List<Long> revisions(JsonNode page) {
        List<Long> revisions = new ArrayList<>();
        page.get("commits")
                .forEach(commit -> commit.get("events")
                        .forEach(event -> revisions.add(event.get("revision").asLong())));
        return revisions;
    }

    @Test
    void the_newest_events_come_first_and_the_next_page_goes_on_before_them() {
        Bank.account(store, "account-1", 6);

        JsonNode first = get(client(), "stream?tenant=my-bank&stream=account-1&size=3");
        JsonNode second = get(client(), "stream?tenant=my-bank&stream=account-1&size=3&before=" + first.get("from"));
        JsonNode third = get(client(), "stream?tenant=my-bank&stream=account-1&size=3&before=" + second.get("from"));

        assertThat(revisions(first)).containsExactly(7L, 6L, 5L);
        assertThat(revisions(second)).containsExactly(4L, 3L, 2L);
        assertThat(revisions(third)).containsExactly(1L);
        assertThat(first.get("revision").asLong()).isEqualTo(7);
        assertThat(first.get("view").asString()).isEqualTo("account");
    }

    @Test
    void a_page_costs_the_same_however_long_the_stream_is() {
        Bank.account(store, "account-1", 2_000);
        CountedMemory counted = counted(Bank.TOPICS);

        JsonNode page = get(client(counted.store(), o -> o), "stream?tenant=my-bank&stream=account-1");

        assertThat(revisions(page)).hasSize(50).startsWith(2_001L);
        assertThat(counted.requests().requests()).isLessThanOrEqualTo(3);
    }

    @Test
    void of_a_large_commit_only_the_events_of_the_page_come() {
        Object[] events = new Object[500];
        Arrays.setAll(events, i -> new Deposited(i + 1));
        Bank.store(store, "t", "big", 1, 500, Map.of(), events);

        JsonNode page = get(client(), "stream?tenant=t&stream=big&size=4&before=300");

        assertThat(revisions(page)).containsExactly(299L, 298L, 297L, 296L);
        assertThat(page.get("commits").get(0).get("of").asInt()).isEqualTo(500);
        assertThat(page.get("commits").get(0).get("events").get(0).get("text").asString())
                .contains("299");
    }

    @Test
    void numbers_and_texts_are_as_they_are_stored() {
        Bank.store(
                store,
                "t",
                "<b>s</b>",
                1,
                2,
                Map.of("user", "<img src=x onerror=alert(1)>", "n", 9007199254740993L),
                new Deposited(9007199254740993L),
                new Noted("</script><script>alert(1)</script>"));

        JsonNode commit = get(client(), "stream?tenant=t&stream={s}", "<b>s</b>")
                .get("commits")
                .get(0);

        assertThat(commit.get("events").get(1).get("text").asString()).contains("9007199254740993");
        assertThat(commit.get("events").get(0).get("text").asString()).contains("</script><script>alert(1)</script>");
        assertThat(all(commit.get("headers"), "name")).containsExactlyInAnyOrder("user", "n");
        assertThat(all(commit.get("headers"), "text"))
                .containsExactlyInAnyOrder("\"<img src=x onerror=alert(1)>\"", "9007199254740993");
    }

    @Test
    void a_very_long_event_is_cut_and_says_so() {
        Bank.store(store, "t", "s", 1, 1, Map.of(), new Noted("x".repeat(200_000)));

        String text = get(client(), "stream?tenant=t&stream=s")
                .get("commits")
                .get(0)
                .get("events")
                .get(0)
                .get("text")
                .asString();

        assertThat(text).hasSizeLessThan(70_000).contains("characters)");
    }

    @Test
    void a_commit_that_cannot_be_decoded_is_shown_in_its_place() {
        Bank.store(store, "t", "s", 1, 1, Map.of(), new Opened("Ann"));
        Bank.store(store, "t", "s", 2, 3, Map.of(), new Noted("?"), new Noted("?"));
        Bank.store(store, "t", "s", 3, 4, Map.of(), new Opened("Bob"));
        CountedMemory lacking = counted(TopicMap.create().register(Opened.class));

        JsonNode commits =
                get(client(lacking.store(), o -> o), "stream?tenant=t&stream=s").get("commits");

        assertThat(all(commits, "sequence")).containsExactly("3", "2", "1");
        assertThat(commits.get(1).get("problem").get("cause").asString()).contains("bank.noted");
        assertThat(commits.get(1).get("problem").get("cure").asString()).contains("topic");
        assertThat(commits.get(2).has("problem")).isFalse();
    }

    @Test
    void a_commit_is_found_by_its_checkpoint() {
        Bank.account(store, "account-1", 2);

        assertThat(get(client(), "commit?checkpoint=2")
                        .get("events")
                        .get(0)
                        .get("text")
                        .asString())
                .contains("\"cents\" : 1");
        assertThat(refused(client(), 404, "commit?checkpoint=9").get("cause").asString())
                .contains("9");
    }

    @Test
    void what_is_not_there_or_not_within_bounds_is_refused_with_cause_and_cure() {
        Bank.account(store, "account-1", 1);

        JsonNode none = refused(client(), 404, "stream?tenant=my-bank&stream=nobody");
        assertThat(none.get("title").asString()).contains("no such stream");
        assertThat(none.get("cure").asString()).isNotEmpty();
        assertThat(refused(client(), 400, "stream?stream=s").get("cause").asString())
                .contains("tenant");
        assertThat(refused(client(), 400, "stream?tenant=&stream=s")
                        .get("cause")
                        .asString())
                .contains("tenantId");
        assertThat(refused(client(), 400, "stream?tenant=t&stream=s&size=201")
                        .get("cause")
                        .asString())
                .contains("200");
        assertThat(refused(client(), 400, "stream?tenant=t&stream=s&size=1e3")
                        .get("cause")
                        .asString())
                .contains("size");
        assertThat(refused(client(), 404, "nothing").get("title").asString()).contains("address");
    }
}
