package io.aett.reactive.test;

import io.aett.reactive.Commit;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import java.util.List;

/** Stores in memory that a fixture makes for itself. */
final class Stores {

    static final String TENANT = "test";

    private Stores() {}

    static EventStore empty(Codec codec) {
        return MemoryEventStore.create(
                MemoryOptions.builder().serializer(codec.serializer()).build());
    }

    /** With these events as the first commit of the stream. */
    static EventStore with(Codec codec, String id, List<EventMessage> events) {
        EventStore store = empty(codec);
        if (!events.isEmpty()) {
            Answers.valueOf(store.commits()
                    .commit(Commit.builder()
                            .tenantId(TENANT)
                            .streamId(id)
                            .events(events)
                            .build()));
        }
        return store;
    }
}
