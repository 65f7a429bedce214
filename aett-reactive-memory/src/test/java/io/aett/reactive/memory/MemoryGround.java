package io.aett.reactive.memory;

import io.aett.reactive.EventStore;
import io.aett.reactive.spi.Storage;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.matrix.FaultyStorage;
import io.aett.reactive.testkit.matrix.FaultyStorageGround;
import java.util.function.UnaryOperator;

/** A store in memory whose requests and answers can be lost. */
final class MemoryGround extends MemoryFixture implements FaultyStorageGround {

    private final FaultyStorage faulty;
    private final UnaryOperator<EventStore> around;

    private MemoryGround(FaultyStorage[] made, UnaryOperator<EventStore> around) {
        super(new MemoryCommitLog(), sound -> faulty(made, sound), UnaryOperator.identity());
        this.faulty = made[0];
        this.around = around;
    }

    static MemoryGround of(UnaryOperator<EventStore> around) {
        return new MemoryGround(new FaultyStorage[1], around);
    }

    private static Storage faulty(FaultyStorage[] made, Storage sound) {
        made[0] = new FaultyStorage(sound);
        return made[0].storage();
    }

    @Override
    public EventStore open(FixtureOptions options) {
        return around.apply(super.open(options));
    }

    @Override
    public EventStore openBeside(FixtureOptions options) {
        return openBelow(options);
    }

    @Override
    public FaultyStorage faulty() {
        return faulty;
    }
}
