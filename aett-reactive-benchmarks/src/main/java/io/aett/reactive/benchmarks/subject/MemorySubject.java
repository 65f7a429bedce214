package io.aett.reactive.benchmarks.subject;

import io.aett.reactive.EventStore;
import io.aett.reactive.benchmarks.model.StoredForm;
import io.aett.reactive.memory.MemoryEventStore;
import io.aett.reactive.memory.MemoryOptions;
import java.util.List;
import java.util.Optional;

/** The memory store beside a map of lists. */
public final class MemorySubject implements Subject {

    private EventStore store = open();
    private MemoryRaw raw = new MemoryRaw();

    static EventStore open() {
        return MemoryEventStore.create(
                MemoryOptions.builder().serializer(StoredForm.serializer()).build());
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public boolean synchronous() {
        return true;
    }

    @Override
    public EventStore store() {
        return store;
    }

    @Override
    public Raw raw() {
        return raw;
    }

    @Override
    public void reset() {
        store = open();
        raw = new MemoryRaw();
    }

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }

    @Override
    public Targets targets() {
        return new Targets(0.5, 0, 0.5, 0.5, 0.7, 0);
    }

    @Override
    public List<Rival> rivals() {
        return List.of(new MemoryRaw.Unread());
    }

    @Override
    public void close() {}
}
