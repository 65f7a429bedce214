package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.AppendResult;
import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.spi.LogPage;
import io.aett.reactive.spi.PageRequest;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What an append sends that meets another one at its streams, and what becomes of the rest of its batch. */
class ContentionTest extends ContractSuite<PostgresFixture> {

    private static final Predicate<String> LEAVES_OUT = sql -> sql.contains("ON CONFLICT");

    private final CountingFactory counted = new CountingFactory(new PostgresqlConnectionFactory(
            Database.shared().configuration().forceBinary(true).build()));

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private PostgresEventStore counting() {
        store();
        return data().opened(PostgresEventStore.own(
                counted,
                data().options(FixtureOptions.defaults()).notifications(false).build()));
    }

    private static List<AppendResult> append(PostgresEventStore store, EncodedCommit... batch) {
        return Await.value(store.storage().commits().append(Arrays.asList(batch)));
    }

    private static EncodedCommit commit(String stream, long sequence) {
        return StalledWriter.encoded(TENANT, stream, sequence);
    }

    private static EncodedCommit[] firsts(int number) {
        return IntStream.range(0, number).mapToObj(i -> commit("s" + i, 1)).toArray(EncodedCommit[]::new);
    }

    /** The same id at a later sequence. */
    private static EncodedCommit withIdOf(EncodedCommit other, long sequence) {
        EncodedCommit commit = commit(other.stream().streamId(), sequence);
        return new EncodedCommit(
                commit.stream(),
                sequence,
                sequence,
                1,
                other.commitId(),
                commit.nonce(),
                commit.stamp(),
                commit.payload(),
                0);
    }

    @Test
    void an_append_that_meets_nobody_is_a_plain_insert() {
        PostgresEventStore store = counting();
        append(store, commit("alone", 1));
        append(store, firsts(64));

        assertThat(counted.executed()).hasSize(2).noneMatch(LEAVES_OUT);
    }

    @Test
    void where_one_is_taken_the_others_of_the_batch_are_stored_all_the_same() {
        EncodedCommit taken = commit("s1", 1);
        EncodedCommit twice = commit("s2", 1);
        append((PostgresEventStore) store(), taken, twice);
        PostgresEventStore store = counting();
        EncodedCommit[] batch = firsts(64);
        batch[2] = withIdOf(twice, 2);
        batch[3] = commit("s3", 7);

        List<AppendResult> results = append(store, batch);

        assertThat(results.get(1)).isEqualTo(new AppendResult.SequenceTaken(1, 1));
        assertThat(results.get(2))
                .isInstanceOfSatisfying(
                        AppendResult.AlreadyStored.class,
                        already -> assertThat(already.commit().nonce()).isEqualTo(twice.nonce()));
        assertThat(results.get(3)).isEqualTo(new AppendResult.OutOfOrder(0, 0));
        List<AppendResult> others = new ArrayList<>(results);
        others.subList(1, 4).clear();
        assertThat(others).hasSize(61).allMatch(AppendResult.Appended.class::isInstance);
        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(63);
        assertThat(counted.executed()).hasSize(3);
        assertThat(counted.executed().get(0)).doesNotMatch(LEAVES_OUT);
        assertThat(counted.executed().get(1)).matches(LEAVES_OUT);
        assertThat(counted.opened()).isEqualTo(1);
    }

    @Test
    void what_was_undone_holds_no_reader() {
        EncodedCommit first = commit("s0", 1);
        append((PostgresEventStore) store(), first);
        append(counting(), commit("s0", 1));

        LogPage page = Await.value(
                ((PostgresEventStore) second()).storage().commits().readAll(new PageRequest(0, 10, Long.MAX_VALUE)));

        assertThat(page.settled()).isEqualTo(page.head().last());
        assertThat(page.commits()).extracting(EncodedCommit::nonce).containsExactly(first.nonce());
    }

    @Test
    void after_a_lost_race_appends_reckon_with_others_for_a_while() {
        append((PostgresEventStore) store(), commit("s0", 1));
        PostgresEventStore store = counting();
        assertThat(append(store, commit("s0", 1))).containsExactly(new AppendResult.SequenceTaken(1, 1));
        counted.reset();

        IntStream.rangeClosed(1, Caution.APPENDS + 1).forEach(n -> append(store, commit("other", n)));

        List<String> executed = counted.executed();
        assertThat(executed.subList(0, Caution.APPENDS)).allMatch(LEAVES_OUT);
        assertThat(executed.subList(Caution.APPENDS, executed.size()))
                .hasSize(1)
                .noneMatch(LEAVES_OUT);
    }

    @Test
    void as_long_as_races_are_lost_no_statement_is_undone() {
        append((PostgresEventStore) store(), commit("s0", 1));
        PostgresEventStore store = counting();
        append(store, commit("s0", 1));
        counted.reset();

        IntStream.range(0, Caution.APPENDS + 1).forEach(n -> append(store, commit("s0", 1)));

        assertThat(counted.executed().stream().filter(LEAVES_OUT)).hasSize(Caution.APPENDS + 1);
    }

    @Test
    void a_gap_is_no_reason_to_reckon_with_others() {
        PostgresEventStore store = counting();
        assertThat(append(store, commit("s0", 7))).containsExactly(new AppendResult.OutOfOrder(0, 0));

        append(store, commit("s0", 1));

        assertThat(counted.executed()).noneMatch(LEAVES_OUT);
    }

    /** A rule of somebody else's, with the same SQLSTATE. */
    @Test
    void an_error_that_only_looks_like_a_lost_race_is_told() {
        PostgresEventStore store = counting();
        data().database.admin("""
                CREATE FUNCTION %1$s.refuse() RETURNS trigger LANGUAGE plpgsql
                AS $$ BEGIN RAISE unique_violation USING MESSAGE = 'not here'; END $$
                """.formatted(data().schema));
        data().database.admin("""
                CREATE TRIGGER refusing BEFORE INSERT ON %1$s.commits FOR EACH ROW EXECUTE FUNCTION %1$s.refuse()
                """.formatted(data().schema));
        for (int size : new int[] {1, 2}) {
            Recorder<?> refused = Recorder.of(store.storage().commits().append(Arrays.asList(firsts(size))));

            assertThat(store.storage().failures().classify(refused.awaitError()))
                    .isEqualTo(Kind.FINAL);
        }
        assertThat(Await.value(raw().commits(TENANT))).isZero();
        data().database.admin("DROP FUNCTION %s.refuse() CASCADE".formatted(data().schema));
    }
}
