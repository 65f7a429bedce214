package io.aett.reactive.explorer;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.CountedMemory;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.RequestHeadersSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A store in memory, and clients of its explorer. */
@ExtendWith(AlwaysOn.class)
abstract class ExplorerSuite {

    final MemoryEventStore store = MemoryEventStore.create(
            MemoryOptions.builder().topicMap(Bank.TOPICS).build());
    private final List<EventStore> more = new ArrayList<>();

    @AfterEach
    final void close() {
        more.forEach(each -> Await.done(each.close()));
        Await.done(store.close());
    }

    /** A second store on the same data that does not know all topics. */
    final CountedMemory counted(TopicMap topics) {
        CountedMemory second =
                CountedMemory.on(store, MemoryOptions.builder().topicMap(topics).build());
        more.add(second.store());
        return second;
    }

    static WebTestClient client(EventStore store, UnaryOperator<ExplorerOptions.Builder> options) {
        return WebTestClient.bindToRouterFunction(Explorer.routes(
                        store,
                        options.apply(ExplorerOptions.builder().view(Bank.ACCOUNTS))
                                .build()))
                .configureClient()
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }

    final WebTestClient client() {
        return client(store, options -> options);
    }

    static JsonNode get(WebTestClient client, String uri, Object... values) {
        return body(client.get().uri("/aett/api/" + uri, values), 200);
    }

    static JsonNode refused(WebTestClient client, int status, String uri, Object... values) {
        return body(client.get().uri("/aett/api/" + uri, values), status);
    }

    static RequestHeadersSpec<?> posting(WebTestClient client, String uri, String body) {
        return client.post()
                .uri("/aett/api/" + uri)
                .contentType(MediaType.APPLICATION_JSON)
                .header("Sec-Fetch-Site", "same-origin")
                .bodyValue(body);
    }

    static JsonNode body(RequestHeadersSpec<?> request, int status) {
        EntityExchangeResult<String> result =
                request.exchange().expectBody(String.class).returnResult();
        assertThat(result.getStatus().value()).as(result.getResponseBody()).isEqualTo(status);
        return JsonMapper.shared().readTree(result.getResponseBody());
    }

    static List<String> all(JsonNode items, String name) {
        return items.valueStream().map(item -> item.get(name).asString()).toList();
    }
}
