package io.aett.reactive.testservers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.r2dbc.spi.R2dbcException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("long")
class PostgresPairTest {

    @Test
    void a_promoted_standby_has_what_was_acknowledged_and_takes_writes() {
        try (PostgresPair pair = PostgresPair.start()) {
            pair.primary().execute("CREATE TABLE t (n int)");
            for (int i = 0; i < 20; i++) {
                pair.primary().execute("INSERT INTO t VALUES (" + i + ")");
            }
            pair.primary().kill();
            pair.awaitReplayed();
            assertThatThrownBy(() -> pair.standby().execute("INSERT INTO t VALUES (20)"))
                    .isInstanceOfSatisfying(
                            R2dbcException.class,
                            e -> assertThat(e.getSqlState()).isEqualTo("25006"));
            pair.promote();
            pair.promote();
            pair.standby().execute("INSERT INTO t VALUES (20)");
            pair.standby().execute("SELECT 1 / (count(*) = 21)::int FROM t");
        }
    }

    @Test
    void a_closed_pair_leaves_nothing() {
        PostgresPair pair = PostgresPair.start();
        Path primary = pair.primary().log();
        Path standby = pair.standby().log();
        pair.close();
        assertThat(primary.getParent()).doesNotExist();
        assertThat(standby.getParent()).doesNotExist();
    }
}
