package outside.docs;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.CommitContract;
import io.aett.reactive.testkit.suite.ConflictContract;
import io.aett.reactive.testkit.suite.DuplicateContract;
import io.aett.reactive.testkit.suite.FollowContract;
import io.aett.reactive.testkit.suite.GlobalOrderContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import io.aett.reactive.testkit.suite.ManagementContract;
import io.aett.reactive.testkit.suite.SnapshotContract;
import org.junit.jupiter.api.Nested;

/** The backend of the guide keeps the contract. */
class TinyStoreTest {

    @Nested
    class Commits extends CommitContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class Conflicts extends ConflictContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class Follow extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class Management extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return new TinyFixture();
        }
    }
}
