package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.TopicMap;
import io.aett.reactive.explorer.Bank.Deposited;
import io.aett.reactive.explorer.Bank.Noted;
import io.aett.reactive.explorer.Bank.Opened;
import io.aett.reactive.memory.CountedMemory;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

class StreamListingTest extends ExplorerSuite {

    private void opened(String tenant, String... streams) {
        for (String stream : streams) {
            Bank.store(store, tenant, stream, 1, 1, Map.of(), new Opened("Ann"));
        }
    }

    @Test
    void streams_are_listed_by_their_latest_commit_with_what_happened_there() {
        opened("t", "a", "b");
        Bank.store(store, "t", "a", 2, 3, Map.of(), new Opened("Bob"), new Deposited(5));

        JsonNode streams = get(client(), "streams").get("streams");

        assertThat(all(streams, "stream")).containsExactly("a", "b");
        assertThat(streams.get(0).get("revision").asLong()).isEqualTo(3);
        assertThat(streams.get(0).get("commits").asInt()).isEqualTo(2);
        assertThat(streams.get(0).get("topic").asString()).isEqualTo("bank.deposited");
    }

    @Test
    void a_look_reads_no_more_commits_than_it_may_and_the_next_one_goes_on_before_it() {
        opened("t", "a", "b", "c", "d", "e");
        WebTestClient client = client(store, options -> options.commitsPerLook(2));

        JsonNode last = get(client, "streams");
        JsonNode middle = get(client, "streams?before=" + last.get("from").asLong());
        JsonNode first = get(client, "streams?before=" + middle.get("from").asLong());

        assertThat(all(last.get("streams"), "stream")).containsExactly("e", "d");
        assertThat(last.get("commits").asInt()).isEqualTo(2);
        assertThat(all(middle.get("streams"), "stream")).containsExactly("c", "b");
        assertThat(all(first.get("streams"), "stream")).containsExactly("a");
        assertThat(first.get("from").asLong()).isZero();
    }

    @Test
    void a_look_costs_the_same_however_long_the_log_is() {
        CountedMemory counted = counted(Bank.TOPICS);
        WebTestClient client = client(counted.store(), options -> options.commitsPerLook(10));
        long few = requestsOfALook(counted, client);
        for (int i = 0; i < 2_000; i++) {
            opened("t", "s" + i);
        }

        long many = requestsOfALook(counted, client);

        assertThat(many).isLessThanOrEqualTo(few + 1);
        assertThat(many).isLessThan(6);
    }

    private static long requestsOfALook(CountedMemory counted, WebTestClient client) {
        long before = counted.requests().requests();
        get(client, "streams");
        return counted.requests().requests() - before;
    }

    @Test
    void a_tenant_and_a_part_of_a_name_narrow_the_list() {
        opened("t", "order-1", "invoice-1");
        opened("u", "Order-2");

        assertThat(all(get(client(), "streams?search=order").get("streams"), "stream"))
                .containsExactly("Order-2", "order-1");
        assertThat(all(get(client(), "streams?search=order&tenant=t").get("streams"), "stream"))
                .containsExactly("order-1");
        assertThat(get(client(), "streams?tenant=nobody").get("streams").isEmpty())
                .isTrue();
    }

    @Test
    void a_stream_that_is_named_in_full_is_found_wherever_it_is() {
        opened("t", "old", "a", "b", "c");
        WebTestClient client = client(store, options -> options.commitsPerLook(2));

        assertThat(all(get(client, "streams?search=old").get("named"), "stream"))
                .containsExactly("old");
        assertThat(all(get(client, "streams?search=old&tenant=t").get("named"), "stream"))
                .containsExactly("old");
        assertThat(get(client, "streams?search=old&tenant=u").get("named").isEmpty())
                .isTrue();
        assertThat(get(client, "streams?search=c").get("named").isEmpty()).isTrue();
    }

    @Test
    void a_commit_that_cannot_be_decoded_is_named_and_hides_no_other() {
        opened("t", "a");
        Bank.store(store, "t", "b", 1, 1, Map.of(), new Noted("?"));
        Bank.store(store, "t", "b2", 1, 1, Map.of(), new Noted("?"));
        opened("t", "c");
        CountedMemory lacking = counted(TopicMap.create().register(Opened.class));

        JsonNode found = get(client(lacking.store(), options -> options), "streams");

        assertThat(all(found.get("streams"), "stream")).containsExactly("c", "a");
        assertThat(all(found.get("broken"), "stream")).containsExactly("b", "b2");
        assertThat(found.get("broken").get(0).get("problem").get("cause").asString())
                .contains("bank.noted");
    }

    @Test
    void an_empty_store_has_no_streams() {
        JsonNode found = get(client(), "streams?search=x");

        assertThat(found.get("streams").isEmpty()).isTrue();
        assertThat(found.get("to").asLong()).isZero();
    }

    @Test
    void what_is_no_number_or_no_id_is_refused_or_finds_nothing() {
        opened("t", "a");

        assertThat(refused(client(), 400, "streams?before=x").get("cause").asString())
                .contains("before");
        assertThat(refused(client(), 400, "streams?before=0").get("cause").asString())
                .contains("before");
        assertThat(get(client(), "streams?search={s}", "<script>\u0000" + "x".repeat(5000))
                        .get("named")
                        .isEmpty())
                .isTrue();
        assertThat(get(client(), "streams?before=9223372036854775807")
                        .get("streams")
                        .size())
                .isEqualTo(1);
    }
}
