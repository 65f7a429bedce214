package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.S3Server;
import org.junit.jupiter.api.Test;

class ProbeTest {

    @Test
    void an_endpoint_that_lets_racing_creates_win_is_refused() {
        try (S3Server wrong = S3Server.startOneThatLetsRacingCreatesWin()) {
            TestClients.makeBucket(wrong);
            for (int i = 0; i < 20; i++) {
                S3Fixture fixture = new S3Fixture(wrong, settings -> settings);
                StorageException refused = Await.error(
                        StorageException.class,
                        fixture.open(FixtureOptions.defaults()).management().initialize());
                assertThat(refused.getMessage()).contains("let several of racing creates");
                Await.done(fixture.dispose());
            }
        }
    }
}
