package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.spi.EncodedCommit;
import io.aett.reactive.spi.FailureClassifier.Kind;
import io.aett.reactive.testkit.FixtureOptions;
import io.aett.reactive.testkit.suite.ContractSuite;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testkit.support.Recorder;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** W5: what may be stored is never reported as not written. */
class AppendOutcomeTest extends ContractSuite<PostgresFixture> {

    private final CountingFactory stepped = new CountingFactory(
            new PostgresqlConnectionFactory(Database.shared().configuration().build()));

    @Override
    protected PostgresFixture fixture() {
        return new PostgresFixture();
    }

    private Kind outcomeWhenTheReasonIsNotToBeHad(List<EncodedCommit> batch) {
        store();
        PostgresEventStore store = data().opened(PostgresEventStore.own(
                stepped,
                data().options(FixtureOptions.defaults()).notifications(false).build()));
        stepped.beforeEach(sql -> {
            if (!sql.contains("INSERT")) {
                throw new R2dbcTransientResourceException("cancelled", "57014");
            }
        });
        Recorder<?> append = Recorder.of(store.storage().commits().append(batch));
        return store.storage().failures().classify(append.awaitError());
    }

    @Test
    void a_batch_of_which_some_are_stored_is_of_unknown_outcome() {
        Kind outcome = outcomeWhenTheReasonIsNotToBeHad(
                List.of(StalledWriter.encoded(TENANT, "stored", 1), StalledWriter.encoded(TENANT, "refused", 7)));

        assertThat(Await.value(raw().commits(TENANT))).isEqualTo(1);
        assertThat(outcome).isEqualTo(Kind.UNKNOWN);
    }

    @Test
    void a_batch_of_which_none_is_stored_is_not_written() {
        Kind outcome = outcomeWhenTheReasonIsNotToBeHad(
                List.of(StalledWriter.encoded(TENANT, "one", 7), StalledWriter.encoded(TENANT, "two", 7)));

        assertThat(Await.value(raw().commits(TENANT))).isZero();
        assertThat(outcome).isEqualTo(Kind.NOT_APPLIED);
    }
}
