package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.engine.StoredEvent;
import io.aett.reactive.engine.StoredEvents;
import io.aett.reactive.postgres.PostgresEventStore;
import io.aett.reactive.postgres.PostgresOptions;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import io.aett.reactive.testservers.DynamoServer;
import io.aett.reactive.testservers.MongoServer;
import io.aett.reactive.testservers.PostgresServer;
import io.aett.reactive.testservers.PythonPrograms;
import io.aett.reactive.testservers.S3Server;
import io.r2dbc.spi.ConnectionFactoryOptions;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What programs store with the real Python library, copied; what that library reads back is what the copy has to have. */
class PythonCopyTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Instant START = Instant.parse("2024-05-06T07:08:09.123456Z");
    private static final String COMMAND = "UndispatchedMessage.";

    @TempDir
    private Path folder;

    private final PostgresServer server = PostgresServer.shared();
    private final String name = "py_" + System.nanoTime();
    private final PostgresStore target = PostgresStore.none();
    private final EventStore stored = open(target.schema, new StoredEvents());

    @AfterEach
    void close() {
        stored.close().block();
        target.close();
        server.execute("DROP SCHEMA IF EXISTS " + name + " CASCADE");
    }

    private static EventStore open(String schema, EventSerializer serializer) {
        return PostgresEventStore.create(
                ConnectionFactoryOptions.parse(PostgresServer.shared().url()),
                PostgresOptions.builder().schema(schema).serializer(serializer).build());
    }

    /** Runs a program with the library, and answers what the library reads of what the program stored, in the order of storing. */
    private List<JsonNode> python(String kind, String... where) throws Exception {
        Path out = folder.resolve("read-back.json");
        Path program = Path.of(
                URI.create(PythonCopyTest.class.getResource("/python_store.py").toString()));
        PythonPrograms.run(
                program,
                Stream.concat(Stream.of(kind, out.toString()), Stream.of(where)).toArray(String[]::new));
        List<JsonNode> commits = new ArrayList<>();
        JSON.readTree(Files.readString(out)).forEach(commits::add);
        return commits;
    }

    private Cli.Outcome copy(String address, String... options) {
        return Cli.nowhere()
                .with("FROM", address)
                .with("TO", target.address())
                .run(Stream.concat(Stream.of("copy", "env:FROM", "env:TO"), Stream.of(options))
                        .toArray(String[]::new));
    }

    /** The commits that can be copied. */
    private static List<JsonNode> sound(List<JsonNode> written) {
        return written.stream()
                .filter(commit -> commit.get("sequence").asInt() == 1
                        || !List.of("gap", "infinite", "twice").contains(text(commit, "stream")))
                .filter(commit -> !text(commit, "stream").equals("silent"))
                .toList();
    }

    private static String text(JsonNode node, String name) {
        return node.get(name).asString();
    }

    private static String name(JsonNode commit) {
        return text(commit, "tenant") + " " + text(commit, "stream") + " " + commit.get("sequence");
    }

    private static String name(Commit commit) {
        return commit.tenantId() + " " + commit.streamId() + " " + commit.commitSequence();
    }

    private void hasAll(List<JsonNode> written, boolean ordered) {
        List<JsonNode> expected = sound(written);
        List<Commit> copied = Things.all(stored);
        List<String> names = expected.stream().map(PythonCopyTest::name).toList();
        if (ordered) {
            assertThat(copied).extracting(PythonCopyTest::name).isEqualTo(names);
        } else {
            assertThat(copied).extracting(PythonCopyTest::name).containsExactlyInAnyOrderElementsOf(names);
        }
        Map<String, Commit> byName = new LinkedHashMap<>();
        copied.forEach(commit -> byName.put(name(commit), commit));
        expected.forEach(one -> same(one, byName.get(name(one))));
    }

    private static void same(JsonNode python, Commit commit) {
        assertThat(commit.commitId()).hasToString(text(python, "id"));
        assertThat(commit.streamRevision()).isEqualTo(python.get("revision").asLong());
        if (!name(commit).equals("shop clock 2")) {
            assertThat(commit.commitStamp())
                    .isEqualTo(OffsetDateTime.parse(text(python, "stamp")).toInstant());
        }
        Map<String, Object> headers = new LinkedHashMap<>(commit.headers());
        boolean messages = headers.values().stream().anyMatch(EventMessage.class::isInstance);
        JsonNode given = python.get("headers");
        if (messages) {
            assertThat(headers.keySet()).containsExactly("user", COMMAND + 0, COMMAND + 1);
            for (int n = 0; n < 2; n++) {
                EventMessage command = (EventMessage) headers.remove(COMMAND + n);
                assertThat(command.headers()).isEqualTo(Map.of("i", n + 1));
                assertThat(((StoredEvent) command.body()).topic()).isEqualTo("gift.send");
                assertThat(body(command)).isEqualTo(given.get(COMMAND + (n + 1)).get("body"));
            }
            assertThat(headers).isEqualTo(Map.of("user", "ann"));
        } else {
            assertThat(JSON.<JsonNode>valueToTree(headers)).isEqualTo(given);
        }
        assertThat(commit.events()).hasSize(python.get("events").size());
        for (int i = 0; i < commit.events().size(); i++) {
            EventMessage event = commit.events().get(i);
            JsonNode expected = python.get("events").get(i);
            assertThat(((StoredEvent) event.body()).topic()).isEqualTo(text(expected, "topic"));
            assertThat(body(event)).isEqualTo(expected.get("body"));
            assertThat(JSON.<JsonNode>valueToTree(event.headers())).isEqualTo(expected.get("headers"));
        }
    }

    private static JsonNode body(EventMessage message) {
        return JSON.readTree(((StoredEvent) message.body()).content());
    }

    /** All lines; what is different each time stands as a word. */
    private static void lists(Cli.Outcome outcome, String... lines) {
        assertThat(outcome.ends(1).lines())
                .extracting(line -> line.replaceAll("row \\d+|document [0-9a-f]+|object commits/\\S+\\.json", "HERE")
                        .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID"))
                .containsExactly(lines);
    }

    private String postgres(String parameters) {
        return "python:" + server.url().replaceFirst("^r2dbc:", "") + "?schema=" + name + parameters;
    }

    private List<JsonNode> fillPostgres(String... more) throws Exception {
        String options = "-c search_path=" + name + " -c TimeZone=Asia/Tokyo";
        String url = server.url().replaceFirst("^r2dbc:", "") + "?options="
                + URLEncoder.encode(options, StandardCharsets.UTF_8).replace("+", "%20");
        return python("postgres", Stream.concat(Stream.of(url), Stream.of(more)).toArray(String[]::new));
    }

    @Topic("account.opened")
    record Opened(String source, Instant timestamp, int version, String owner) {}

    @Topic("Deposited")
    record Deposited(String source, Instant timestamp, int version, BigInteger cents, double rate) {}

    @Test
    void postgresql_in_the_order_of_its_checkpoints_and_a_later_run() throws Exception {
        server.execute("CREATE SCHEMA " + name);
        List<JsonNode> written = fillPostgres();

        String from = "python:postgresql://" + server.host() + ":" + server.port() + "/" + server.database()
                + ", table " + name + ".commits";
        lists(
                copy(postgres("&timezone=Asia/Tokyo")),
                "copied 12 commits from " + from + " to " + target.name() + "; 0 were there already",
                "compared 12 commits: 12 the same, 0 different, 0 missing, 0 elsewhere in the order",
                "changed: commit 2 of stream clock (tenant shop, ID, HERE) has the stamp 2024-05-06T07:08:19.123456Z, before"
                        + " that of the one before it; in the copy it is 2024-05-06T07:08:29.123456Z",
                "not copied: HERE has something that is not JSON (at its byte 16)",
                "not copied: commit 3 of stream gap (tenant shop, ID, HERE) comes after commit 1 of its stream; and 1 behind"
                        + " it in the stream",
                "not copied: commit 3 of stream infinite (tenant shop, ID, HERE) comes after commit 1 of its stream",
                "1 commits have commands of sagas without a topic, which stay plain headers",
                "not copied: checkpoints, which " + target.name() + " numbers anew",
                "not copied: 1 snapshots, which only the Python library can read",
                "not copied: 4 commits in all; after a repair in the source, copy into an empty store, or with --again");
        hasAll(written, true);
        programs_here_read_them();

        fillPostgres("more");
        assertThat(copy(postgres("&timezone=Asia/Tokyo")).ends(1).lines())
                .contains("copied 1 commits from " + from + " to " + target.name() + "; 12 were there already")
                .contains("compared 13 commits: 13 the same, 0 different, 0 missing, 0 elsewhere in the order");
    }

    private void programs_here_read_them() {
        EventStore program = open(
                target.schema,
                new JacksonEventSerializer(
                        TopicMap.create().register(Opened.class).register(Deposited.class)));
        List<Object> events = program.commits()
                .get("shop", "account-1")
                .concatMapIterable(Commit::events)
                .map(EventMessage::body)
                .collectList()
                .block();
        program.close().block();
        assertThat(events)
                .hasSize(5)
                .startsWith(new Opened("account-1", START, 1, "Ann \"A\" \u00e4\u2028\0\ud83d\ude00"));
        assertThat(((Deposited) events.get(2)).cents()).isEqualTo(BigInteger.TWO.pow(80));
    }

    @Test
    void many_pages_without_anything_left_out_are_a_success() throws Exception {
        server.execute("CREATE SCHEMA " + name);
        fillPostgres();
        server.execute("DELETE FROM " + name + ".commits");
        server.execute("INSERT INTO " + name
                + ".commits (tenantid, streamid, streamidoriginal, streamrevision, items, commitid,"
                + " commitsequence, commitstamp, headers, payload) SELECT 't', 's' || i % 7, 's' || i % 7, 1 + i / 7, 1,"
                + " gen_random_uuid(), 1 + i / 7, now(), CASE WHEN i % 2 = 0 THEN '{}'::bytea END,"
                + " convert_to('[{\"body\":{},\"headers\":{\"topic\":\"t\"}}]', 'UTF8')"
                + " FROM generate_series(0, 349) i");

        assertThat(copy(postgres("&snapshots=none")).succeeds())
                .contains("compared 350 commits: 350 the same", "not copied: 0 snapshots");
        assertThat(copy(postgres("")).succeeds())
                .startsWith("copied 0 commits ")
                .contains("; 350 were there already");
    }

    @Test
    void mongodb_in_the_order_of_its_tokens() throws Exception {
        MongoServer mongo = MongoServer.shared();
        try (MongoClient client = MongoClients.create(mongo.uri())) {
            List<JsonNode> written = python("mongodb", mongo.uri(), name);
            String from = "mongodb://" + mongo.host() + ":" + mongo.port() + "/" + name;
            String address = "python:" + mongo.uri().replaceFirst("(mongodb://[^/?]+)/?[^?]*", "$1/" + name);
            lists(
                    copy(address),
                    "copied 10 commits from python:" + from + ", collection commits to " + target.name()
                            + "; 0 were there already",
                    "compared 10 commits: 10 the same, 0 different, 0 missing, 0 elsewhere in the order",
                    "not copied: HERE has something that is not JSON (at its byte 16)",
                    "not copied: commit 3 of stream gap (tenant shop, ID, HERE) comes after commit 1 of its stream; and 1"
                            + " behind it in the stream",
                    "not copied: commit 3 of stream infinite (tenant shop, ID, HERE) comes after commit 1 of its stream",
                    "not copied: commit 1 of stream silent (tenant shop, ID, HERE) has no event",
                    "1 commits have commands of sagas without a topic, which stay plain headers",
                    "not copied: checkpoints, which " + target.name() + " numbers anew",
                    "not copied: 1 snapshots, which only the Python library can read",
                    "not copied: 5 commits in all; after a repair in the source, copy into an empty store, or with --again");
            hasAll(written, true);

            copy(address + (address.contains("?") ? "&" : "?") + "commits=none")
                    .isRefused("there is nothing that the Python library stored in", "collection none");
            Mono.from(client.getDatabase(name).drop()).block();
        }
    }

    @Test
    void dynamodb_in_the_order_of_stamps() throws Exception {
        DynamoServer dynamo = DynamoServer.shared();
        String[] where = {
            dynamo.endpoint().toString(), dynamo.accessKey(), dynamo.secretKey(), dynamo.region(), name, name + "_snap"
        };
        List<JsonNode> written = python("dynamodb", where);
        String address = "python:dynamodb:" + name + "?snapshots=" + name + "_snap&region=" + dynamo.region()
                + "&endpoint=" + dynamo.endpoint();
        String from = "python:dynamodb:" + name + " at " + dynamo.host() + ":" + dynamo.port();
        lists(
                credentials(dynamo.accessKey(), dynamo.secretKey(), () -> copy(address)),
                "copied 13 commits from " + from + " to " + target.name() + "; 0 were there already",
                "compared 13 commits: 13 the same, 0 different, 0 missing, 0 elsewhere in the order",
                "changed: commit 2 of stream clock (tenant shop, ID, item 2 of shopclock) has the stamp 2024-05-06T07:08:19Z,"
                        + " before that of the one before it; in the copy it is 2024-05-06T07:08:29Z",
                "not copied: item 2 of shopinfinite has something that is not JSON (at its byte 16)",
                "not copied: commit 2 of stream twice (tenant shop, ID, item 2 of shoptwice) has the id of another one of the"
                        + " stream",
                "not copied: commit 3 of stream gap (tenant shop, ID, item 3 of shopgap) comes after commit 1 of its stream;"
                        + " and 1 behind it in the stream",
                "not copied: commit 3 of stream infinite (tenant shop, ID, item 3 of shopinfinite) comes after commit 1 of its"
                        + " stream",
                "not copied: commit 1 of stream silent (tenant shop, ID, item 1 of shopsilent) has no event",
                "1 commits have commands of sagas without a topic, which stay plain headers",
                from + " has no order between streams: they are in the order of the seconds of stamps",
                "not copied: checkpoints, which " + target.name() + " numbers anew",
                "not copied: 1 snapshots, which only the Python library can read",
                "not copied: 6 commits in all; after a repair in the source, copy into an empty store, or with --again");
        hasAll(written, false);
        inTheOrderOfSeconds();

        python("dynamodb", Stream.concat(Stream.of(where), Stream.of("more")).toArray(String[]::new));
        assertThat(credentials(dynamo.accessKey(), dynamo.secretKey(), () -> copy(address))
                        .ends(1)
                        .lines())
                .contains("copied 1 commits from " + from + " to " + target.name() + "; 13 were there already")
                .contains("compared 14 commits: 14 the same, 0 different, 0 missing, 0 elsewhere in the order");
    }

    @Test
    void s3_in_the_order_of_stamps() throws Exception {
        S3Server s3 = S3Server.shared();
        String bucket = name.replace('_', '-');
        List<JsonNode> written =
                python("s3", s3.endpoint().toString(), s3.accessKey(), s3.secretKey(), s3.region(), bucket);
        String address = "python:s3:" + bucket + "?region=" + s3.region() + "&endpoint=" + s3.endpoint();
        String from = "python:s3:" + bucket + "/commits at " + s3.host() + ":" + s3.port();
        lists(
                credentials(s3.accessKey(), s3.secretKey(), () -> copy(address)),
                "copied 11 commits from " + from + " to " + target.name() + "; 0 were there already",
                "compared 11 commits: 11 the same, 0 different, 0 missing, 0 elsewhere in the order",
                "changed: commit 2 of stream clock (tenant shop, ID, HERE) has the stamp 2024-05-06T07:08:19.123456Z, before"
                        + " that of the one before it; in the copy it is 2024-05-06T07:08:29.123456Z",
                "not copied: commit 2 of stream twice (tenant shop, ID, HERE) has the id of another one of the stream",
                "not copied: commit 3 of stream gap (tenant shop, ID, HERE) comes after commit 1 of its stream; and 1 behind"
                        + " it in the stream",
                "not copied: commit 1 of stream silent (tenant shop, ID, HERE) has no event",
                from + " has no order between streams: they are in the order of the seconds of stamps",
                "not copied: checkpoints, which " + target.name() + " numbers anew",
                "not copied: 1 snapshots, which only the Python library can read",
                "not copied: 4 commits in all; after a repair in the source, copy into an empty store, or with --again");
        hasAll(written, false);
        inTheOrderOfSeconds();
    }

    private void inTheOrderOfSeconds() {
        assertThat(Things.all(stored))
                .extracting(commit -> commit.commitStamp().getEpochSecond())
                .isSorted();
    }

    private static Cli.Outcome credentials(String key, String secret, Supplier<Cli.Outcome> copy) {
        System.setProperty("aws.accessKeyId", key);
        System.setProperty("aws.secretAccessKey", secret);
        try {
            return copy.get();
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }
}
