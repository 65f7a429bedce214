package io.aett.reactive.sample;

import io.aett.reactive.sample.model.Streams;
import io.aett.reactive.serialization.EventContracts;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class EventsLockTest {

    @Test
    void what_was_stored_can_still_be_read() {
        EventContracts.verify(Streams.events(), Path.of("events.lock"));
    }
}
