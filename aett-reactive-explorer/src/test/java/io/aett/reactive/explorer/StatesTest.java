package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Snapshot;
import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Bank.State;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class StatesTest extends ExplorerSuite {

    private static JsonNode state(WebTestClient client, long revision) {
        return get(client, "state?tenant=my-bank&stream=account-1&revision=" + revision);
    }

    private static String change(JsonNode state, int index) {
        JsonNode change = state.get("changes").get(index);
        return change.path("place").asString() + ": " + change.path("before").asString("-") + " to "
                + change.path("after").asString("-");
    }

    @Test
    void a_stream_is_shown_at_any_revision_with_what_that_revision_changed() {
        Bank.account(store, "account-1", 3);

        JsonNode third = state(client(), 3);

        assertThat(third.get("text").asString()).contains("\"cents\" : 3").contains("Ann");
        assertThat(third.get("topic").asString()).isEqualTo("bank.deposited");
        assertThat(third.get("changes").size()).isEqualTo(2);
        assertThat(change(third, 0)).isEqualTo("cents: 1 to 3");
        assertThat(change(third, 1)).isEqualTo("deposits[1]: - to 2");
        assertThat(get(client(), "state?tenant=my-bank&stream=account-1")
                        .get("revision")
                        .asLong())
                .isEqualTo(4);
    }

    @Test
    void at_the_first_revision_everything_is_new() {
        Bank.account(store, "account-1", 0);

        assertThat(change(state(client(), 1), 0)).isEqualTo("owner: - to \"Ann\"");
    }

    @Test
    void a_state_that_is_changed_in_place_is_shown_as_it_was() {
        Bank.account(store, "account-1", 2);
        StateView inPlace = StateView.<StringBuilder[]>of(
                "text", stream -> true, () -> new StringBuilder[] {new StringBuilder()}, (state, event) -> {
                    state[0].append('x');
                    return state;
                });

        JsonNode second = state(client(store, options -> options.view(inPlace)), 2);
        JsonNode inPlaceOnly = get(
                WebTestClient.bindToRouterFunction(Explorer.routes(
                                store, ExplorerOptions.builder().view(inPlace).build()))
                        .build(),
                "state?tenant=my-bank&stream=account-1&revision=2");

        assertThat(second.get("view").asString()).isEqualTo("account");
        assertThat(inPlaceOnly.get("view").asString()).isEqualTo("text");
        assertThat(change(inPlaceOnly, 0)).isEqualTo("[0]: \"x\" to \"xx\"");
    }

    @Test
    void more_events_than_may_be_folded_are_refused_and_a_snapshot_helps() {
        Bank.account(store, "account-1", 9);
        WebTestClient few = client(store, options -> options.eventsPerFold(4));

        JsonNode refused = refused(few, 422, "state?tenant=my-bank&stream=account-1&revision=9");
        assertThat(refused.get("cause").asString()).contains("9 events");
        assertThat(refused.get("cure").asString()).contains("fromSnapshots");

        Await.done(store.snapshots()
                .add(new Snapshot(Bank.TENANT, "account-1", 8, 8, new State("Snap", 1_000, List.of()), Map.of())));
        WebTestClient snapshots = WebTestClient.bindToRouterFunction(Explorer.routes(
                        store,
                        ExplorerOptions.builder()
                                .eventsPerFold(4)
                                .view(Bank.ACCOUNTS.fromSnapshots(payload -> payload))
                                .build()))
                .build();

        JsonNode ninth = state(snapshots, 9);
        assertThat(ninth.get("snapshot").asLong()).isEqualTo(8);
        assertThat(change(ninth, 0)).isEqualTo("cents: 1000 to 1008");
        assertThat(refused(snapshots, 422, "state?tenant=my-bank&stream=account-1&revision=8")
                        .get("cause")
                        .asString())
                .contains("8 events");
    }

    @Test
    void a_view_that_throws_is_named_with_the_revision() {
        Bank.store(store, Bank.TENANT, "account-1", 1, 1, Map.of(), new Noted("x"));

        assertThat(refused(client(), 422, "state?tenant=my-bank&stream=account-1&revision=1")
                        .get("cause")
                        .asString())
                .contains("account")
                .contains("revision 0")
                .contains("notes mean nothing");
    }

    @Test
    void without_a_view_a_stream_or_a_revision_there_is_nothing_to_show() {
        Bank.account(store, "account-1", 1);
        Bank.store(store, Bank.TENANT, "other", 1, 1, Map.of(), new Noted("x"));

        assertThat(refused(client(), 404, "state?tenant=my-bank&stream=other")
                        .get("cure")
                        .asString())
                .contains("StateView");
        assertThat(refused(client(), 404, "state?tenant=my-bank&stream=account-2")
                        .get("title")
                        .asString())
                .contains("stream");
        assertThat(refused(client(), 404, "state?tenant=my-bank&stream=account-1&revision=3")
                        .get("cause")
                        .asString())
                .contains("2");
    }
}
