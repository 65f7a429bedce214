package io.aett.reactive.explorer;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Topics;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What is stored, as text: exactly as JSON has it, numbers included, which a browser that parsed it would round. */
final class Texts {

    /** The most characters of one text that are sent. */
    static final int LONGEST = 64 << 10;

    private static final int EXCERPT = 240;

    private final JsonMapper mapper;

    Texts(JsonMapper mapper) {
        this.mapper = mapper;
    }

    JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    String pretty(JsonNode tree) {
        return cut(tree.toPrettyString(), LONGEST);
    }

    /** One commit, with those of its events that lie between two revisions, newest first. */
    ObjectNode commit(Commit commit, long from, long to) {
        int first = (int) Math.max(0, from - commit.firstRevision());
        int last = (int) Math.min(commit.events().size() - 1L, to - commit.firstRevision());
        return place(commit)
                .put("firstRevision", commit.firstRevision())
                .put("commitId", commit.commitId().toString())
                .put("of", commit.events().size())
                .set("headers", headers(commit.headers()))
                .set(
                        "events",
                        Json.array(IntStream.rangeClosed(first, last)
                                .map(index -> last - (index - first))
                                .mapToObj(index -> event(commit, index))
                                .toList()));
    }

    private ObjectNode event(Commit commit, int index) {
        EventMessage message = commit.events().get(index);
        return Json.object()
                .put("revision", commit.firstRevision() + index)
                .put("topic", topic(message))
                .put("class", message.body().getClass().getName())
                .set("headers", headers(message.headers()))
                .put("text", text(message.body(), true, LONGEST));
    }

    /** One commit in a line. */
    ObjectNode line(Commit commit) {
        EventMessage last = commit.events().get(commit.events().size() - 1);
        return place(commit)
                .put("of", commit.events().size())
                .put("topic", topic(last))
                .put("text", text(last.body(), false, EXCERPT));
    }

    /** Where a commit is. */
    static ObjectNode place(Commit commit) {
        return Json.object()
                .put("tenant", commit.tenantId())
                .put("stream", commit.streamId())
                .put("sequence", commit.commitSequence())
                .put("revision", commit.streamRevision())
                .put("checkpoint", commit.checkpointToken())
                .put("stamp", commit.commitStamp().toString());
    }

    static String topic(EventMessage message) {
        return Topics.of(message.body().getClass());
    }

    private JsonNode headers(Map<String, Object> headers) {
        return Json.array(headers.entrySet().stream()
                .map(header -> Json.object()
                        .put("name", header.getKey())
                        .put("text", header.getValue() == null ? "null" : text(header.getValue(), true, LONGEST)))
                .toList());
    }

    /** A value that cannot be written does not hide the others. */
    private String text(Object value, boolean pretty, int longest) {
        try {
            JsonNode tree = tree(value);
            return cut(pretty ? tree.toPrettyString() : tree.toString(), longest);
        } catch (JacksonException e) {
            return "cannot be shown: " + e.getOriginalMessage();
        }
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest
                ? text
                : text.substring(0, longest) + "…\n(the first " + longest + " of " + text.length() + " characters)";
    }
}
