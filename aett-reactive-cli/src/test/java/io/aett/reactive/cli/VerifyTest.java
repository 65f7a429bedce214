package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.Filters;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.EventStore;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testservers.MongoServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** Verification has to be able to fail: each fault is planted by hand, and found alone. */
class VerifyTest {

    private final PostgresStore data = PostgresStore.filled();

    @AfterEach
    void close() {
        data.close();
    }

    private void found(String... faults) {
        Cli.Outcome outcome = data.cli().run("verify").ends(1);

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.lines()).as(outcome.out()).hasSize(faults.length + 1);
        for (int i = 0; i < faults.length; i++) {
            assertThat(outcome.lines().get(i)).startsWith("fault: ").contains(faults[i]);
        }
        assertThat(outcome.lines().get(faults.length))
                .contains(faults.length == 1 ? ": 1 fault in " : ": " + faults.length + " faults in ");
    }

    private void subscribed() {
        Subscription subscription = Subscription.builder("mailer", data.store)
                .onCommit(commit -> Mono.empty())
                .build();
        subscription
                .runUntil(Subscriptions.of(data.store).awaitHandled("mailer", 12))
                .block();
    }

    @Test
    void a_sound_store_has_no_faults() {
        subscribed();
        data.store.management().purge("other").block();
        Things.store(data.store, Things.commit("other", "order-1", 1, new Things.Noted("anew")));

        assertThat(data.cli().run("verify").succeeds())
                .isEqualTo(data.name() + ": no faults in 9 commits, 13 events, 3 streams, 1 subscriptions\n");
    }

    @Test
    void a_store_that_cannot_be_looked_at_is_not_sound() {
        try (PostgresStore none = PostgresStore.none()) {
            none.cli().run("verify").isRefused("has not been initialized");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13})
    void a_store_that_is_read_in_several_passes_has_the_same_faults(int commitsPerPass) {
        data.sql("DELETE FROM $.commits WHERE checkpoint = 7");
        data.sql("DELETE FROM $.commits WHERE checkpoint = 3");

        Cli.Outcome outcome = data.cli()
                .run("verify", "--per-pass", Integer.toString(commitsPerPass))
                .ends(1);

        assertThat(outcome.lines())
                .hasSize(3)
                .anyMatch(
                        line -> line.contains("comes after commit 2 of its stream; what lies between them is missing"))
                .anyMatch(line -> line.contains("the first that is left of its stream; the 1 before it are missing"));
        assertThat(outcome.lines().get(2)).endsWith(": 2 faults in 10 commits, 14 events, 3 streams, 0 subscriptions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM $.commits WHERE checkpoint = 4"
                        + "|commit 3 of stream order-1 (tenant shop, revision 3, checkpoint 7): comes after commit 1 of its stream;"
                        + " what lies between them is missing",
                "DELETE FROM $.commits WHERE checkpoint = 1"
                        + "|commit 2 of stream order-1 (tenant shop, revision 2, checkpoint 4): is the first that is left",
                "UPDATE $.commits SET event_count = 1, stream_revision = 2, payload = (SELECT payload FROM $.commits"
                        + " WHERE checkpoint = 1) WHERE checkpoint = 2"
                        + "|commit 1 of stream order-2 (tenant shop, revision 2, checkpoint 2): is the first of its stream and begins"
                        + " with revision 2",
                "UPDATE $.commits SET stream_revision = 9 WHERE checkpoint = 11"
                        + "|commit 4 of stream order-2 (tenant shop, revision 9, checkpoint 11): begins with revision 8, but the one"
                        + " before ends with 6",
                "UPDATE $.commits SET commit_stamp = commit_stamp - 86400000000 WHERE checkpoint = 12"
                        + "|commit 4 of stream order-1 (tenant other, revision 4, checkpoint 12): has a stamp that is earlier",
                "DROP INDEX $.commits_id_key; UPDATE $.commits a SET commit_id = b.commit_id FROM $.commits b"
                        + " WHERE a.checkpoint = 10 AND b.checkpoint = 4"
                        + "|commit 4 of stream order-1 (tenant shop, revision 4, checkpoint 10): has the id ",
                "DROP INDEX $.commits_sequence_key; UPDATE $.commits SET commit_sequence = 3 WHERE checkpoint = 10"
                        + "|commit 3 of stream order-1 (tenant shop, revision 4, checkpoint 10): comes after commit 3 of its stream",
                "UPDATE $.commits SET payload = '\\x7b' WHERE checkpoint = 10"
                        + "|commit 4 of stream order-1 (tenant shop, revision 4, checkpoint 10): cannot be decoded",
                "UPDATE $.commits SET payload = convert_to('{\"v\":1,\"events\":[{\"topic\":\"noted\",\"body\":{\"text\":nul}}]}',"
                        + " 'UTF8') WHERE checkpoint = 10"
                        + "|commit 4 of stream order-1 (tenant shop, revision 4, checkpoint 10): the body of topic noted is not JSON",
                "UPDATE $.commits SET event_count = 2, stream_revision = 5 WHERE checkpoint = 12"
                        + "|commit 4 of stream order-1 (tenant other, revision 5, checkpoint 12): has 1 events where 2 were stored"
            })
    void what_is_wrong_with_the_log(String damage, String fault) {
        for (String statement : damage.split("; ")) {
            data.sql(statement);
        }
        found(fault);
    }

    @Test
    void behind_what_cannot_be_read_everything_else_is_looked_at() {
        data.sql("UPDATE $.commits SET payload = '\\x7b' WHERE checkpoint IN (1, 2, 8)");
        data.sql("DELETE FROM $.commits WHERE checkpoint = 10");
        data.sql("DELETE FROM $.commits WHERE checkpoint = 9");

        found("checkpoint 1)", "checkpoint 2)", "checkpoint 8)", "commit 4 of stream order-1 (tenant other, ");
    }

    @Test
    void a_subscription_that_is_ahead_of_the_store() {
        subscribed();
        data.sql("UPDATE $.states SET value = convert_to(replace(convert_from(value, 'UTF8'), '\"checkpoint\":12',"
                + " '\"checkpoint\":99'), 'UTF8') WHERE key LIKE 'position/%'");

        found("subscription mailer: its checkpoint 99 lies beyond the head of the store, which is 12");
    }

    @Test
    void a_subscription_that_cannot_be_read_hides_no_other() {
        subscribed();
        data.sql("UPDATE $.states SET value = convert_to(replace(convert_from(value, 'UTF8'), '\"checkpoint\":12',"
                + " '\"checkpoint\":99'), 'UTF8') WHERE key LIKE 'position/%'");
        data.sql("INSERT INTO $.states SELECT space, 'a', 'x', gen_random_uuid() FROM $.states WHERE space ="
                + " 'aett.subscriptions'");

        found("subscription a: the state a of a ", "subscription mailer: its checkpoint 99");
    }

    @Test
    void a_hole_in_mongodb() {
        String database = "cli_" + System.nanoTime();
        MongoClient client = MongoClients.create(MongoServer.shared().uri());
        EventStore mongo = MongoEventStore.create(
                client,
                MongoOptions.builder()
                        .database(database)
                        .topicMap(Things.TOPICS)
                        .build());
        Cli cli = Cli.on(MongoServer.shared().uri().replaceFirst("(mongodb://[^/?]+)/?[^?]*", "$1/" + database));
        try {
            cli.run("init").succeeds();
            Things.fill(mongo);
            assertThat(cli.run("verify").succeeds()).contains("no faults in 12 commits");

            Mono.from(client.getDatabase(database)
                            .getCollection("commits")
                            .deleteOne(Filters.and(Filters.eq("stream", "order-2"), Filters.eq("sequence", 3L))))
                    .block();

            assertThat(cli.run("verify").ends(1).lines().get(0))
                    .startsWith("fault: commit 4 of stream order-2 (tenant shop, ")
                    .endsWith("comes after commit 2 of its stream; what lies between them is missing");
        } finally {
            Mono.from(client.getDatabase(database).drop()).block();
            mongo.close().block();
            client.close();
        }
    }
}
