package io.aett.reactive.testkit.suite;

import io.aett.reactive.testkit.EventStoreFixture;
import org.junit.jupiter.api.Nested;

/** All suites of subscriptions, as one class: the tests of a store extend it with their fixture. */
public abstract class SubscriptionContract {

    /** A new fixture: called once before each test. */
    protected abstract EventStoreFixture fixture();

    @Nested
    class Order extends SubscriptionOrderContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Parking extends SubscriptionParkingContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Control extends SubscriptionControlContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Ownership extends SubscriptionOwnershipContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Fault extends SubscriptionFaultContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Handler extends SubscriptionHandlerContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Cancel extends SubscriptionCancelContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Form extends SubscriptionFormContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }

    @Nested
    class Damages extends SubscriptionDamageContract {
        @Override
        protected EventStoreFixture fixture() {
            return SubscriptionContract.this.fixture();
        }
    }
}
