package io.aett.reactive.testkit.suite;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import org.junit.jupiter.api.Nested;

/**
 * All suites that every store runs, as one class: a backend's tests extend it with their fixture.
 *
 * <p>Not in it are suites that not every store can have: {@link InitializationContract}, for stores that need to be initialized, and
 * those that need a server of their own.
 */
public abstract class EventStoreContract {

    /** A new fixture: called once before each test. */
    protected abstract RequestCounting fixture();

    @Nested
    class Commits extends CommitContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Ranges extends RangeContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Ids extends IdContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Locales extends LocaleContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Conflicts extends ConflictContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Follow extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class TimeTravel extends TimeTravelContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class SnapshotTrims extends SnapshotTrimContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class StateValues extends StateValueContract {
        @Override
        protected RequestCounting fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class States extends StateContract {
        @Override
        protected RequestCounting fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class StateRaces extends StateRaceContract {
        @Override
        protected RequestCounting fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class StateScans extends StateScanContract {
        @Override
        protected RequestCounting fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Management extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Purging extends PurgeContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Limits extends LimitContract {
        @Override
        protected RequestCounting fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class MalformedData extends MalformedDataContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Serialization extends SerializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Versions extends VersionContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Security extends SecurityContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class ReactiveBehaviour extends ReactiveContract {
        @Override
        protected RequestCounting fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Cancelling extends CancelContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Aggregates extends AggregateContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Deciders extends DeciderContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Updates extends UpdateContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class UpdatesTogether extends TogetherContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class KeptStates extends LoadCacheContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Streams extends EventStreamContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Sagas extends SagaContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Damages extends DamageContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }

    @Nested
    class Volume extends VolumeContract {
        @Override
        protected EventStoreFixture fixture() {
            return EventStoreContract.this.fixture();
        }
    }
}
