package outside;

import io.aett.reactive.ConflictDetector;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import io.aett.reactive.serialization.EventSerializer;
import io.aett.reactive.serialization.JacksonEventSerializer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MemoryProgramTest {

    @Test
    void every_operation_on_the_memory_store() {
        MemoryOptions options = MemoryOptions.builder()
                .topicMap(Orders.TOPICS)
                .conflictDetector(ConflictDetector.empty())
                .pageSize(100)
                .commitTimeout(Duration.ofSeconds(20))
                .readTimeout(Duration.ofSeconds(20))
                .build();
        new StoreProgram(MemoryEventStore.create(options.toBuilder().build())).run();
    }

    @Test
    void every_operation_with_a_serializer_of_ones_own() {
        EventSerializer serializer =
                new JacksonEventSerializer(Orders.TOPICS, JsonMapper.builder().build());
        new StoreProgram(MemoryEventStore.create(
                        MemoryOptions.builder().serializer(serializer).build()))
                .run();
    }
}
