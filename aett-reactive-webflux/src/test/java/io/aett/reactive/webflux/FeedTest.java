package io.aett.reactive.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.Bank.Account;
import io.aett.reactive.webflux.BankServer.Style;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-sent events (HTML standard, section 9.2) and lines of JSON. */
@ParameterizedClass
@EnumSource(Style.class)
class FeedTest extends ServerSuite {

    private static final String SSE = "Accept: text/event-stream";
    private static final String NDJSON = "Accept: application/x-ndjson";

    @Parameter
    Style style;

    private static void open(BankServer server, String tenant, String id) {
        Await.done(server.bank().accounts(tenant).update(Account.class, id, account -> account.open("Ann", 5)));
    }

    private static void deposit(BankServer server, String id, long cents) {
        Await.done(
                server.bank().accounts(BankServer.TENANT).update(Account.class, id, account -> account.deposit(cents)));
    }

    private Feeding feed(BankServer server, String path, String... headers) {
        return closing(new Feeding(server, path, headers)).reading();
    }

    @Test
    void what_happened_comes_first_and_then_what_happens() {
        BankServer server = server(style);
        deposit(server, "a", 1);
        Feeding feed = feed(server, "/commits", SSE);
        feed.until("id:1", "");

        deposit(server, "b", 2);

        assertThat(feed.until("id:2", "data:")).containsExactly("data:a@1", "data:b@1");
        assertThat(feed.status()).isEqualTo("HTTP/1.1 200 OK");
        assertThat(feed.starting("Content-Type: text/event-stream")).hasSize(1);
        assertThat(feed.lines()).contains("Cache-Control: no-store");
    }

    @Test
    void a_client_sees_at_once_that_it_is_connected() {
        Feeding feed = feed(server(style), "/commits", SSE);

        feed.until(":", "");
        assertThat(feed.starting("data:")).isEmpty();
    }

    @Test
    void only_the_last_event_of_a_commit_has_the_id() {
        BankServer server = server(style);
        open(server, BankServer.TENANT, "a");

        List<String> lines = feed(server, "/events", SSE).until("id:1", "").stream()
                .filter(line -> line.startsWith("id:") || line.startsWith("data:"))
                .map(line -> line.replaceAll("\"stamp\":[^,]+,", ""))
                .toList();
        assertThat(lines)
                .containsExactly(
                        "data:{\"stream\":\"a\",\"revision\":1,\"topic\":\"bank.opened\",\"event\":{\"owner\":\"Ann\"}}",
                        "id:1",
                        "data:{\"stream\":\"a\",\"revision\":2,\"topic\":\"bank.deposited\",\"event\":{\"cents\":5}}");
    }

    @Test
    void a_feed_shows_its_tenant_its_stream_and_its_events_alone() {
        BankServer server = server(style);
        open(server, "other-bank", "a");
        open(server, BankServer.TENANT, "b");
        open(server, BankServer.TENANT, "a");
        deposit(server, "a", 7);

        assertThat(feed(server, "/accounts/a/deposits", SSE).until("id:4", "data:"))
                .containsExactly("data:5", "data:7");
        assertThat(feed(server, "/commits", SSE, "Tenant: other-bank").until("id:1", "data:"))
                .containsExactly("data:a@2");
    }

    @Test
    void lines_of_json_have_the_same_ids() {
        BankServer server = server(style);
        open(server, BankServer.TENANT, "a");
        deposit(server, "a", 7);

        Feeding feed = feed(server, "/accounts/a/deposits", NDJSON);

        feed.until("{\"id\":\"2\",\"data\":\"7\"}", "");
        assertThat(feed.starting("{\"id\""))
                .containsSequence("{\"id\":\"1\",\"data\":\"5\"}", "{\"id\":\"2\",\"data\":\"7\"}");
        assertThat(feed.lines()).contains("Content-Type: application/x-ndjson");
    }

    @ParameterizedTest
    @CsvSource({
        "'*/*',text/event-stream",
        "'application/x-ndjson;q=0.5, text/event-stream;q=0.4',application/x-ndjson",
        "'text/html, text/*;q=0.1',text/event-stream"
    })
    void the_client_chooses_the_form(String accept, String type) {
        Feeding feed = feed(server(style), "/commits", "Accept: " + accept);

        assertThat(feed.status()).isEqualTo("HTTP/1.1 200 OK");
        Await.until(
                () -> "the type", () -> !feed.starting("Content-Type: " + type).isEmpty());
    }

    @Test
    void another_form_is_a_406() {
        assertThat(feed(server(style), "/commits", "Accept: text/html").status())
                .startsWith("HTTP/1.1 406 ");
    }

    @Test
    void a_client_that_comes_back_misses_nothing_and_gets_nothing_twice() {
        BankServer server = server(style);
        for (int n = 1; n <= 3; n++) {
            deposit(server, "a", n);
        }

        assertThat(feed(server, "/commits", SSE, "Last-Event-ID: 1").until("id:3", "data:"))
                .containsExactly("data:a@2", "data:a@3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "00"})
    void a_last_event_id_that_is_empty_or_0_begins_at_the_beginning(String id) {
        BankServer server = server(style);
        deposit(server, "a", 1);

        assertThat(feed(server, "/commits", SSE, "Last-Event-ID: " + id).until("id:1", "data:"))
                .containsExactly("data:a@1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1",
                "+1",
                "1.0",
                "1e3",
                "0x1",
                "1,1",
                "one",
                "\"1\"",
                "1 1",
                "\u00b2",
                "null",
                "9223372036854775807",
                "9223372036854775808",
                "99999999999999999999999999",
                "2"
            })
    void a_last_event_id_that_this_server_never_gave_is_a_400(String id) {
        BankServer server = server(style);
        deposit(server, "a", 1);

        Feeding feed = feed(server, "/commits", SSE, "Last-Event-ID: " + id);

        assertThat(feed.status()).isEqualTo("HTTP/1.1 400 Bad Request");
        Await.until(() -> "a problem", () -> feed.lines().toString().contains("urn:aett:problem:invalid-request"));
    }

    /** No header may hold it, so the server refuses the request before anybody asks for the id. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "1\u0000", "1\u0001"})
    void a_last_event_id_with_a_nul_never_becomes_a_feed(String id) {
        assertThat(feed(server(style), "/commits", SSE, "Last-Event-ID: " + id).status())
                .isEqualTo("HTTP/1.1 400 Bad Request");
    }

    @Test
    void a_last_event_id_that_is_there_twice_is_a_400() {
        assertThat(feed(server(style), "/commits", SSE, "Last-Event-ID: 0", "Last-Event-ID: 0")
                        .status())
                .isEqualTo("HTTP/1.1 400 Bad Request");
    }

    @Test
    void a_feed_can_begin_with_what_comes_next_and_a_client_that_comes_back_goes_on_all_the_same() {
        BankServer server = server(style);
        deposit(server, "a", 1);
        deposit(server, "a", 2);
        Feeding feed = feed(server, "/commits?now=true", SSE);
        feed.until(":", "");

        deposit(server, "a", 3);

        assertThat(feed.until("id:3", "data:")).containsExactly("data:a@3");
        assertThat(feed(server, "/commits?now=true", SSE, "Last-Event-ID: 1").until("id:3", "data:"))
                .containsExactly("data:a@2", "data:a@3");
    }

    @Test
    void a_sign_of_life_says_how_far_the_feed_is_when_nothing_was_for_the_client() {
        BankServer server =
                closing(BankServer.start(style, store, options -> options.heartbeat(Duration.ofMillis(20))));
        deposit(server, "a", 1);
        Feeding feed = feed(server, "/commits", SSE);
        Feeding json = feed(server, "/commits", NDJSON);
        feed.until("id:1", "");

        IntStream.range(0, 3).forEach(n -> open(server, "other-bank", "o" + n));

        assertThat(feed.until("id:4", "data:")).containsExactly("data:a@1");
        json.until("{\"id\":\"4\"}", "");
        int seen = feed.starting(":").size();
        Await.until(() -> "more signs of life", () -> feed.starting(":").size() > seen + 1);
    }

    /** Each of the three ends a line, and what comes behind it must not be taken for a field. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n"})
    void a_text_arrives_as_it_is_and_nothing_in_it_is_a_field(String end) {
        String text =
                String.join(end, "a", "id:9", "id", "event:x", "data:y", "retry:1", ":c", "", " d", "  ", "\u0000", "");
        BankServer server = server(style);
        Await.done(
                server.bank().accounts(BankServer.TENANT).update(Account.class, "a", account -> account.open(text, 1)));
        open(server, BankServer.TENANT, "b");

        Feeding feed = feed(server, "/owners", SSE);
        feed.until("id:2", "");

        assertThat(SentEvent.in(feed.lines()))
                .containsExactly(new SentEvent("1", "", text.replace(end, "\n")), new SentEvent("2", "", "Ann"));
        assertThat(feed.starting("retry:")).isEmpty();
    }

    /** In the name of a stream, which a client may have chosen, and in an object. */
    @ParameterizedTest
    @ValueSource(strings = {"\u2028", "\u2029", " ", "id:9", ":", "\ufeff"})
    void a_stream_may_have_any_name_that_there_can_be(String name) {
        BankServer server = server(style);
        String id = " " + name + " ";
        Await.done(server.bank()
                .accounts(BankServer.TENANT)
                .update(Account.class, id, account -> account.open("a\rid:9\n\rid:8", 1)));
        Feeding commits = feed(server, "/commits", SSE);
        Feeding events = feed(server, "/events", SSE);
        commits.until("id:1", "");
        events.until("id:1", "");

        assertThat(SentEvent.in(commits.lines())).containsExactly(new SentEvent("1", "", id + "@2"));
        assertThat(SentEvent.in(events.lines())).extracting(SentEvent::lastId).containsExactly("", "1");
        assertThat(SentEvent.in(events.lines()).get(0).data()).contains("\"owner\":\"a\\rid:9\\n\\rid:8\"");
    }

    @Test
    void a_text_cannot_break_out_of_its_field() {
        BankServer server = server(style);
        Await.done(server.bank()
                .accounts(BankServer.TENANT)
                .update(Account.class, "x\u2028y", account -> account.open("a\rid:9\r\ndata:b\n\nevent:c", 1)));

        Feeding feed = feed(server, "/owners", SSE);

        assertThat(feed.until("id:1", "data:"))
                .containsExactly("data:a", "data:id:9", "data:data:b", "data:", "data:event:c");
        assertThat(feed.starting("id:")).containsExactly("id:1");
        assertThat(feed.starting("event:")).isEmpty();
    }
}
