package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.changestream.OperationType;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import io.aett.reactive.testkit.proxy.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class MongoServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void of_32_racing_inserts_of_one_key_exactly_one_wins(boolean replicaSet) throws Exception {
        MongoServer server = replicaSet ? MongoServer.sharedReplicaSet() : MongoServer.shared();
        try (MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> collection = fresh(client);
            run(collection.createIndex(Indexes.ascending("stream", "n"), new IndexOptions().unique(true)));
            for (int round = 0; round < 5; round++) {
                int key = round;
                List<Boolean> won =
                        Race.of(32, who -> () -> inserts(collection, new Document("stream", "s").append("n", key)));
                assertThat(won).containsOnlyOnce(true);
            }
            assertThat(run(collection.countDocuments())).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void racing_increments_hand_out_every_number_once(boolean replicaSet) throws Exception {
        MongoServer server = replicaSet ? MongoServer.sharedReplicaSet() : MongoServer.shared();
        try (MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> collection = fresh(client);
            run(collection.insertOne(new Document("_id", "counter").append("n", 0)));
            List<Integer> numbers = Race.of(
                    32,
                    who -> () -> run(collection.findOneAndUpdate(
                                    new Document("_id", "counter"),
                                    new Document("$inc", new Document("n", 1)),
                                    new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
                            .getInteger("n"));
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.rangeClosed(1, 32).boxed().toList());
        }
    }

    @Test
    void a_replica_set_has_change_streams_and_majority_reads() {
        MongoServer server = MongoServer.sharedReplicaSet();
        try (MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> collection = fresh(client).withReadConcern(ReadConcern.MAJORITY);
            Document seen = requireNonNull(Flux.from(collection.watch())
                    .filter(change -> change.getOperationType() == OperationType.INSERT)
                    .mapNotNull(change -> change.getFullDocument())
                    .mergeWith(Mono.from(collection.insertOne(new Document("_id", 1)))
                            .delaySubscription(Duration.ofMillis(200))
                            .then(Mono.empty()))
                    .next()
                    .block(PATIENCE));
            assertThat(seen).isEqualTo(new Document("_id", 1));
            assertThat(run(collection.find().first())).isEqualTo(new Document("_id", 1));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_server_killed_with_SIGKILL_comes_back_with_what_was_journaled(boolean replicaSet) {
        try (MongoServer server = MongoServer.options().replicaSet(replicaSet).start();
                MongoClient client = MongoClients.create(server.uri() + "&retryWrites=false")) {
            assertThat(server.isReplicaSet()).isEqualTo(replicaSet);
            MongoCollection<Document> collection =
                    fresh(client).withWriteConcern(WriteConcern.MAJORITY.withJournal(true));
            for (int i = 1; i <= 3; i++) {
                run(collection.insertOne(new Document("_id", i)));
                server.kill();
                server.start();
                assertThat(run(Flux.from(collection.countDocuments()).retry(3))).isEqualTo(i);
            }
        }
    }

    @Test
    void a_paused_server_does_not_answer_until_it_is_resumed() {
        try (MongoServer server = MongoServer.startOwn();
                MongoClient client = MongoClients.create(server.uri())) {
            MongoCollection<Document> collection = fresh(client);
            server.pause();
            Mono<Long> answer = Mono.from(collection.countDocuments()).cache();
            assertThatThrownBy(() -> answer.block(Duration.ofMillis(300))).hasMessageContaining("Timeout");
            server.resume();
            assertThat(answer.block(PATIENCE)).isZero();
        }
    }

    @Test
    void a_connection_string_leads_through_a_proxy() {
        MongoServer server = MongoServer.shared();
        try (FaultProxy proxy = FaultProxy.to(server.host(), server.port());
                MongoClient client = MongoClients.create(server.uriThrough(proxy.host(), proxy.port()))) {
            run(fresh(client).insertOne(new Document("_id", 1)));
            assertThat(proxy.connections()).isPositive();
        }
        assertThat(MongoServer.ofUri("mongodb://u:p@a.example:1,b.example:2/db?w=1", true)
                        .uriThrough("127.0.0.1", 7))
                .isEqualTo("mongodb://u:p@127.0.0.1:7/db?w=1");
    }

    private static boolean inserts(MongoCollection<Document> collection, Document document) {
        try {
            run(collection.insertOne(document));
            return true;
        } catch (MongoWriteException e) {
            assertThat(e.getError().getCode()).isEqualTo(11000);
            return false;
        }
    }

    private static MongoCollection<Document> fresh(MongoClient client) {
        MongoCollection<Document> collection = client.getDatabase("servers")
                .getCollection("c" + System.nanoTime())
                .withWriteConcern(WriteConcern.MAJORITY);
        Mono.from(client.getDatabase("servers")
                        .createCollection(collection.getNamespace().getCollectionName()))
                .block(PATIENCE);
        return collection;
    }

    private static <T> T run(Publisher<T> publisher) {
        return requireNonNull(Mono.from(publisher).block(PATIENCE));
    }
}
