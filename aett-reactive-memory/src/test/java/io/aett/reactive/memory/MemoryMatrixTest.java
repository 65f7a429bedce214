package io.aett.reactive.memory;

import io.aett.reactive.testkit.matrix.Fault;
import io.aett.reactive.testkit.matrix.FaultMatrixContract;
import io.aett.reactive.testkit.matrix.Faults;
import io.aett.reactive.testkit.matrix.Pace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Requests and answers that are lost between engine and storage, callers that are cancelled, and clocks that are set. */
class MemoryMatrixTest extends FaultMatrixContract<MemoryGround> {

    @Override
    protected String store() {
        return "memory";
    }

    @Override
    protected MemoryGround ground() {
        return MemoryGround.of(UnaryOperator.identity());
    }

    @Override
    protected List<Fault<? super MemoryGround>> faults() {
        List<Fault<? super MemoryGround>> faults = new ArrayList<>();
        faults.addAll(Faults.ofStorage());
        faults.addAll(Faults.ofCallers());
        return faults;
    }

    @Override
    protected Pace pace() {
        return Pace.ofDefaults().withTimeout(Duration.ofMillis(300));
    }
}
