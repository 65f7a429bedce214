package io.aett.reactive.postgres;

import io.aett.reactive.testkit.process.SubscriptionProcessContract;

/** Consumers in JVMs of their own. */
class SubscriptionProcessTest extends SubscriptionProcessContract<PostgresProcessFixture> {

    @Override
    protected PostgresProcessFixture fixture() {
        return new PostgresProcessFixture();
    }
}
