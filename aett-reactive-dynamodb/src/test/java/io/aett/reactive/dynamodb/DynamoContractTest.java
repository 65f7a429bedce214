package io.aett.reactive.dynamodb;

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

/** The conformance suite on a DynamoDB server. */
class DynamoContractTest {

    @Nested
    class Commits extends CommitContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Ranges extends RangeContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Ids extends IdContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Conflicts extends ConflictContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class GlobalOrders extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Follows extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class TimeTravels extends TimeTravelContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Managements extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }

    @Nested
    class Initializations extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return new DynamoFixture();
        }
    }
}
