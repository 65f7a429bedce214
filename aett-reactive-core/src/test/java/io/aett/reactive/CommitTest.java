package io.aett.reactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommitTest {

    private static final UUID ID = UUID.fromString("00000000-0000-0000-0000-000000000001");
    private static final Instant STAMP = Instant.parse("2024-02-29T12:00:00.123456789Z");

    private static Commit commit(Map<String, Object> headers, List<EventMessage> events) {
        return new Commit("tenant", "stream", 7, ID, 3, STAMP, headers, events, 0);
    }

    @Test
    void headers_changed_after_construction_leave_the_commit_alone() {
        Map<String, Object> headers = new HashMap<>(Map.of("a", 1));
        Commit commit = commit(headers, List.of());
        headers.put("b", 2);
        assertThat(commit.headers()).isEqualTo(Map.of("a", 1));
    }

    @Test
    void events_changed_after_construction_leave_the_commit_alone() {
        List<EventMessage> events = new ArrayList<>(List.of(EventMessage.of("one")));
        Commit commit = commit(Map.of(), events);
        events.clear();
        assertThat(commit.events()).containsExactly(EventMessage.of("one"));
    }

    @Test
    void nested_lists_and_maps_in_headers_are_copied() {
        List<Object> list = new ArrayList<>(List.of("x"));
        Map<String, Object> map = new HashMap<>(Map.of("list", list));
        List<Object> outer = new ArrayList<>(List.of(map));
        Commit commit = commit(Map.of("outer", outer), List.of());
        list.add("y");
        map.put("more", 1);
        outer.add("z");
        assertThat(commit.headers()).isEqualTo(Map.of("outer", List.of(Map.of("list", List.of("x")))));
    }

    @Test
    void headers_and_events_cannot_be_changed_at_any_depth() {
        Map<String, Object> headers = new HashMap<>(Map.of("map", new HashMap<>(Map.of("list", new ArrayList<>()))));
        Commit commit = commit(headers, new ArrayList<>());
        Map<?, ?> map = (Map<?, ?>) commit.headers().get("map");
        assertThatThrownBy(() -> commit.headers().put("k", "v")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> commit.headers().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> commit.headers().entrySet().iterator().next().setValue("v"))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(map::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> ((List<?>) map.get("list")).remove(0))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> commit.events().add(EventMessage.of("e")))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void a_header_value_may_be_null_at_any_depth() {
        Map<String, Object> nested = new HashMap<>();
        nested.put("inner", null);
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("nothing", null);
        headers.put("list", Arrays.asList("a", null));
        headers.put("map", nested);
        Commit commit = commit(headers, List.of());
        assertThat(commit.headers()).isEqualTo(headers).containsKey("nothing");
        assertThat(commit.headers().get("nothing")).isNull();
    }

    @Test
    void headers_keep_their_order() {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (String name : List.of("zeta", "alpha", "mid", "beta")) {
            headers.put(name, name.length());
        }
        assertThat(commit(headers, List.of()).headers().keySet()).containsExactly("zeta", "alpha", "mid", "beta");
    }

    @Test
    void a_map_that_contains_itself_can_be_given_and_is_for_the_store_to_refuse() {
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("self", cycle);
        assertThat(commit(cycle, List.of()).headers()).containsOnlyKeys("self");
    }

    @Test
    void nulls_are_rejected_by_name() {
        List<EventMessage> none = List.of();
        assertThatNullPointerException()
                .isThrownBy(() -> new Commit(null, "s", 1, ID, 1, STAMP, Map.of(), none, 0))
                .withMessageContaining("tenantId");
        assertThatNullPointerException()
                .isThrownBy(() -> new Commit("t", null, 1, ID, 1, STAMP, Map.of(), none, 0))
                .withMessageContaining("streamId");
        assertThatNullPointerException()
                .isThrownBy(() -> new Commit("t", "s", 1, null, 1, STAMP, Map.of(), none, 0))
                .withMessageContaining("commitId");
        assertThatNullPointerException()
                .isThrownBy(() -> new Commit("t", "s", 1, ID, 1, null, Map.of(), none, 0))
                .withMessageContaining("commitStamp");
        assertThatNullPointerException().isThrownBy(() -> commit(null, none));
        assertThatNullPointerException().isThrownBy(() -> commit(Map.of(), null));
        assertThatNullPointerException().isThrownBy(() -> commit(Map.of(), Arrays.asList(EventMessage.of("e"), null)));
        Map<String, Object> unnamed = new HashMap<>();
        unnamed.put(null, "v");
        assertThatNullPointerException().isThrownBy(() -> commit(unnamed, none)).withMessageContaining("name");
    }

    @Test
    void validity_is_not_the_constructors_business() {
        Commit commit = new Commit("", "\u0000", -5, ID, -1, Instant.MAX, Map.of("o", new Object()), List.of(), -9);
        assertThat(commit.streamRevision()).isEqualTo(-5);
        assertThat(commit.commitSequence()).isEqualTo(-1);
    }

    @Test
    void the_first_revision_is_the_revision_less_the_events_plus_one() {
        Commit commit = commit(Map.of(), List.of(EventMessage.of("a"), EventMessage.of("b"), EventMessage.of("c")));
        assertThat(commit.firstRevision()).isEqualTo(5);
        assertThat(commit(Map.of(), List.of()).firstRevision()).isEqualTo(8);
    }

    @Test
    void the_stored_form_differs_in_checkpoint_and_stamp_only() {
        Commit commit = commit(Map.of("k", "v"), List.of(EventMessage.of("a")));
        Instant stamp = STAMP.plusSeconds(1);
        assertThat(commit.withStored(42, stamp))
                .isEqualTo(new Commit("tenant", "stream", 7, ID, 3, stamp, commit.headers(), commit.events(), 42));
        assertThat(commit.checkpointToken()).isZero();
    }

    @Test
    void a_built_commit_is_the_first_of_its_stream_unless_told_otherwise() {
        Clock clock = Clock.fixed(STAMP, ZoneOffset.UTC);
        Commit commit = Commit.builder()
                .tenantId("t")
                .streamId("s")
                .clock(clock)
                .events("a", "b")
                .build();
        assertThat(commit.commitSequence()).isEqualTo(1);
        assertThat(commit.streamRevision()).isEqualTo(2);
        assertThat(commit.firstRevision()).isEqualTo(1);
        assertThat(commit.commitStamp()).isEqualTo(STAMP);
        assertThat(commit.checkpointToken()).isZero();
        assertThat(commit.headers()).isEmpty();
    }

    @Test
    void every_built_commit_has_an_id_of_its_own_unless_one_is_given() {
        Commit.Builder builder = Commit.builder().tenantId("t").streamId("s");
        assertThat(builder.build().commitId()).isNotEqualTo(builder.build().commitId());
        assertThat(builder.commitId(ID).build().commitId()).isEqualTo(ID);
    }

    @Test
    void a_builder_keeps_everything_it_is_given() {
        EventMessage message = new EventMessage("b", Map.of("x", 1));
        Commit commit = Commit.builder()
                .tenantId("t")
                .streamId("s")
                .streamRevision(9)
                .commitId(ID)
                .commitSequence(4)
                .commitStamp(STAMP)
                .headers(Map.of("h", 1))
                .header("nothing", null)
                .event("a")
                .events(List.of(message, "c"))
                .checkpointToken(5)
                .build();
        Map<String, Object> headers = new HashMap<>(Map.of("h", 1));
        headers.put("nothing", null);
        assertThat(commit)
                .isEqualTo(new Commit(
                        "t",
                        "s",
                        9,
                        ID,
                        4,
                        STAMP,
                        headers,
                        List.of(EventMessage.of("a"), message, EventMessage.of("c")),
                        5));
        assertThat(commit.toBuilder().build()).isEqualTo(commit);
    }

    @Test
    void a_builder_used_again_leaves_the_commit_built_before_alone() {
        Commit.Builder builder = Commit.builder().tenantId("t").streamId("s").event("a");
        Commit first = builder.build();
        builder.event("b").header("k", "v").build();
        assertThat(first.events()).hasSize(1);
        assertThat(first.headers()).isEmpty();
    }

    @Test
    void building_without_tenant_or_stream_names_what_is_missing() {
        assertThatNullPointerException()
                .isThrownBy(() -> Commit.builder().streamId("s").build())
                .withMessageContaining("tenantId");
        assertThatNullPointerException()
                .isThrownBy(() -> Commit.builder().tenantId("t").build())
                .withMessageContaining("streamId");
    }
}
