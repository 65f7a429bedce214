package io.aett.reactive.postgres;

import io.aett.reactive.testkit.process.TransactionProcessContract;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Consumers in JVMs of their own that handle in transactions. */
class TransactionProcessTest extends TransactionProcessContract<PostgresProcessFixture> {

    @Override
    protected PostgresProcessFixture fixture() {
        return new PostgresProcessFixture();
    }

    @BeforeEach
    void makeTable() {
        store();
        data().database
                .admin("CREATE TABLE %1$s (checkpoint bigint); GRANT INSERT ON %1$s TO %2$s"
                        .formatted(PostgresOpener.rows(data().schema), Database.ROLE));
    }

    @Override
    protected List<Long> rows() {
        return data().database
                .query("SELECT checkpoint FROM " + PostgresOpener.rows(data().schema), row -> CommitRow.number(row, 0));
    }
}
