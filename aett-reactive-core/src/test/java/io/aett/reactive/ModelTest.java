package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class ModelTest {

    @Test
    void a_message_copies_its_headers_deeply() {
        List<Object> list = new ArrayList<>(List.of(1));
        Map<String, Object> headers = new HashMap<>(Map.of("list", list));
        EventMessage message = new EventMessage("body", headers);
        list.add(2);
        headers.put("more", 3);
        assertThat(message.headers()).isEqualTo(Map.of("list", List.of(1)));
        assertThatThrownBy(() -> message.headers().remove("list")).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_message_of_a_message_is_that_message() {
        EventMessage message = new EventMessage("body", Map.of("k", "v"));
        assertThat(EventMessage.of(message)).isSameAs(message);
        assertThat(EventMessage.of("body")).isEqualTo(new EventMessage("body", Map.of()));
    }

    @Test
    void a_message_needs_a_body_and_headers() {
        assertThatNullPointerException().isThrownBy(() -> EventMessage.of(null));
        assertThatNullPointerException().isThrownBy(() -> new EventMessage("body", null));
    }

    @Test
    void headers_taken_from_a_commit_are_the_same_in_another() {
        EventMessage message = new EventMessage("body", Map.of("k", "v"));
        assertThat(new EventMessage("other", message.headers()).headers()).isSameAs(message.headers());
    }

    @Test
    void a_snapshot_from_a_memento_holds_its_payload_at_its_version() {
        Snapshot snapshot = Snapshot.fromMemento("t", new Memento<>("s", 12, "state"), 5, Map.of("k", "v"));
        assertThat(snapshot).isEqualTo(new Snapshot("t", "s", 12, 5, "state", Map.of("k", "v")));
    }

    @Test
    void a_snapshot_copies_its_headers_in_order() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("z", "1");
        headers.put("a", "2");
        Snapshot snapshot = new Snapshot("t", "s", 1, 1, "state", headers);
        headers.clear();
        assertThat(snapshot.headers().keySet()).containsExactly("z", "a");
        assertThatThrownBy(() -> snapshot.headers().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_snapshot_rejects_nulls_in_headers_too() {
        Map<String, String> headers = new HashMap<>();
        headers.put("k", null);
        assertThatNullPointerException()
                .isThrownBy(() -> new Snapshot("t", "s", 1, 1, "state", headers))
                .withMessageContaining("k");
        assertThatNullPointerException().isThrownBy(() -> new Snapshot("t", "s", 1, 1, null, Map.of()));
        assertThatNullPointerException().isThrownBy(() -> new Snapshot(null, "s", 1, 1, "state", Map.of()));
        assertThatNullPointerException().isThrownBy(() -> new Snapshot("t", null, 1, 1, "state", Map.of()));
    }

    @Test
    void headers_given_with_a_snapshot_are_merged_over_its_own() {
        List<Snapshot> added = new ArrayList<>();
        SnapshotStore store = new SnapshotStore() {
            @Override
            public Mono<Snapshot> get(String tenantId, String streamId, long maxRevision) {
                return Mono.just(new Snapshot(tenantId, streamId, maxRevision, 0, "state", Map.of()));
            }

            @Override
            public Mono<Void> add(Snapshot snapshot) {
                return Mono.fromRunnable(() -> added.add(snapshot));
            }

            @Override
            public Mono<Void> trim(String tenantId, String streamId, int keep) {
                return Mono.empty();
            }
        };
        Snapshot snapshot = new Snapshot("t", "s", 1, 1, "state", Map.of("kept", "1", "changed", "old"));
        StepVerifier.create(store.add(snapshot, Map.of("changed", "new", "added", "2")))
                .verifyComplete();
        assertThat(added)
                .containsExactly(
                        new Snapshot("t", "s", 1, 1, "state", Map.of("kept", "1", "changed", "new", "added", "2")));
        assertThatNullPointerException().isThrownBy(() -> store.add(snapshot, null));
        StepVerifier.create(store.get("t", "s").map(Snapshot::streamRevision))
                .expectNext(Long.MAX_VALUE)
                .verifyComplete();
    }

    @Test
    void a_memento_and_a_head_reject_nulls() {
        assertThatNullPointerException().isThrownBy(() -> new Memento<>(null, 1, "state"));
        assertThatNullPointerException().isThrownBy(() -> new Memento<>("s", 1, null));
        assertThatNullPointerException().isThrownBy(() -> new StreamHead(null, "s", 1, 1, 0));
        assertThatNullPointerException().isThrownBy(() -> new StreamHead("t", null, 1, 1, 0));
    }

    @Test
    void an_entry_copies_its_value_on_the_way_in_and_out() {
        byte[] value = {1, 2, 3};
        StateEntry entry = new StateEntry("s", "k", value, "v");
        value[0] = 9;
        entry.value()[1] = 9;
        assertThat(entry.value()).containsExactly(1, 2, 3);
    }

    @Test
    void entries_are_equal_by_content() {
        StateEntry entry = new StateEntry("s", "k", new byte[] {1}, "v");
        assertThat(entry)
                .isEqualTo(new StateEntry("s", "k", new byte[] {1}, "v"))
                .hasSameHashCodeAs(new StateEntry("s", "k", new byte[] {1}, "v"))
                .isNotEqualTo(new StateEntry("t", "k", new byte[] {1}, "v"))
                .isNotEqualTo(new StateEntry("s", "l", new byte[] {1}, "v"))
                .isNotEqualTo(new StateEntry("s", "k", new byte[] {2}, "v"))
                .isNotEqualTo(new StateEntry("s", "k", new byte[] {1}, "w"));
    }

    @Test
    void an_entry_rejects_nulls_and_does_not_print_its_value() {
        assertThatNullPointerException().isThrownBy(() -> new StateEntry(null, "k", new byte[0], "v"));
        assertThatNullPointerException().isThrownBy(() -> new StateEntry("s", null, new byte[0], "v"));
        assertThatNullPointerException().isThrownBy(() -> new StateEntry("s", "k", null, "v"));
        assertThatNullPointerException().isThrownBy(() -> new StateEntry("s", "k", new byte[0], null));
        assertThat(new StateEntry("s", "k", new byte[] {77, 78}, "v"))
                .asString()
                .contains("s", "k", "2 bytes", "v")
                .doesNotContain("77", "MN");
    }
}
