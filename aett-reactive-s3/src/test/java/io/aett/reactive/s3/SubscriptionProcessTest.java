package io.aett.reactive.s3;

import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testkit.process.SubscriptionProcessContract;
import java.util.List;

/** Consumers in JVMs of their own, beside each other on a server that takes one request after the other. */
class SubscriptionProcessTest extends SubscriptionProcessContract<SubscriptionProcessTest.Fixture> {

    static class Fixture extends S3Fixture implements ProcessFixture {
        @Override
        public Class<? extends StoreOpener> opener() {
            return S3Opener.class;
        }

        @Override
        public List<String> openerArguments() {
            return S3Opener.arguments(this);
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
