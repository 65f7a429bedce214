package io.aett.reactive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.S3Server;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Endpoints on which an event store would lose commits. */
class ProbeTest {

    @Test
    void an_endpoint_that_lets_racing_creates_win_is_refused() {
        refused(1);
    }

    @Test
    @Tag("long")
    void it_is_refused_a_hundred_times() {
        refused(100);
    }

    private static void refused(int times) {
        try (S3Server wrong = S3Server.startOneThatLetsRacingCreatesWin()) {
            TestClients.makeBucket(wrong);
            for (int i = 0; i < times; i++) {
                S3Fixture data = new S3Fixture(wrong, settings -> settings).tryingTheEndpoint();
                StorageException refused = Await.error(
                        StorageException.class,
                        data.open(FixtureOptions.defaults()).management().initialize());

                assertThat(refused.getMessage()).contains("If-None-Match", "bucket " + TestClients.BUCKET);
                assertThat(Await.all(data.objects().map(S3Object::key))).isEmpty();
                Await.done(data.dispose());
            }
        }
    }

    @Test
    void an_endpoint_that_takes_no_notice_of_the_condition_is_refused() {
        S3Fixture data = new S3Fixture().tryingTheEndpoint();
        data.wire.harm(1000, Wire.puts("/probe/"), Wire.refused(200, ""));

        StorageException refused = Await.error(
                StorageException.class,
                data.open(FixtureOptions.defaults()).management().initialize());

        assertThat(refused.getMessage()).contains("second create");
        Await.done(data.dispose());
    }

    @Test
    void an_endpoint_that_says_it_does_not_know_the_condition_is_refused() {
        S3Fixture data = new S3Fixture().tryingTheEndpoint();
        data.wire.harm(1000, Wire.puts("/probe/"), Wire.refused(501, "NotImplemented"));

        StorageException refused = Await.error(
                StorageException.class,
                data.open(FixtureOptions.defaults()).management().initialize());

        assertThat(refused.getMessage()).contains("501");
        assertThat(Await.all(data.objects())).isEmpty();
        Await.done(data.dispose());
    }

    @ParameterizedTest
    @CsvSource({"PUT,replaced an object that has another tag", "DELETE,deleted an object that has another tag"})
    void an_endpoint_that_takes_no_notice_of_If_Match_is_refused(String method, String what) {
        S3Fixture data = new S3Fixture().tryingTheEndpoint();
        data.wire.harm(
                1000,
                request -> request.method().name().equals(method)
                        && request.firstMatchingHeader("If-Match").orElse("").startsWith("\"00000000"),
                Wire.refused(200, "OK"));

        StorageException refused = Await.error(
                StorageException.class,
                data.open(FixtureOptions.defaults()).management().initialize());

        assertThat(refused.getMessage()).contains(what, method + " with If-Match");
        assertThat(Await.all(data.objects())).isEmpty();
        Await.done(data.dispose());
    }

    @Test
    void an_endpoint_that_takes_no_notice_of_If_Match_will_do_without_states() {
        S3Fixture data = new S3Fixture(options -> options.states(false)).tryingTheEndpoint();
        data.wire.harm(1000, request -> request.headers().containsKey("If-Match"), Wire.refused(200, "OK"));
        EventStore store = data.open(FixtureOptions.defaults());

        Await.done(store.management().initialize());

        assertThat(Await.error(StorageException.class, store.states().get("space", "key")))
                .hasMessageContaining("states(false)");
        assertThat(Await.error(StorageException.class, store.states().create("space", "key", new byte[1])))
                .hasMessageContaining("If-Match");
        Await.done(data.dispose());
    }

    @ParameterizedTest
    @CsvSource({"PUT,did not replace", "DELETE,did not delete"})
    void an_endpoint_that_refuses_the_right_tag_is_refused(String method, String what) {
        S3Fixture data = new S3Fixture().tryingTheEndpoint();
        data.wire.harm(
                1000,
                request -> request.method().name().equals(method)
                        && request.headers().containsKey("If-Match"),
                Wire.refused(412, "PreconditionFailed"));

        StorageException refused = Await.error(
                StorageException.class,
                data.open(FixtureOptions.defaults()).management().initialize());

        assertThat(refused.getMessage()).contains(what, method + " with If-Match");
        Await.done(data.dispose());
    }
}
