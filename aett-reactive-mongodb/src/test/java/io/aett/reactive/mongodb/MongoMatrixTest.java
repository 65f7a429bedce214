package io.aett.reactive.mongodb;

import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.FaultMatrixContract;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testservers.MongoServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Networks, servers, processes, callers and clocks that fail under everything that the store does, on a replica set of one. */
class MongoMatrixTest extends FaultMatrixContract<MongoGround> {

    private MongoServer server;

    @BeforeAll
    void startServer() {
        server = MongoServer.startOwnReplicaSet();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    protected String store() {
        return "mongodb";
    }

    @Override
    protected MongoGround ground() {
        return new MongoGround(server);
    }

    @Override
    protected List<Fault<? super MongoGround>> faults() {
        List<Fault<? super MongoGround>> faults = new ArrayList<>();
        faults.addAll(Faults.ofConnections());
        faults.addAll(Faults.ofServers());
        faults.addAll(Faults.ofWriters());
        faults.addAll(Faults.ofCallers());
        return faults;
    }
}
