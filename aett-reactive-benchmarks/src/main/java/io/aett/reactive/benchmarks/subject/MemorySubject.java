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
    public Beside beside() {
        EventStore second = open();
        return new Beside(
                second, (streams, from, commits, events) -> Commits.fill(second, streams, from, commits, events));
    }

    @Override
    public Optional<String> address() {
        return Optional.empty();
    }

    @Override
    public Targets targets() {
        return Targets.usual().same(1, 0.6).same(64, 0.6);
    }

    @Override
    public List<Rival> rivals() {
        return List.of(new MemoryRaw.Unread());
    }

    @Override
    public void close() {}
}
