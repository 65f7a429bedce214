package io.aett.reactive.mongodb;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventStore;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.check.CheckpointChecker;
import io.aett.reactive.testkit.proxy.Direction;
import io.aett.reactive.testkit.proxy.FaultProxy;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.aett.reactive.testkit.support.Seeded;
import io.aett.reactive.testservers.MongoServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import reactor.core.publisher.Mono;

/** Servers that die, step down and come back, and connections that break, under writers that do not give up. */
@ExtendWith(AlwaysOn.class)
class MongoFaultTest {

    private static final FixtureOptions OPTIONS = FixtureOptions.defaults().withTimeouts(Duration.ofSeconds(20));

    /** Lets two stores write while {@code trouble} goes on; nothing that was acknowledged may be missing or move. */
    private static int under(MongoFixture fixture, Trouble trouble) {
        EventStore one = fixture.open(OPTIONS);
        EventStore two = fixture.open(OPTIONS);
        Await.done(one.management().initialize());
        List<Commit> acknowledged = new ArrayList<>();
        int failures;
        try (StubbornWriter first = StubbornWriter.start(one, "one");
                StubbornWriter second = StubbornWriter.start(two, "two")) {
            first.awaitMore(3);
            trouble.make(first, second);
            first.awaitMore(3);
            second.awaitMore(3);
            acknowledged.addAll(first.stop());
            acknowledged.addAll(second.stop());
            failures = first.failures() + second.failures();
        }
        EventStore fresh = fixture.open(OPTIONS);
        List<Commit> all = Await.all(fresh.management().getFrom(0));
        CheckpointChecker checker = new CheckpointChecker();
        acknowledged.forEach(checker::acknowledged);
        checker.check(all);
        assertThat(all).containsExactlyInAnyOrderElementsOf(acknowledged);
        for (String stream : List.of("one", "two")) {
            assertThat(Await.all(fresh.commits().get("tenant", stream)))
                    .containsExactlyElementsOf(acknowledged.stream()
                            .filter(commit -> commit.streamId().equals(stream))
                            .toList());
        }
        Await.done(fixture.dispose());
        return failures;
    }

    private interface Trouble {
        void make(StubbornWriter first, StubbornWriter second);
    }

    /** Between two commits of a writer, and while the driver tries once more, a server may die and be back without anybody's knowledge. */
    private static boolean unnoticed(StubbornWriter first, StubbornWriter second) {
        return first.failures() + second.failures() == 0;
    }

    private static void kill(MongoServer server, int times) {
        int failures = under(new MongoFixture(server.uri()), (first, second) -> {
            for (int i = 0; i < times || (unnoticed(first, second) && i < 10 * times); i++) {
                first.awaitMore(2);
                server.kill();
                server.start();
            }
        });
        assertThat(failures).as("writers that noticed").isPositive();
    }

    @Test
    void a_server_killed_under_writers_has_all_that_it_acknowledged() {
        try (MongoServer server = MongoServer.startOwn()) {
            kill(server, 3);
        }
    }

    @Tag("long")
    @Test
    void servers_killed_twenty_times_under_writers_have_all_that_they_acknowledged() {
        try (MongoServer server = MongoServer.startOwn()) {
            kill(server, 20);
        }
        try (MongoServer server = MongoServer.startOwnReplicaSet()) {
            kill(server, 20);
        }
    }

    @Test
    void a_primary_that_steps_down_under_writers_loses_nothing() {
        try (MongoServer server = MongoServer.startOwnReplicaSet()) {
            MongoFixture fixture = new MongoFixture(server.uri());
            under(fixture, (first, second) -> {
                for (int i = 0; i < 2; i++) {
                    second.awaitMore(2);
                    stepDown(fixture);
                }
            });
        }
    }

    private static void stepDown(MongoFixture fixture) {
        BsonDocument command = new BsonDocument("replSetStepDown", new BsonInt32(1)).append("force", BsonBoolean.TRUE);
        Await.done(Mono.from(fixture.client().getDatabase("admin").runCommand(command))
                .onErrorComplete());
    }

    @Test
    void connections_cut_at_any_byte_lose_nothing() {
        try (FaultProxy proxy =
                FaultProxy.to(MongoServer.shared().host(), MongoServer.shared().port())) {
            MongoFixture fixture = new MongoFixture(MongoServer.shared().uriThrough(proxy.host(), proxy.port()));
            int failures = under(
                    fixture,
                    (first, second) -> Seeded.run(random -> {
                        for (int i = 0; i < 12; i++) {
                            switch (i % 4) {
                                case 0 -> proxy.cut();
                                case 1 -> proxy.cutAfter(Direction.TO_CLIENT, random.nextInt(400));
                                case 2 -> proxy.cutAfter(Direction.TO_SERVER, random.nextInt(1500));
                                default -> proxy.loseNextAnswer("insert");
                            }
                            first.awaitMore(1);
                            second.awaitMore(1);
                            proxy.heal();
                        }
                    }));
            assertThat(failures).as("writers that noticed").isPositive();
        }
    }

    @Test
    void nobody_is_told_that_nothing_was_written_when_the_look_at_the_losers_fails() {
        try (FaultProxy proxy =
                FaultProxy.to(MongoServer.shared().host(), MongoServer.shared().port())) {
            MongoFixture fixture = new MongoFixture(MongoServer.shared().uriThrough(proxy.host(), proxy.port()));
            Backend backend = Backend.initialized(fixture);
            Backend hasty = Backend.of(
                    fixture,
                    fixture.client(fixture.settings()
                            .applyToClusterSettings(
                                    cluster -> cluster.serverSelectionTimeout(200, TimeUnit.MILLISECONDS))));
            Await.done(backend.log.append(List.of(Commits.commit("taken", 1))));
            Await.done(hasty.log.append(List.of(Commits.commit("other", 1))));
            EncodedCommit stored = Commits.commit("new", 1);
            fixture.whenAnswered = name -> {
                if (name.equals("insert")) {
                    proxy.refuse();
                    proxy.cut();
                }
            };

            List<Throwable> failure = Await.all(hasty.log
                    .append(List.of(stored, Commits.commit("taken", 1)))
                    .<Throwable>map(results -> new AssertionError(results.toString()))
                    .onErrorResume(Mono::just)
                    .flux());

            fixture.whenAnswered = name -> {};
            proxy.heal();
            assertThat(failure).hasOnlyElementsOfType(CommitOutcomeUnknownException.class);
            assertThat(Await.value(backend.log.find(stored.stream(), stored.commitId())))
                    .isNotNull();
            Await.done(fixture.dispose());
        }
    }

    @Test
    void a_follower_lives_on_when_its_change_stream_is_killed() {
        MongoFixture fixture = MongoFixture.replicaSet();
        EventStore store = fixture.open(OPTIONS);
        Await.done(store.management().initialize());
        EventStore writing = fixture.open(OPTIONS);
        try (StubbornWriter writer = StubbornWriter.start(writing, "one")) {
            Recorder<Commit> follower = Recorder.of(store.management().follow(0));
            follower.await(3);
            killChangeStreams(fixture);
            writer.awaitMore(3);

            List<Commit> written = writer.stop();
            assertThat(follower.await(written.size())).isEqualTo(written);
            follower.dispose();
        }
        Await.done(fixture.dispose());
    }

    private static void killChangeStreams(MongoFixture fixture) {
        BsonDocument sessions = BsonDocument.parse("{killAllSessions: []}");
        Await.done(Mono.from(fixture.client().getDatabase("admin").runCommand(sessions))
                .onErrorComplete());
    }
}
