package io.aett.reactive.postgres;

import io.aett.reactive.testkit.process.SagaProcessContract;

/** Runners and relays in JVMs of their own. */
class SagaProcessTest extends SagaProcessContract<PostgresProcessFixture> {

    @Override
    protected PostgresProcessFixture fixture() {
        return new PostgresProcessFixture();
    }
}
