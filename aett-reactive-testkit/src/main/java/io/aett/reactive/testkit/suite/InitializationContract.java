package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.EventStore;
import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.support.Await;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** Stores that need {@code initialize()}: M4. Not for stores that exist as soon as they are made. */
public abstract class InitializationContract extends ContractSuite<EventStoreFixture> {

    /** M4. */
    @Test
    void use_before_initialize_is_an_error_that_names_the_cure() {
        EventStore store = data().open(FixtureOptions.defaults());

        for (Flux<?> use : ManagementContract.everything(store, first(noted("a")))) {
            StorageException error = Await.error(StorageException.class, use);
            assertThat(error.getMessage()).contains("initialize");
        }
    }

    /** M4: and the same store works once it is initialized. */
    @Test
    void a_store_works_as_soon_as_it_is_initialized_after_it_failed() {
        EventStore store = data().open(FixtureOptions.defaults());
        Await.error(StorageException.class, store.commits().commit(first(noted("a"))));

        Await.done(store.management().initialize());
        Commit stored = commit(store, first(noted("a")));

        assertThat(read(store, TENANT, STREAM)).containsExactly(stored);
    }
}
