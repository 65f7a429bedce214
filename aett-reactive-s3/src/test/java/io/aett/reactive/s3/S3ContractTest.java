package io.aett.reactive.s3;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.CommitContract;
import io.aett.reactive.testkit.suite.ConcurrencyContract;
import io.aett.reactive.testkit.suite.ConflictContract;
import io.aett.reactive.testkit.suite.DuplicateContract;
import io.aett.reactive.testkit.suite.FollowContract;
import io.aett.reactive.testkit.suite.GlobalOrderContract;
import io.aett.reactive.testkit.suite.IdContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import io.aett.reactive.testkit.suite.ManagementContract;
import io.aett.reactive.testkit.suite.RangeContract;
import io.aett.reactive.testkit.suite.SnapshotContract;
import io.aett.reactive.testkit.suite.TimeTravelContract;
import org.junit.jupiter.api.Nested;

/** The contract, on a real server. */
class S3ContractTest {

    @Nested
    class Commits extends CommitContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Ranges extends RangeContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Ids extends IdContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Conflicts extends ConflictContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Following extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class TimeTravel extends TimeTravelContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Management extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return new S3Fixture();
        }
    }
}
