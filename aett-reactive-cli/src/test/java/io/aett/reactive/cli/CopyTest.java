package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.Snapshot;
import io.aett.reactive.cli.Things.Noted;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.Subscriptions;
import io.aett.reactive.testservers.DynamoServer;
import io.aett.reactive.testservers.MongoServer;
import io.aett.reactive.testservers.S3Server;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Stores copied into stores of other kinds, on real servers. */
class CopyTest {

    private final PostgresStore postgres = PostgresStore.filled();
    private final MongoClient client = MongoClients.create(MongoServer.shared().uri());
    private final String database = "cli_" + System.nanoTime();
    private final EventStore mongo = MongoEventStore.create(
            client,
            MongoOptions.builder().database(database).topicMap(Things.TOPICS).build());

    @AfterEach
    void close() {
        Mono.from(client.getDatabase(database).drop()).block();
        mongo.close().block();
        client.close();
        postgres.close();
    }

    private String mongoAddress() {
        return MongoServer.shared().uri().replaceFirst("(mongodb://[^/?]+)/?[^?]*", "$1/" + database);
    }

    private static Cli.Outcome copy(String from, String to, String... options) {
        return Cli.nowhere()
                .with("FROM", from)
                .with("TO", to)
                .run(Flux.concat(Flux.just("copy", "env:FROM", "env:TO"), Flux.just(options))
                        .toStream()
                        .toArray(String[]::new));
    }

    private static List<Commit> contents(EventStore store) {
        return Things.withoutCheckpoints(Things.all(store));
    }

    @Test
    void postgresql_to_mongodb_and_back_every_byte() {
        postgres.sql("UPDATE $.commits SET payload = convert_to("
                + "'{\"v\":1,\"by\":\"a later release\",\"events\":[{\"topic\":\"noted\",\"body\":{\"text\": \"\\u0041\"}}],"
                + "\"headers\":{\"n\":1.50}}', 'UTF8') WHERE checkpoint = 7");
        String out = copy(postgres.address(), mongoAddress()).succeeds();

        assertThat(out.lines())
                .containsExactly(
                        "copied 12 commits from " + postgres.name() + " to mongodb://"
                                + MongoServer.shared().host() + ":"
                                + MongoServer.shared().port() + "/" + database + "; 0 were there already",
                        "compared 12 commits: 12 the same, 0 different, 0 missing, 0 elsewhere in the order",
                        "not copied: checkpoints, which mongodb://"
                                + MongoServer.shared().host() + ":"
                                + MongoServer.shared().port() + "/" + database
                                + " numbers anew, and states, such as those of subscriptions",
                        "not copied: snapshots; --snapshots copies the newest of each stream");
        assertThat(contents(mongo)).isEqualTo(contents(postgres.store));

        try (PostgresStore again = PostgresStore.none()) {
            copy(mongoAddress(), again.address()).succeeds();
            assertThat(contents(again.store)).isEqualTo(contents(postgres.store));
            again.sql("DO 'BEGIN IF EXISTS (SELECT FROM $.commits a FULL JOIN " + postgres.schema
                    + ".commits b USING (checkpoint) WHERE a.payload IS DISTINCT FROM b.payload) THEN"
                    + " RAISE EXCEPTION ''bytes differ''; END IF; END'");
        }
    }

    @Test
    void a_later_run_copies_what_is_new_and_a_whole_one_nothing() {
        copy(postgres.address(), mongoAddress()).succeeds();
        Things.store(postgres.store, Things.commit("shop", "order-1", 5, new Noted("late")));

        assertThat(copy(postgres.address(), mongoAddress()).succeeds())
                .startsWith("copied 1 commits ")
                .contains("compared 13 commits: 13 the same");
        assertThat(copy(postgres.address(), mongoAddress(), "--again", "--no-comparison")
                        .succeeds())
                .startsWith("copied 0 commits ")
                .contains("; 13 were there already")
                .doesNotContain("compared");
        assertThat(contents(mongo)).isEqualTo(contents(postgres.store));
    }

    @Test
    void a_copy_that_is_not_one_any_more_is_found() {
        try (PostgresStore target = PostgresStore.none()) {
            copy(postgres.address(), target.address()).succeeds();
            target.sql("UPDATE $.commits SET commit_stamp = commit_stamp + 1 WHERE checkpoint = 12");
            target.sql("DELETE FROM $.commits WHERE checkpoint = 11");

            Cli.Outcome found = copy(postgres.address(), target.address()).ends(1);

            assertThat(found.lines())
                    .anySatisfy(
                            line -> assertThat(line).startsWith("missing: commit 4 of stream order-2 (tenant shop, "))
                    .anySatisfy(
                            line -> assertThat(line)
                                    .startsWith("different: commit 4 of stream order-1 (tenant other, ")
                                    .contains(
                                            "its stamp is 2026-01-02T03:04:09.678901Z, and in the target 2026-01-02T03:04:09.678902Z"));
            copy(postgres.address(), target.address(), "--again")
                    .isRefused(
                            "commit 4 of stream order-1 (tenant other, ",
                            "Choose an empty target, or purge the tenant there");
        }
    }

    @Test
    void what_the_target_has_of_its_own_is_never_overwritten() {
        try (PostgresStore target = PostgresStore.empty()) {
            Things.store(target.store, Things.commit("elsewhere", "x", 1, new Noted("mine")));
            assertThat(copy(postgres.address(), target.address()).succeeds()).contains("12 the same");

            try (PostgresStore taken = PostgresStore.empty()) {
                Commit own = Commit.builder()
                        .tenantId("shop")
                        .streamId("order-2")
                        .event(new Noted("mine"))
                        .build();
                Things.store(taken.store, own);
                copy(postgres.address(), taken.address())
                        .isRefused("commit 1 of stream order-2 (tenant shop, ", "another commit in its place");
                assertThat(contents(taken.store).get(0).commitId()).isEqualTo(own.commitId());
            }
        }
    }

    @Test
    void a_damaged_source_is_not_passed_over() {
        postgres.sql("DELETE FROM $.commits WHERE checkpoint = 4");
        try (PostgresStore target = PostgresStore.none()) {
            copy(postgres.address(), target.address())
                    .isRefused("commit 3 of stream order-1 (tenant shop, ", "aett verify shows");
        }
    }

    @Test
    void snapshots_and_the_places_of_subscriptions() {
        postgres.sql("ALTER SEQUENCE $.checkpoints RESTART WITH 100");
        Things.store(postgres.store, Things.commit("shop", "order-1", 5, new Noted("late")));
        postgres.store
                .snapshots()
                .add(new Snapshot("shop", "order-2", 6, 3, new Noted("sum"), Map.of("k", "w")))
                .block();
        Subscription subscription = Subscription.builder("mailer", postgres.store)
                .onCommit(commit -> Mono.empty())
                .build();
        Mono<Void> caughtUp = Subscriptions.of(postgres.store).awaitHandled("mailer", 100);
        subscription.runUntil(caughtUp).block();

        assertThat(copy(postgres.address(), mongoAddress(), "--snapshots").succeeds())
                .contains(
                        "copied the newest snapshots of 1 streams",
                        "subscription mailer is at checkpoint 100; in mongodb:")
                .contains("that is 13: begin it with StartFrom.checkpoint(13)")
                .doesNotContain("not copied: snapshots");
        assertThat(mongo.snapshots().get("shop", "order-2").block())
                .isEqualTo(postgres.store.snapshots().get("shop", "order-2").block());
    }

    @Test
    void through_dynamodb_and_s3_and_back() {
        DynamoServer dynamo = DynamoServer.shared();
        S3Server s3 = S3Server.shared();
        String bucket = "cli-" + System.nanoTime();
        try (S3AsyncClient admin = S3AsyncClient.builder()
                .endpointOverride(s3.endpoint())
                .region(Region.of(s3.region()))
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(s3.accessKey(), s3.secretKey())))
                .build()) {
            admin.createBucket(request -> request.bucket(bucket)).join();
        }
        String table =
                "dynamodb:cli-" + System.nanoTime() + "?region=" + dynamo.region() + "&endpoint=" + dynamo.endpoint();
        String folder = "s3:" + bucket + "/copies?region=" + s3.region() + "&endpoint=" + s3.endpoint();
        System.setProperty("aws.accessKeyId", s3.accessKey());
        System.setProperty("aws.secretAccessKey", s3.secretKey());
        try (PostgresStore target = PostgresStore.none()) {
            copy(postgres.address(), table).succeeds();
            assertThat(copy(table, folder, "--concurrency", "4").succeeds())
                    .contains("12 the same, 0 different, 0 missing");
            copy(folder, target.address(), "--concurrency", "4").succeeds();

            assertThat(contents(target.store)).containsExactlyInAnyOrderElementsOf(contents(postgres.store));
            assertThat(Cli.on(table).run("verify").succeeds())
                    .contains("no faults in 12 commits, 16 events, 3 streams");
            assertThat(Cli.on(folder).run("verify").succeeds())
                    .contains("no faults in 12 commits, 16 events, 3 streams");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void killed_in_the_middle_it_goes_on_where_it_was() throws Exception {
        Flux.range(1, 240)
                .concatMap(i -> postgres.store
                        .commits()
                        .commit(Things.commit("many", "s" + i % 5, 1 + (i - 1) / 5, new Noted("n" + i))))
                .blockLast();
        mongo.management().initialize().block();
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "copy",
                        postgres.address(),
                        mongoAddress())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            mongo.management().follow(0).take(40).blockLast(Duration.ofSeconds(60));
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        int before = contents(mongo).size();
        assertThat(before).isBetween(40, 252);
        assertThat(contents(mongo)).isEqualTo(contents(postgres.store).subList(0, before));

        assertThat(copy(postgres.address(), mongoAddress()).succeeds())
                .contains("copied " + (252 - before) + " commits")
                .contains("compared 252 commits: 252 the same, 0 different, 0 missing, 0 elsewhere");
        assertThat(contents(mongo)).isEqualTo(contents(postgres.store));
    }
}
