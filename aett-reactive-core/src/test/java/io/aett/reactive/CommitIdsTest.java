package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitIdsTest {

    @Test
    void commit_ids_are_random_uuids_that_do_not_repeat() {
        CommitIds ids = new CommitIds();
        CommitIds others = new CommitIds();
        Set<UUID> seen = new HashSet<>();
        for (int i = 0; i < 50_000; i++) {
            assertThat(seen.add(ids.get())).isTrue();
            assertThat(seen.add(others.get())).isTrue();
        }
        assertThat(seen).allSatisfy(id -> {
            assertThat(id.version()).isEqualTo(4);
            assertThat(id.variant()).isEqualTo(2);
        });
    }
}
