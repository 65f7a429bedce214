package io.aett.reactive.mongodb;

import com.mongodb.reactivestreams.client.MongoClient;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;

/** The storage below one store, its parts within reach of a test. */
final class Backend {

    final MongoClient client;
    final Collections collections;
    final Generations generations;
    final MongoSealedStorage sealed;
    final MongoCommitLog log;
    final MongoManagement management;
    final MongoSnapshotTable snapshots;
    final MongoStateTable states;
    final WakeUps wakeUps;

    private Backend(MongoClient client, MongoOptions options) {
        this.client = client;
        collections = Collections.of(client, options);
        generations = new Generations(collections);
        Counter counter = new Counter(collections);
        Parts parts = new Parts(collections);
        sealed = new MongoSealedStorage(collections, generations, counter, parts);
        wakeUps = new WakeUps(client, collections, generations, options.engine().scheduler());
        log = new MongoCommitLog(collections, generations, parts, sealed, options, wakeUps);
        snapshots = new MongoSnapshotTable(collections, generations);
        states = new MongoStateTable(collections, generations);
        management = new MongoManagement(collections, generations, counter);
    }

    /** Another process on the fixture's data. */
    static Backend of(MongoFixture fixture) {
        return of(fixture, fixture.client());
    }

    static Backend of(MongoFixture fixture, MongoClient client) {
        return new Backend(client, options(fixture).build());
    }

    /** That lets the server take no longer than this for anything. */
    static Backend hasty(MongoFixture fixture, Duration timeout) {
        return new Backend(
                fixture.client(),
                options(fixture).commitTimeout(timeout).readTimeout(timeout).build());
    }

    private static MongoOptions.Builder options(MongoFixture fixture) {
        return MongoOptions.builder().database(fixture.database).sealDelay(Duration.ofMillis(50));
    }

    static Backend initialized(MongoFixture fixture) {
        Backend backend = of(fixture);
        Await.done(backend.management.initialize());
        return backend;
    }
}
