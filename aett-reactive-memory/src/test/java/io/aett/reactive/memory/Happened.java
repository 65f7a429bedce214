package io.aett.reactive.memory;

import io.aett.reactive.Commit;
import io.aett.reactive.Topic;
import io.aett.reactive.TopicMap;

/** The event of this package's own tests. */
@Topic("happened")
record Happened(String what, long number) {

    static MemoryOptions.Builder options() {
        return MemoryOptions.builder().topicMap(TopicMap.create().register(Happened.class));
    }

    /** A commit of one event. */
    static Commit commit(String tenantId, String streamId, long sequence) {
        return Commit.builder()
                .tenantId(tenantId)
                .streamId(streamId)
                .commitSequence(sequence)
                .streamRevision(sequence)
                .event(new Happened("it", sequence))
                .build();
    }
}
