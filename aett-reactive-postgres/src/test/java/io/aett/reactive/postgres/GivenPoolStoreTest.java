package io.aett.reactive.postgres;

import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.RequestCounting;
import io.aett.reactive.testkit.suite.ConcurrencyContract;
import io.aett.reactive.testkit.suite.DuplicateContract;
import io.aett.reactive.testkit.suite.FollowContract;
import io.aett.reactive.testkit.suite.GlobalOrderContract;
import io.aett.reactive.testkit.suite.ManagementContract;
import io.aett.reactive.testkit.suite.RangeContract;
import io.aett.reactive.testkit.suite.SnapshotContract;
import io.aett.reactive.testkit.suite.StateContract;
import io.aett.reactive.testkit.suite.StateRaceContract;
import org.junit.jupiter.api.Nested;

/** The conformance suite, on a pool of the user's. */
class GivenPoolStoreTest {

    @Nested
    class Ranges extends RangeContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class Duplicates extends DuplicateContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class Concurrencys extends ConcurrencyContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class GlobalOrders extends GlobalOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class Follows extends FollowContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class Snapshots extends SnapshotContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class Managements extends ManagementContract {
        @Override
        protected EventStoreFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class States extends StateContract {
        @Override
        protected RequestCounting fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class StateRaces extends StateRaceContract {
        @Override
        protected RequestCounting fixture() {
            return new GivenPoolFixture();
        }
    }
}
