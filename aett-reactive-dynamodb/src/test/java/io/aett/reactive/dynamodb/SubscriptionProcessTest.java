package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testkit.process.SubscriptionProcessContract;
import java.util.List;

/** Consumers in JVMs of their own, beside each other on a server that takes one request after the other. */
class SubscriptionProcessTest extends SubscriptionProcessContract<SubscriptionProcessTest.Fixture> {

    static class Fixture extends DynamoFixture implements ProcessFixture {
        @Override
        public Class<? extends StoreOpener> opener() {
            return DynamoOpener.class;
        }

        @Override
        public List<String> openerArguments() {
            return DynamoOpener.arguments(this);
        }
    }

    @Override
    protected Fixture fixture() {
        return new Fixture();
    }

    @Override
    protected int commitsAtATime() {
        return 5;
    }

    @Override
    protected int kills() {
        return 3;
    }
}
