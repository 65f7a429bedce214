package io.aett.reactive.mongodb;

import io.aett.reactive.mongodb.LostPrimary.Way;
import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.Fault.Span;
import io.aett.reactive.testkit.matrix.FaultMatrixContract;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testservers.MongoServer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Networks, servers, processes, callers and clocks that fail under everything that the store does, on a replica set of one; and primaries that are lost,
 * on one of three.
 */
class MongoMatrixTest extends FaultMatrixContract<MongoGround> {

    private MongoServer server;
    private @Nullable ThreeMembers three;

    @BeforeAll
    void startServer() {
        server = MongoServer.startOwnReplicaSet();
    }

    @AfterAll
    void stopServer() {
        server.close();
        if (three != null) {
            three.close();
        }
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
        faults.add(lost("primary killed", Span.ONCE, Way.KILLED));
        return faults;
    }

    @Override
    protected List<Fault<? super MongoGround>> longFaults() {
        return List.of(
                Faults.diskFull(),
                lost("primary steps down", Span.SHORT, Way.STEPS_DOWN),
                lost("primary stopped", Span.PAST_TIMEOUTS, Way.STOPPED),
                lost("primary cut off", Span.PAST_TIMEOUTS, Way.CUT_OFF));
    }

    private Fault<MongoGround> lost(String name, Span span, Way way) {
        return new Fault<>(name, span, (ground, random) -> LostPrimary.of(way, three(), ground, random));
    }

    private ThreeMembers three() {
        ThreeMembers started = three == null ? ThreeMembers.start() : three;
        three = started;
        return started;
    }
}
