package io.aett.reactive.s3;

import io.aett.reactive.testkit.process.SagaProcessContract;
import java.time.Duration;

/** Runners and relays in JVMs of their own, beside each other on a server that takes one request after the other. */
class SagaProcessTest extends SagaProcessContract<SubscriptionProcessTest.Fixture> {

    @Override
    protected SubscriptionProcessTest.Fixture fixture() {
        return new SubscriptionProcessTest.Fixture();
    }

    @Override
    protected int errands() {
        return 20;
    }

    @Override
    protected int kills() {
        return 2;
    }

    @Override
    protected Duration leaseTime() {
        return Duration.ofSeconds(6);
    }
}
