package io.aett.reactive.testkit.matrix;

import io.aett.reactive.testkit.always.AlwaysOn;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Footprint;
import io.aett.reactive.testkit.support.Seeded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every fault in every operation: while it lasts and afterwards nothing that was acknowledged is lost, moved or doubled, nobody reads what is
 * not so, every call ends within its time-outs and a bound, and when it is over everything works again, with the same store object.
 *
 * <p>Each cell is a test of its own, of a seed that it tells when it fails. {@code -Daett.matrix.cell="black hole x follow"
 * -Daett.testkit.seed=7} runs one cell again.
 *
 * @param <G> the ground, with what its faults need
 */
@ExtendWith(AlwaysOn.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class FaultMatrixContract<G extends FaultGround> {

    /** The system property that picks cells by a part of their names. */
    public static final String CELL = "aett.matrix.cell";

    /** The system property with the operation, counted from 0, in which the first fault is tried by default. */
    public static final String TURN = "aett.matrix.turn";

    /** The system property with the minutes for which cells are tried as they come; an hour unless it is given. */
    public static final String SOAK = "aett.matrix.soak";

    /** The system property with the number of seeds for each cell in the long tier; three unless it is given. */
    public static final String SEEDS = "aett.matrix.seeds";

    /** After so many runs the process has all that it needs for the next ones. */
    private static final int USUAL = 20;

    private static final Logger LOG = LoggerFactory.getLogger(FaultMatrixContract.class);

    private @Nullable MatrixReport report;

    private MatrixReport report() {
        MatrixReport begun = report == null ? new MatrixReport(store()) : report;
        report = begun;
        return begun;
    }

    /** What the store is called in the table. */
    protected abstract String store();

    /** A new ground: called once for each cell. */
    protected abstract G ground();

    /** What can go wrong there. */
    protected abstract List<Fault<? super G>> faults();

    /** What can go wrong there, but takes too long for every day: the long tier alone tries it, or who asks for a cell by its name. */
    protected List<Fault<? super G>> longFaults() {
        return List.of();
    }

    /** What is done meanwhile. */
    protected List<Operation> operations() {
        return Operation.all();
    }

    /** How long things may take. */
    protected Pace pace() {
        return Pace.ofDefaults();
    }

    /**
     * In which operation the first fault is tried by default; each further fault in the operation before that. So a run tries the
     * same cells as the last one, and {@value #TURN} picks others.
     */
    protected int turn() {
        return 0;
    }

    /** Each fault once, and each operation if there are as many faults. */
    @TestFactory
    Stream<DynamicTest> each_fault_in_one_of_the_operations() {
        int turn = Integer.getInteger(TURN, turn());
        int operations = operations().size();
        return tests(
                1,
                System.getProperty(CELL) == null
                        ? all(faults()).stream().filter(place -> place.isDue(turn, operations))
                        : all().stream());
    }

    /** The whole matrix, with several seeds. */
    @TestFactory
    @Tag("long")
    Stream<DynamicTest> every_fault_in_every_operation() {
        return tests(Integer.getInteger(SEEDS, 3), all().stream());
    }

    /** Any fault in any operation, one after the other, and all of it leaves nothing behind in the process that went through it. */
    @Test
    @Tag("long")
    void an_hour_of_faults_leaves_nothing_behind() {
        List<Cell<G>> cells = wanted(all().stream()).toList();
        Duration soak = Duration.ofMinutes(Integer.getInteger(SOAK, 60));
        MatrixReport soaked = new MatrixReport(store() + "-soak");
        Seeded.run(random -> {
            for (int i = 0; i < USUAL; i++) {
                runAny(cells, random, soaked);
            }
            Footprint before = Footprint.now();
            long begun = System.nanoTime();
            int runs = 0;
            while (System.nanoTime() - begun < soak.toNanos()) {
                runAny(cells, random, soaked);
                runs++;
            }
            AtomicReference<Footprint> after = new AtomicReference<>(Footprint.now());
            Await.until(() -> after.get() + ", but before " + before, () -> {
                after.set(Footprint.now());
                return Objects.requireNonNull(after.get()).isWithin(before);
            });
            LOG.info("{} runs of cells in {}: {} before, {} after", runs, soak, before, after.get());
        });
    }

    private void runAny(List<Cell<G>> cells, Random random, MatrixReport soaked) {
        Cell<G> cell = cells.get(random.nextInt(cells.size()));
        long seed = random.nextLong();
        try {
            cell.run(seed, soaked);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError(cell.name() + " with seed " + seed + ": " + e.getMessage(), e);
        }
    }

    private record Place<G extends FaultGround>(int row, int column, Cell<G> cell) {
        boolean isDue(int turn, int operations) {
            return (row + column) % operations == turn;
        }
    }

    private List<Place<G>> all() {
        List<Fault<? super G>> faults = new ArrayList<>(faults());
        faults.addAll(longFaults());
        return all(faults);
    }

    private List<Place<G>> all(List<Fault<? super G>> faults) {
        List<Operation> operations = operations();
        List<Place<G>> all = new ArrayList<>();
        for (int row = 0; row < faults.size(); row++) {
            for (int column = 0; column < operations.size(); column++) {
                all.add(new Place<>(
                        row,
                        column,
                        new Cell<>(store(), faults.get(row), operations.get(column), this::ground, pace())));
            }
        }
        return all;
    }

    private Stream<Cell<G>> wanted(Stream<Place<G>> places) {
        String wanted = System.getProperty(CELL, "");
        return places.map(Place::cell).filter(cell -> cell.name().contains(wanted));
    }

    private Stream<DynamicTest> tests(int seeds, Stream<Place<G>> places) {
        return wanted(places)
                .flatMap(cell -> IntStream.range(0, seeds)
                        .mapToObj(i -> DynamicTest.dynamicTest(
                                cell.name(), () -> Seeded.withSeed(seed -> cell.run(seed, report())))));
    }

    @AfterAll
    final void publish() {
        report().publish();
    }
}
