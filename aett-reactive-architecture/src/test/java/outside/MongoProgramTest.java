package outside;

import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoClients;
import io.aett.reactive.mongodb.MongoEventStore;
import io.aett.reactive.mongodb.MongoOptions;
import io.aett.reactive.testservers.MongoServer;
import org.junit.jupiter.api.Test;

class MongoProgramTest {

    @Test
    void every_operation_on_mongodb() {
        try (MongoClient client = MongoClients.create(MongoServer.shared().uri())) {
            MongoOptions options = MongoOptions.builder()
                    .topicMap(Orders.TOPICS)
                    .pageSize(50)
                    .database("outside")
                    .build();
            new StoreProgram(MongoEventStore.create(client, options.toBuilder().build())).run();
        }
    }
}
