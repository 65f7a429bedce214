package io.aett.reactive.dynamodb;

import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.FaultMatrixContract;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testkit.matrix.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Networks, throttles, processes, callers and clocks that fail under everything that the store does. */
class DynamoMatrixTest extends FaultMatrixContract<DynamoGround> {

    @Override
    protected String store() {
        return "dynamodb";
    }

    @Override
    protected DynamoGround ground() {
        return new DynamoGround();
    }

    @Override
    protected List<Fault<? super DynamoGround>> faults() {
        List<Fault<? super DynamoGround>> faults = new ArrayList<>();
        faults.addAll(Faults.ofConnections());
        faults.addAll(DynamoGround.refusals());
        faults.addAll(Faults.ofWriters());
        faults.addAll(Faults.ofCallers());
        return faults;
    }

    /** The server takes one request after the other. */
    @Override
    protected Pace pace() {
        return Pace.ofDefaults().withTimeout(Duration.ofSeconds(3));
    }

    @Override
    protected int turn() {
        return 2;
    }
}
