package io.aett.reactive.webflux;

import static io.aett.reactive.webflux.BankServer.Style.ANNOTATED;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.webflux.BankServer.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.RequestHeadersSpec;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;
import tools.jackson.databind.json.JsonMapper;

/** Servers over a store in memory, and how to talk to them. */
@ExtendWith(AlwaysOn.class)
abstract class ServerSuite {

    private final List<AutoCloseable> open = new ArrayList<>();
    final MemoryEventStore store = MemoryEventStore.create(
            MemoryOptions.builder().topicMap(Bank.TOPICS).build());

    final BankServer server(Style style) {
        return closing(BankServer.start(style, store));
    }

    final BankServer server() {
        return server(ANNOTATED);
    }

    final <T extends AutoCloseable> T closing(T resource) {
        open.add(resource);
        return resource;
    }

    @AfterEach
    final void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
        Await.done(store.close());
    }

    static RequestHeadersSpec<?> depositing(WebTestClient client, String id, long cents) {
        return client.post()
                .uri("/accounts/{id}/deposits", id)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue("{\"cents\":" + cents + "}");
    }

    static RequestHeadersSpec<?> depositing(WebTestClient client, String id, long cents, String key) {
        return depositing(client, id, cents).header("Idempotency-Key", key);
    }

    /** What the problem says. */
    static Map<?, ?> isProblem(ResponseSpec response, int status, String name) {
        String body = response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        Map<?, ?> problem = JsonMapper.shared().readValue(body, Map.class);
        assertThat(problem.get("type")).isEqualTo("urn:aett:problem:" + name);
        assertThat(problem.get("status")).isEqualTo(status);
        return problem;
    }
}
