package io.aett.reactive.mongodb;

import static io.aett.reactive.mongodb.Commits.PAGE;
import static io.aett.reactive.mongodb.Commits.commit;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import io.aett.reactive.StateEntry;
import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.spi.ReadView;
import io.aett.reactive.spi.StreamKey;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** What is sent: how much, with which concerns, and what the server does for it. */
@ExtendWith(AlwaysOn.class)
class MongoCommandsTest {

    private static final StreamKey S1 = new StreamKey("tenant", "s1");

    private final MongoFixture fixture = MongoFixture.replicaSet();
    private final Backend backend = Backend.initialized(fixture);

    @AfterEach
    void giveBack() {
        Await.done(fixture.dispose());
    }

    private static List<EncodedCommit> batch(long sequence) {
        return IntStream.range(0, 64).mapToObj(i -> commit("s" + i, sequence)).toList();
    }

    private void append(List<EncodedCommit> batch) {
        assertThat(Await.value(backend.log.append(batch)))
                .hasSameSizeAs(batch)
                .allMatch(AppendResult.Appended.class::isInstance);
    }

    @Test
    void an_append_of_one_or_of_sixty_four_is_two_round_trips_of_two_commands() {
        append(batch(1));
        for (List<EncodedCommit> batch : List.of(batch(2), List.of(commit("s0", 3)))) {
            fixture.resetRequests();
            append(batch);
            assertThat(fixture.commands).containsExactly("findAndModify", "insert");
        }
    }

    @Test
    void predecessors_that_another_process_wrote_are_one_command_more_beside_the_first() {
        append(batch(1));
        append(batch(2));
        Backend other = Backend.of(fixture);
        Await.done(other.log.append(List.of(commit("new", 1))));
        fixture.resetRequests();

        assertThat(Await.value(other.log.append(batch(3)))).allMatch(AppendResult.Appended.class::isInstance);

        assertThat(fixture.commands)
                .containsExactlyInAnyOrder("findAndModify", "find", "insert")
                .endsWith("insert");
    }

    @Test
    void a_page_is_one_command_that_tells_the_generation_too_and_a_read_of_all_begins_with_the_head() {
        for (int i = 1; i <= 300; i++) {
            append(List.of(commit("s1", i)));
        }
        ReadView view = Objects.requireNonNull(Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE))
                .view());
        PageRequest later = new PageRequest(100, 1000, 4 << 20, view);
        Map<Mono<?>, List<String>> pages = Map.of(
                backend.log.readStream(S1, 1, Long.MAX_VALUE, PAGE),
                List.of("aggregate"),
                backend.log.readStream(S1, 1, Long.MAX_VALUE, later),
                List.of("aggregate"),
                backend.log.readTenant("tenant", Commits.STAMP, PAGE),
                List.of("find", "aggregate"),
                backend.log.readTenant("tenant", Commits.STAMP, later),
                List.of("aggregate"),
                backend.log.head(S1),
                List.of("aggregate"),
                backend.log.readAll(PAGE),
                List.of("find", "find"));
        pages.forEach((page, commands) -> {
            fixture.resetRequests();
            Await.value(page);
            assertThat(fixture.commands).containsExactlyElementsOf(commands);
        });
    }

    @Test
    void an_operation_on_states_is_one_command_behind_a_look_at_the_log() {
        StateEntry entry = Await.value(backend.states.create("s", "k", new byte[1], "1"));
        Map<Mono<?>, String> operations = Map.of(
                backend.states.get("s", "k"), "find",
                backend.states.scan("s", "", true, 100), "find",
                backend.states.create("s", "k", new byte[1], "2"), "update",
                backend.states.replace(entry, new byte[1], "3"), "update",
                backend.states.remove(entry), "delete");
        operations.forEach((operation, command) -> {
            fixture.resetRequests();
            Await.done(operation);
            assertThat(fixture.commands).containsExactly("find", command);
        });
    }

    @Test
    void an_append_that_asks_for_patience_sends_no_more_commands() {
        append(batch(1));
        fixture.resetRequests();

        append(List.of(Commits.commit("tenant", "s0", 2, new byte[3 << 20])));

        assertThat(fixture.commands).containsExactly("findAndModify", "insert");
    }

    @Test
    void an_idle_follower_sends_at_most_one_command_a_second() {
        fixture.resetRequests();
        Recorder<?> follower =
                Recorder.of(fixture.open(FixtureOptions.defaults()).management().follow(0));
        Await.until(() -> "polling to slow down, " + fixture.commands, () -> fixture.requests() >= 16);

        fixture.resetRequests();
        long begun = System.nanoTime();
        Await.until(() -> "some polls, " + fixture.commands, () -> fixture.requests() >= 4);

        assertThat(fixture.requests() - 1)
                .as("%s", fixture.commands)
                .isLessThanOrEqualTo(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) / 1000 + 1);
        follower.dispose();
    }

    @Test
    void a_follower_that_is_cancelled_while_it_waits_gives_its_connection_back() {
        Recorder<?> follower =
                Recorder.of(fixture.open(FixtureOptions.defaults()).management().follow(0));
        Await.until(() -> "the change stream, " + fixture.commands, () -> fixture.commands.contains("getMore"));

        follower.cancel();

        Await.until(
                Duration.ofSeconds(10),
                () -> fixture.openResources() + " connections, " + fixture.commands,
                () -> fixture.openResources() == 0);
        assertThat(fixture.commands).contains("killCursors");
    }

    @Test
    void concerns_are_set_on_every_operation_whatever_the_client_has() {
        Backend other = Backend.of(
                fixture,
                fixture.client(fixture.settings()
                        .writeConcern(WriteConcern.W1)
                        .readConcern(ReadConcern.LOCAL)
                        .readPreference(ReadPreference.secondaryPreferred())));
        fixture.capturing = true;

        Await.done(other.management.initialize());
        Await.done(other.log.append(List.of(commit("s1", 1))));
        Await.done(other.log.append(List.of(commit("s1", 1), commit("s2", 7))));
        Await.done(other.log.readAll(PAGE));
        Await.done(other.log.readStream(S1, 1, Long.MAX_VALUE, PAGE));
        Await.done(other.management.purge("tenant"));
        StateEntry state = Await.value(other.states.create("s", "k", new byte[1], "1"));
        Await.done(other.states.scan("s", "", true, 10));
        Await.done(other.states.remove(Await.value(other.states.replace(state, new byte[2], "2"))));

        Set<String> writes = Set.of("insert", "update", "delete", "findAndModify", "createIndexes");
        assertThat(fixture.captured).hasSizeGreaterThan(10).allSatisfy(command -> {
            if (writes.contains(command.getFirstKey())) {
                assertThat(command.getDocument("writeConcern"))
                        .isEqualTo(new BsonDocument("w", new BsonString("majority"))
                                .append("j", BsonBoolean.TRUE)
                                .append("wtimeout", new BsonInt32(30_000)));
            } else if (Set.of("find", "aggregate").contains(command.getFirstKey())) {
                assertThat(command.getNumber("maxTimeMS").longValue()).isEqualTo(30_000);
                assertThat(command.getDocument("readConcern"))
                        .containsEntry("level", new BsonString(isOfElections(command) ? "linearizable" : "majority"));
            }
        });
        assertThat(fixture.captured.stream().filter(MongoCommandsTest::isOfElections))
                .hasSize(1);
        for (var collection : other.collections.all()) {
            assertThat(collection.getReadPreference()).isEqualTo(ReadPreference.primary());
        }
    }

    /** One for each primary that a store object meets. */
    private static boolean isOfElections(BsonDocument command) {
        BsonDocument concern = command.getDocument("readConcern", new BsonDocument());
        return command.getFirstKey().equals("find")
                && command.getString("find").getValue().equals("log")
                && concern.containsValue(new BsonString("linearizable"));
    }

    @Test
    void heads_predecessors_and_unknown_commit_ids_are_looked_up_in_indexes_alone() {
        append(batch(1));
        append(batch(2));
        Backend other = Backend.of(fixture);
        Await.done(other.log.append(List.of(commit("new", 1))));
        fixture.capturing = true;

        Await.done(other.log.append(batch(3)));
        Await.value(backend.log.head(S1));
        assertThat(Await.valueOrNull(backend.log.find(S1, UUID.randomUUID()))).isNull();

        assertThat(finds("commits")).hasSize(3).allSatisfy(find -> {
            BsonDocument stats = explain(find);
            assertThat(stats.getInt32("totalDocsExamined").getValue()).isZero();
            assertThat(stats.getInt32("totalKeysExamined").getValue()).isLessThanOrEqualTo(2 * 64);
        });
    }

    @Test
    void pages_examine_what_they_return_and_sort_nothing() {
        for (int i = 1; i <= 8; i++) {
            append(batch(i));
        }
        fixture.capturing = true;

        Await.value(backend.log.readStream(S1, 3, 5, PAGE));
        Await.value(backend.log.readStream(S1, 1, Long.MAX_VALUE, new PageRequest(4, 100, 4 << 20)));
        Await.value(backend.log.readTenant("tenant", Commits.STAMP.minusSeconds(1), PAGE));
        Await.value(backend.log.readTenant("tenant", Commits.STAMP, PAGE));
        Await.value(backend.log.readAll(new PageRequest(100, 50, 4 << 20)));

        assertThat(finds("commits")).hasSize(5).allSatisfy(find -> {
            BsonDocument stats = explain(find);
            assertThat(stats.getInt32("totalDocsExamined")).isEqualTo(stats.getInt32("nReturned"));
            assertThat(stats.toJson()).doesNotContain("\"SORT\"").doesNotContain("COLLSCAN");
        });
    }

    @Test
    void a_page_of_states_examines_what_it_returns_and_sorts_nothing() {
        for (String space : List.of("a", "b", "c")) {
            for (String key : List.of("1", "2", "3")) {
                Await.done(backend.states.create(space, key, new byte[1], space + key));
            }
        }
        fixture.capturing = true;

        Await.value(backend.states.scan("b", "2", true, 100));
        Await.value(backend.states.get("b", "2"));

        assertThat(finds("states")).hasSize(2).allSatisfy(find -> {
            BsonDocument stats = explain(find);
            assertThat(stats.getInt32("totalDocsExamined")).isEqualTo(stats.getInt32("nReturned"));
            assertThat(stats.toJson()).doesNotContain("\"SORT\"").doesNotContain("COLLSCAN");
        });
    }

    private List<BsonDocument> finds(String collection) {
        fixture.capturing = false;
        return fixture.captured.stream()
                .filter(command -> command.getString(command.getFirstKey(), new BsonString(""))
                        .getValue()
                        .equals(collection))
                .filter(command -> Set.of("find", "aggregate").contains(command.getFirstKey()))
                .toList();
    }

    private BsonDocument explain(BsonDocument find) {
        BsonDocument query = new BsonDocument();
        find.forEach((key, value) -> {
            if (!key.startsWith("$") && !key.equals("lsid") && !key.equals("readConcern")) {
                query.append(key, value);
            }
        });
        BsonDocument command = new BsonDocument("explain", query).append("verbosity", new BsonString("executionStats"));
        BsonDocument answer =
                Await.value(Mono.from(backend.collections.database().runCommand(command, BsonDocument.class)));
        return answer.containsKey("stages")
                ? answer.getArray("stages")
                        .get(0)
                        .asDocument()
                        .getDocument("$cursor")
                        .getDocument("executionStats")
                : answer.getDocument("executionStats");
    }
}
