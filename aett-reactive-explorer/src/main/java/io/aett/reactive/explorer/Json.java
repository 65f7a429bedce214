package io.aett.reactive.explorer;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Answers as JSON, whatever codecs the application has. */
final class Json {

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static ArrayNode array(List<? extends JsonNode> items) {
        return JsonNodeFactory.instance.arrayNode().addAll(items);
    }

    static Mono<ServerResponse> ok(JsonNode content) {
        return answer(200, MediaType.APPLICATION_JSON, content);
    }

    static Mono<ServerResponse> problem(Problem.Refused refused) {
        return answer(refused.status(), MediaType.APPLICATION_PROBLEM_JSON, refused.json());
    }

    private static Mono<ServerResponse> answer(int status, MediaType type, JsonNode content) {
        return ServerResponse.status(status)
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                .bodyValue(content.toString().getBytes(StandardCharsets.UTF_8));
    }
}
