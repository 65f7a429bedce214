package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.process.ProcessFixture;
import io.aett.reactive.testkit.process.StoreOpener;
import io.aett.reactive.testservers.MongoServer;
import java.util.List;

/** A database that other processes use too, on a replica set. */
class MongoProcessFixture extends MongoFixture implements ProcessFixture {

    MongoProcessFixture(MongoServer server) {
        super(server.uri());
    }

    @Override
    public Class<? extends StoreOpener> opener() {
        return MongoOpener.class;
    }

    @Override
    public List<String> openerArguments() {
        return MongoOpener.arguments(this);
    }
}
