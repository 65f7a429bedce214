package io.aett.reactive.mongodb;

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

/** The whole suite on one server without replication. */
class MongoStandaloneTest {

    @Nested
    class Commits extends CommitContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Ranges extends RangeContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Ids extends IdContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Conflicts extends ConflictContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class GlobalOrder extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Following extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class TimeTravel extends TimeTravelContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Management extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }

    @Nested
    class Initialization extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.standalone();
        }
    }
}
