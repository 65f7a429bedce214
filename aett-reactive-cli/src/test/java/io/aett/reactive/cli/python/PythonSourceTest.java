package io.aett.reactive.cli.python;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.StorageException;
import io.aett.reactive.StorageUnavailableException;
import io.aett.reactive.cli.kit.BadInputException;
import io.aett.reactive.engine.StoredEvent;
import java.net.ConnectException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Rows as they may be in any database. */
class PythonSourceTest {

    private static final String EVENT =
            "{\"body\":{\"n\":1.50,\"big\": 1e400},\"headers\":{\"by\":\"bob\",\"topic\":\"noted\"}}";

    private final List<PythonStore.Row> rows = new ArrayList<>();
    private final List<Findings> findings = new ArrayList<>();

    private PythonSource source(Flux<PythonStore.Row> all) {
        PythonStore store = new PythonStore() {
            @Override
            public Flux<Row> rows() {
                return all;
            }

            @Override
            public Mono<Long> snapshots() {
                return Mono.error(new IllegalStateException("no"));
            }

            @Override
            public Mono<Void> close() {
                return Mono.empty();
            }
        };
        return new PythonSource(PythonPlace.of("python:s3:bucket", Map.of()), store, findings::add);
    }

    private List<Commit> behind(long place) {
        return source(Flux.fromIterable(rows)).behind(place).collectList().block();
    }

    private static String list(String... events) {
        return "[" + String.join(",", events) + "]";
    }

    private static String text(String json) {
        return "\"" + json.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private Map<String, Object> row(String stream, long sequence) {
        Map<String, Object> fields = new HashMap<>(Map.of(
                "TenantId",
                "t",
                "StreamId",
                stream,
                "StreamRevision",
                sequence,
                "CommitId",
                new UUID(stream.hashCode(), sequence).toString(),
                "CommitSequence",
                (int) sequence,
                "CommitStamp",
                1_700_000_000L + sequence,
                "Events",
                list(text(EVENT))));
        rows.add(new PythonStore.Row(rows.size() + 1, "row " + (rows.size() + 1), fields::get));
        return fields;
    }

    private Commit one(Map<String, Object> fields, String name, Object value) {
        fields.put(name, value);
        return behind(0).get(0);
    }

    private String fault(String name, Object value) {
        rows.clear();
        findings.clear();
        row("s", 1).put(name, value);
        assertThat(behind(0)).isEmpty();
        assertThat(findings.get(0).commits()).isEqualTo(1);
        return findings.get(0).leftOut().get(0);
    }

    @Test
    void bodies_keep_their_bytes_and_headers_their_values() {
        Commit commit = one(row("s", 1), "Headers", "{\"a\":[1,2.5,null,{\"b\":12345678901234567890}]}".getBytes());

        EventMessage event = commit.events().get(0);
        assertThat(event.body()).isEqualTo(StoredEvent.of("noted", 1, "{\"n\":1.50,\"big\": 1e400}"));
        assertThat(event.headers()).isEqualTo(Map.of("by", "bob"));
        assertThat(commit.headers().get("a")).asString().isEqualTo("[1, 2.5, null, {b=12345678901234567890}]");
        assertThat(commit.commitStamp()).isEqualTo(Instant.ofEpochSecond(1_700_000_001));
    }

    @Test
    void a_type_in_the_body_comes_before_the_topic_and_stays_there() {
        String body = "{\"$type\":\"Noted\",\"n\":1}";
        Map<String, Object> fields = row("s", 1);
        fields.put("StreamRevision", 2);
        Commit commit = one(
                fields,
                "Events",
                list(
                        text("{\"body\":" + body + ",\"headers\":{\"topic\":\"other\"}}"),
                        text("{\"body\":" + body + "}")));

        assertThat(commit.events()).extracting(EventMessage::body).containsOnly(StoredEvent.of("Noted", 1, body));
        assertThat(commit.events().get(0).headers()).isEqualTo(Map.of("topic", "other"));
    }

    @Test
    void events_of_version_3_are_objects() {
        assertThat(one(row("s", 1), "Events", list(EVENT)).events().get(0).headers())
                .isEqualTo(Map.of("by", "bob"));
    }

    @Test
    void commands_become_messages_only_if_all_say_what_they_are() {
        String known =
                "{\"x\":1,\"UndispatchedMessage.1\":{\"$type\":\"Pay\",\"n\":1},\"UndispatchedMessage.2\":" + EVENT;
        Commit commit = one(row("s", 1), "Headers", known + "}");
        assertThat(commit.headers())
                .isEqualTo(Map.of(
                        "x",
                        1,
                        "UndispatchedMessage.0",
                        EventMessage.of(StoredEvent.of("Pay", 1, "{\"$type\":\"Pay\",\"n\":1}")),
                        "UndispatchedMessage.1",
                        new EventMessage(
                                StoredEvent.of("noted", 1, "{\"n\":1.50,\"big\": 1e400}"), Map.of("by", "bob"))));
        assertThat(findings.get(0).plainCommands()).isZero();

        rows.clear();
        Commit plain = one(row("s", 1), "Headers", known + ",\"UndispatchedMessage.3\":{\"n\":2}}");
        assertThat(plain.headers().keySet())
                .containsExactly("x", "UndispatchedMessage.1", "UndispatchedMessage.2", "UndispatchedMessage.3");
        assertThat(plain.headers().values()).noneMatch(EventMessage.class::isInstance);
        assertThat(findings.get(1).plainCommands()).isEqualTo(1);
    }

    @Test
    void what_is_no_commit_is_told_and_quotes_nothing() {
        assertThat(fault("TenantId", null)).isEqualTo("row 1 has no TenantId");
        assertThat(fault("TenantId", 5)).isEqualTo("row 1 has no TenantId that can be read");
        assertThat(fault("StreamId", "")).contains("a StreamId that is empty");
        assertThat(fault("StreamId", "a\u0001")).contains("control characters");
        assertThat(fault("StreamId", "\u20ac".repeat(134))).contains("more than 400 bytes");
        assertThat(fault("CommitId", "secret")).isEqualTo("row 1 has no CommitId that can be read");
        assertThat(fault("CommitSequence", "1")).isEqualTo("row 1 has no CommitSequence that can be read");
        assertThat(fault("CommitStamp", "secret")).isEqualTo("row 1 has no CommitStamp that can be read");
        assertThat(fault("CommitStamp", Long.MAX_VALUE)).isEqualTo("row 1 has no CommitStamp that can be read");
        assertThat(fault("Events", 5)).isEqualTo("row 1 has no Events that can be read");
        assertThat(fault("Events", "{}")).isEqualTo("row 1 has no list where one belongs");
        assertThat(fault("Events", "")).isEqualTo("row 1 has nothing where JSON belongs");
        assertThat(fault("Events", "[] []")).isEqualTo("row 1 has JSON that goes on behind its end");
        assertThat(fault("Events", "[\"{\\\"body\\\":{}}\"]"))
                .isEqualTo("row 1 has an event without a body and a topic");
        assertThat(fault("Events", list(text("{\"body\":secret}")))).startsWith("row 1 has something that is not JSON");
        assertThat(fault("Headers", "{\"a\":NaN}")).startsWith("row 1 has something that is not JSON");
        assertThat(fault("CommitSequence", 0))
                .contains("commit 0 of stream s (tenant t")
                .endsWith("comes after commit 0 of its stream");
        assertThat(fault("StreamRevision", 2)).endsWith("begins with revision 2 after revision 0");
        assertThat(fault("Events", "[]")).endsWith("has no event");
    }

    @Test
    void a_number_or_an_id_that_is_there_twice_is_left_out_and_the_stream_goes_on() {
        row("s", 1);
        row("s", 1).put("CommitId", new UUID(1, 1).toString());
        row("s", 2);
        row("s", 3).put("CommitId", new UUID("s".hashCode(), 2).toString());
        row("s", 3);

        assertThat(behind(0)).extracting(Commit::checkpointToken).containsExactly(1L, 3L, 5L);
        assertThat(findings.get(0).leftOut())
                .satisfiesExactly(
                        first -> assertThat(first).endsWith("row 2) has a number that another one of the stream has"),
                        second -> assertThat(second).endsWith("row 4) has the id of another one of the stream"));
        assertThat(findings.get(0).commits()).isEqualTo(2);
    }

    @Test
    void behind_a_place_it_begins_earlier_and_judges_all() {
        for (int i = 1; i <= 1500; i++) {
            row("s" + i % 3, (i + 2) / 3);
        }
        row("s0", 502);

        assertThat(behind(1400))
                .extracting(Commit::checkpointToken)
                .startsWith(401L)
                .hasSize(1100);
        assertThat(findings.get(0).commits()).isEqualTo(1);
        assertThat(behind(0)).hasSize(1500);
    }

    @Test
    void nothing_at_all_is_an_error_and_failures_name_the_place() {
        assertThatThrownBy(() -> behind(0))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining("nothing that the Python library stored in python:s3:bucket/commits");
        assertThatThrownBy(() -> source(Flux.error(new IllegalStateException("x", new ConnectException())))
                        .behind(0)
                        .blockLast())
                .isInstanceOf(StorageUnavailableException.class)
                .hasMessage("python:s3:bucket/commits: x");
        assertThatThrownBy(() -> source(Flux.empty()).snapshots().block())
                .isInstanceOf(StorageException.class)
                .hasMessage("python:s3:bucket/commits: no");
    }
}
