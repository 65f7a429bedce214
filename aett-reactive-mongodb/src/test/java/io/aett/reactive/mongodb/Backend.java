package io.aett.reactive.mongodb;

import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;

/** The storage below one store, its parts within reach of a test. */
final class Backend {

    final Collections collections;
    final Generations generations;
    final MongoSealedStorage sealed;
    final MongoCommitLog log;
    final MongoManagement management;

    private Backend(MongoClient client, MongoOptions options) {
        collections = Collections.of(client, options.database());
        generations = new Generations(collections);
        Counter counter = new Counter(collections);
        Parts parts = new Parts(collections);
        sealed = new MongoSealedStorage(collections, generations, counter, parts);
        WakeUps wakeUps =
                new WakeUps(client, collections, generations, options.engine().scheduler());
        log = new MongoCommitLog(collections, generations, parts, sealed, options, wakeUps);
        management = new MongoManagement(collections, generations, counter);
    }

    /** Another process on the fixture's data. */
    static Backend of(MongoFixture fixture) {
        return of(fixture, fixture.client());
    }

    static Backend of(MongoFixture fixture, MongoClient client) {
        MongoOptions options = MongoOptions.builder()
                .database(fixture.database)
                .sealDelay(Duration.ofMillis(50))
                .build();
        return new Backend(client, options);
    }

    static Backend initialized(MongoFixture fixture) {
        Backend backend = of(fixture);
        Await.done(backend.management.initialize());
        return backend;
    }
}
