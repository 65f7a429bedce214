package io.aett.reactive.s3;

import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.FaultMatrixContract;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testkit.matrix.Pace;
import io.aett.reactive.testservers.S3Server;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Networks, throttles, servers, processes, callers and clocks that fail under everything that the store does. */
class S3MatrixTest extends FaultMatrixContract<S3Ground> {

    private S3Server server;

    @BeforeAll
    void startServer() {
        server = S3Server.startOwnOnDisk();
        TestClients.makeBucket(server);
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    protected String store() {
        return "s3";
    }

    @Override
    protected S3Ground ground() {
        return new S3Ground(server);
    }

    @Override
    protected List<Fault<? super S3Ground>> faults() {
        List<Fault<? super S3Ground>> faults = new ArrayList<>();
        faults.addAll(Faults.ofConnections());
        faults.addAll(S3Ground.refusals());
        faults.addAll(Faults.ofServers());
        faults.addAll(Faults.ofWriters());
        faults.addAll(Faults.ofCallers());
        return faults;
    }

    /** Everything takes some round trips. */
    @Override
    protected Pace pace() {
        return Pace.ofDefaults().withTimeout(Duration.ofSeconds(3));
    }

    @Override
    protected int turn() {
        return 1;
    }
}
