package io.aett.reactive.postgres;

import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.Fault.Span;
import io.aett.reactive.testkit.matrix.FaultMatrixContract;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testservers.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Networks, servers, processes, pools, callers and clocks that fail under everything that the store does. */
class PostgresMatrixTest extends FaultMatrixContract<PostgresGround> {

    private PostgresServer server;
    private Database database;

    @BeforeAll
    void startServer() {
        server = PostgresServer.startOwn();
        database = Database.prepared(server);
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    protected String store() {
        return "postgres";
    }

    @Override
    protected PostgresGround ground() {
        return new PostgresGround(database);
    }

    @Override
    protected List<Fault<? super PostgresGround>> faults() {
        List<Fault<? super PostgresGround>> faults = new ArrayList<>();
        faults.addAll(Faults.ofConnections());
        faults.add(new Fault<>("pool exhausted", Span.PAST_TIMEOUTS, (ground, random) -> ground.exhaustion()));
        faults.addAll(Faults.ofServers());
        faults.addAll(Faults.ofWriters());
        faults.addAll(Faults.ofCallers());
        faults.add(failOver("fail-over", Span.ONCE, FailOver.Way.PROMOTED_BEFORE));
        return faults;
    }

    @Override
    protected List<Fault<? super PostgresGround>> longFaults() {
        return List.of(
                Faults.diskFull(),
                new Fault<>("tables full", Span.PAST_TIMEOUTS, (ground, random) -> ground.fullTables()),
                failOver("fail-over, standby first", Span.PAST_TIMEOUTS, FailOver.Way.PROMOTED_AFTER),
                failOver("fail-over, two hosts", Span.PAST_TIMEOUTS, FailOver.Way.TWO_HOSTS));
    }

    private static Fault<PostgresGround> failOver(String name, Span span, FailOver.Way way) {
        return new Fault<>(name, span, (ground, random) -> ground.failOver(way));
    }
}
