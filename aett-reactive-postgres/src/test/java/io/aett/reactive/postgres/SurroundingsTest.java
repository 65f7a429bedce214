package io.aett.reactive.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.StorageException;
import io.aett.reactive.testkit.support.Await;
import io.aett.reactive.testservers.PostgresServer;
import io.r2dbc.spi.ConnectionFactoryOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers and databases in which a store cannot be kept. */
class SurroundingsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "130000 | UTF8      | read committed  | false | pg_catalog                          |",
                "180001 | UTF8      | read committed  | false | pg_temp_12,pg_catalog,public        |",
                "129999 | UTF8      | read committed  | false | pg_catalog,public                   | version 12",
                "90624  | UTF8      | read committed  | false | pg_catalog,public                   | version 9",
                "180001 | LATIN1    | read committed  | false | pg_catalog,public                   | ENCODING 'UTF8'",
                "180001 | SQL_ASCII | read committed  | false | pg_catalog,public                   | ENCODING 'UTF8'",
                "180001 | UTF8      | repeatable read | false | pg_catalog,public                   | read committed",
                "180001 | UTF8      | read committed  | false | public,pg_catalog                   | search_path",
                "180001 | UTF8      | read committed  | false | pg_temp_3,public,pg_catalog         | search_path",
                "180001 | UTF8      | read committed  | true  | pg_catalog,public                   |",
            })
    void what_does_not_do_is_refused_with_its_cure(
            int version, String encoding, String isolation, boolean standby, String searched, String cure) {
        String refusal = new Surroundings(version, encoding, isolation, standby, searched).refusal();

        if (cure == null) {
            assertThat(refusal).isNull();
        } else {
            assertThat(refusal).contains(cure);
        }
    }

    @Test
    void a_database_of_another_encoding_is_refused() {
        PostgresServer server = Database.shared().server();
        server.dropDatabase("aett_latin");
        server.execute("CREATE DATABASE aett_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        PostgresEventStore store = PostgresEventStore.create(
                ConnectionFactoryOptions.parse(server.url("aett_latin")), PostgresOptions.ofDefaults());
        try {
            StorageException error =
                    Await.error(StorageException.class, store.management().initialize());
            assertThat(error).hasMessageContaining("LATIN1").hasMessageContaining("ENCODING 'UTF8'");
        } finally {
            Await.done(store.close());
            server.dropDatabase("aett_latin");
        }
    }

    @Test
    void a_search_path_that_hides_the_servers_own_functions_is_refused() {
        PostgresServer server = Database.shared().server();
        PostgresEventStore store = PostgresEventStore.create(
                ConnectionFactoryOptions.parse(server.url() + "?options=search_path=public%2Cpg_catalog"),
                PostgresOptions.builder().schema("never_made").build());
        StorageException error =
                Await.error(StorageException.class, store.management().initialize());
        assertThat(error).hasMessageContaining("search_path");
        Await.done(store.close());
    }
}
