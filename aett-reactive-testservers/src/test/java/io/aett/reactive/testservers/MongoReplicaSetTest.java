package io.aett.reactive.testservers;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.WriteConcern;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import com.mongodb.reactivestreams.client.MongoCollection;
import java.time.Duration;
import org.bson.Document;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

@Tag("long")
class MongoReplicaSetTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void another_primary_is_elected_and_has_what_a_majority_had() {
        try (MongoReplicaSet set = MongoReplicaSet.start("127.0.0.1", server -> server.host() + ":" + server.port());
                MongoClient client = MongoClients.create(set.uri())) {
            MongoCollection<Document> collection =
                    client.getDatabase("members").getCollection("c").withWriteConcern(WriteConcern.MAJORITY);
            insert(collection, 1);
            MongoServer killed = set.primary();
            killed.kill();
            assertThat(set.primaryOtherThan(killed)).isNotSameAs(killed);
            insert(collection, 2);
            killed.start();
            MongoServer former = set.stepDown();
            assertThat(set.primaryOtherThan(former)).isNotSameAs(former);
            insert(collection, 3);
            assertThat(Mono.from(collection.countDocuments()).block(PATIENCE)).isEqualTo(3);
        }
    }

    private static void insert(MongoCollection<Document> collection, int id) {
        requireNonNull(Mono.from(collection.insertOne(new Document("_id", id))).block(PATIENCE));
    }
}
