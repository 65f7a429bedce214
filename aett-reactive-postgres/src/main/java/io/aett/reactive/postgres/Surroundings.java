package io.aett.reactive.postgres;

import io.r2dbc.spi.Connection;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What a store needs of the server and the session that it gets.
 *
 * @param version {@code server_version_num}
 * @param encoding of the database
 * @param isolation of transactions by default
 * @param standby whether the server follows another one
 * @param searched the schemas in which names are looked up, in order, those that are searched implicitly among them
 */
record Surroundings(int version, String encoding, String isolation, boolean standby, String searched) {

    private static final int OLDEST = 13_00_00;

    /** Asked before anything else, so by nothing that another search path could turn into something else. */
    private static final String ASK = """
            SELECT pg_catalog.current_setting('server_version_num'), pg_catalog.current_setting('server_encoding'),
                   pg_catalog.current_setting('transaction_isolation'), pg_catalog.pg_is_in_recovery(),
                   pg_catalog.array_to_string(pg_catalog.current_schemas(true), ',')
            """;

    static Mono<Surroundings> of(Connection connection) {
        return Connections.row(
                connection.createStatement(ASK),
                row -> new Surroundings(
                        Integer.parseInt(CommitRow.text(row, 0)),
                        CommitRow.text(row, 1),
                        CommitRow.text(row, 2),
                        CommitRow.value(row, 3, Boolean.class),
                        CommitRow.text(row, 4)));
    }

    /** Why a store can never be kept here, and what to do about it; or null. */
    @Nullable
    String refusal() {
        if (version < OLDEST) {
            return "the server is of version " + version / 10_000 + "; use PostgreSQL 13 or later";
        }
        if (!encoding.equals("UTF8")) {
            return "the database's encoding is " + encoding + ", in which not every text can be stored; use a database"
                    + " that was created with ENCODING 'UTF8'";
        }
        if (!isolation.equals("read committed")) {
            return "the default isolation of this connection is " + isolation
                    + "; set default_transaction_isolation to 'read committed' for it";
        }
        if (!searched.replaceFirst("^pg_(toast_)?temp_[0-9]+,", "").matches("pg_catalog(,.*)?")) {
            return "search_path puts other schemas before pg_catalog (" + searched
                    + "), so that what they contain is taken for the server's own; leave pg_catalog out of it, or"
                    + " put it first";
        }
        return null;
    }
}
