package outside.docs;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.EventStream;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import reactor.core.publisher.Flux;

/** What the README begins with. */
public final class FirstSteps {

    @Topic("cart.item-added")
    record ItemAdded(String item, int quantity) {}

    static Flux<Commit> firstSteps() {
        EventStore store = MemoryEventStore.create(MemoryOptions.builder()
                .topicMap(TopicMap.create().register(ItemAdded.class))
                .build());
        return EventStream.create("shop", "cart-1")
                .add(new ItemAdded("apple", 3))
                .add(new ItemAdded("pear", 1))
                .commitChanges(store.commits())
                .thenMany(store.commits().get("shop", "cart-1"));
    }

    public static void main(String[] args) {
        firstSteps()
                .flatMapIterable(Commit::events)
                .doOnNext(event -> System.out.println(event.body()))
                .blockLast();
    }
}
