package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.suite.ConcurrencyContract;
import io.aett.reactive.testkit.suite.DuplicateContract;
import io.aett.reactive.testkit.suite.FollowContract;
import io.aett.reactive.testkit.suite.GlobalOrderContract;
import io.aett.reactive.testkit.suite.InitializationContract;
import io.aett.reactive.testkit.suite.ManagementContract;
import org.junit.jupiter.api.Nested;

/** What replication, majorities and change streams have a part in; {@link MongoReplicaSetTest} is all of it. */
class MongoReplicationTest {

    @Nested
    class ConcurrencyOnReplicaSet extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }

    @Nested
    class DuplicateOnReplicaSet extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }

    @Nested
    class FollowOnReplicaSet extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }

    @Nested
    class GlobalOrderOnReplicaSet extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }

    @Nested
    class InitializationOnReplicaSet extends InitializationContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }

    @Nested
    class ManagementOnReplicaSet extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return MongoFixture.replicaSet();
        }
    }
}
