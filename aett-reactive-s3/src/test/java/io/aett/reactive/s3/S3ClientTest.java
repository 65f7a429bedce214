package io.aett.reactive.s3;

import static io.aett.reactive.s3.S3RequestsTest.commitOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.events.TestEvents;
import io.aett.reactive.testkit.support.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.DelegatingS3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Clients that read and write objects in parts. */
@ExtendWith(AlwaysOn.class)
class S3ClientTest {

    private final S3Fixture data = new S3Fixture();
    private final S3AsyncClient multipart = TestClients.multipart(data.server);

    @AfterEach
    void close() {
        multipart.close();
        Await.done(data.dispose());
    }

    private EventStore open(S3AsyncClient client) {
        return S3EventStore.create(
                client, data.options(FixtureOptions.defaults()).build(), true);
    }

    @Test
    void a_client_with_multipart_enabled_writes_and_reads_commits_of_any_size_in_one_request() {
        EventStore store = open(multipart);
        Await.done(store.management().initialize());
        Commit small = Await.value(store.commits().commit(commitOf("s", 1)));
        Commit large = Await.value(store.commits()
                .commit(Commit.builder()
                        .tenantId("t")
                        .streamId("s")
                        .commitSequence(2)
                        .streamRevision(2)
                        .event(TestEvents.noted("x".repeat(11 << 20)))
                        .build()));

        assertThat(Await.all(store.commits().get("t", "s"))).containsExactly(small, large);
        assertThat(Await.all(data.open(FixtureOptions.defaults()).commits().get("t", "s")))
                .containsExactly(small, large);
        Await.done(store.close());
    }

    @Test
    void a_client_that_hides_one_with_multipart_enabled_is_refused_with_the_cure() {
        EventStore store = open(new DelegatingS3AsyncClient(multipart) {});

        assertThat(Await.error(StorageException.class, store.management().initialize()))
                .hasMessageContaining("multipartEnabled");
        Await.done(store.close());
    }
}
