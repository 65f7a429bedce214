package io.aett.reactive.cli.python;

import com.mongodb.ConnectionString;
import com.mongodb.client.model.Sorts;
import com.mongodb.reactivestreams.client.MongoClient;
import com.mongodb.reactivestreams.client.MongoDatabase;
import io.aett.reactive.cli.store.Servers;
import org.bson.Document;
import org.bson.types.Binary;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The collections in MongoDB, in the order of their {@code CheckpointToken}, which counts from 0. */
final class PythonMongo implements PythonStore {

    private static final int BATCH = 100;
    private static final String TOKEN = "CheckpointToken";

    private final MongoClient client;
    private final MongoDatabase database;
    private final String commits;
    private final String snapshots;

    PythonMongo(ConnectionString address, String database, String commits, String snapshots) {
        this.client = Servers.connect(address);
        this.database = client.getDatabase(database);
        this.commits = commits;
        this.snapshots = snapshots;
    }

    @Override
    public Flux<Row> rows() {
        return Flux.from(database.getCollection(commits)
                        .find()
                        .sort(Sorts.ascending(TOKEN, RowDecoder.TENANT, RowDecoder.STREAM, RowDecoder.SEQUENCE))
                        .allowDiskUse(true)
                        .batchSize(BATCH))
                .map(PythonMongo::row);
    }

    private static Row row(Document document) {
        long token = document.get(TOKEN) instanceof Number number ? number.longValue() : -1;
        return new Row(token + 1, "document " + document.get("_id"), name -> {
            if (token < 0) {
                throw new UnreadableRowException("has no " + TOKEN + ", and so no place in the order");
            }
            return document.get(name) instanceof Binary binary ? binary.getData() : document.get(name);
        });
    }

    @Override
    public Mono<Long> snapshots() {
        return Mono.from(database.getCollection(snapshots).countDocuments());
    }

    @Override
    public Mono<Void> close() {
        return Mono.<Void>fromRunnable(client::close).subscribeOn(Schedulers.boundedElastic());
    }
}
