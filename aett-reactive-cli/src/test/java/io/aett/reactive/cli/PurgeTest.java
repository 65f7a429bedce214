package io.aett.reactive.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PurgeTest {

    private final PostgresStore data = PostgresStore.filled();

    @AfterEach
    void close() {
        data.close();
    }

    @Test
    void a_tenant_is_purged_when_its_id_is_typed_once_more() {
        Cli.Outcome refused = data.cli().answering("shopp\n").run("purge", "shop");
        assertThat(refused.ends(2).err()).contains("Type the tenant's id", "that is not its id; nothing was purged");
        assertThat(Things.all(data.store)).hasSize(12);

        assertThat(data.cli().answering("shop\n").run("purge", "shop").succeeds())
                .isEqualTo("tenant shop is purged from " + data.name() + "\n");
        assertThat(Things.all(data.store))
                .hasSize(4)
                .allMatch(commit -> commit.tenantId().equals("other"));
    }

    @Test
    void nobody_is_asked_with_yes_and_an_end_of_input_is_a_no() {
        assertThat(data.cli().answering("").run("purge", "shop").ends(2).err()).contains("nothing was purged");
        data.cli().run("purge", "shop", "--yes").succeeds();

        assertThat(Things.all(data.store)).hasSize(4);
    }
}
