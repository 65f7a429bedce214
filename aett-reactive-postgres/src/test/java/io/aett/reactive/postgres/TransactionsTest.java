package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import org.junit.jupiter.api.Nested;

/** Transactions on each kind of connection that a store may have. */
class TransactionsTest {

    @Nested
    class OnConnectionsOfItsOwn extends TransactionCases {
        @Override
        protected PostgresFixture fixture() {
            return new PostgresFixture();
        }
    }

    @Nested
    class OnAPoolOfTheUsers extends TransactionCases {
        @Override
        protected PostgresFixture fixture() {
            return new GivenPoolFixture();
        }
    }

    @Nested
    class OnAFactoryThatIsNoPool extends TransactionCases {
        @Override
        protected PostgresFixture fixture() {
            return new PostgresFixture() {
                @Override
                PostgresEventStore create(PostgresOptions options) {
                    assertThat(options).isNotNull();
                    return PostgresEventStore.create(
                            counting(new PostgresqlConnectionFactory(
                                    database.configuration().build())),
                            options);
                }
            };
        }
    }
}
