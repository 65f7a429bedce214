package outside;

import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.BaseCommand;
import io.aett.reactive.BaseEvent;
import io.aett.reactive.Commit;
import io.aett.reactive.ConflictDelegate;
import io.aett.reactive.ConflictDetector;
import io.aett.reactive.DomainEvent;
import io.aett.reactive.EventMessage;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.StreamHead;
import io.aett.reactive.TopicMap;
import io.aett.reactive.Topics;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Every name of the model, from outside of its package. */
class ModelProgramTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678901Z");

    @Test
    void commits_and_messages() {
        UUID id = UUID.randomUUID();
        EventMessage message = new EventMessage(new Orders.Paid(5), Map.of("h", 1));
        Commit whole =
                new Commit("t", "s", 2L, id, 1L, THEN, Map.of("k", "v"), List.of(message, EventMessage.of("x")), 0L);
        Commit built = Commit.builder()
                .tenantId("t")
                .streamId("s")
                .streamRevision(2)
                .commitId(id)
                .commitSequence(1)
                .commitStamp(THEN)
                .header("k", "v")
                .event(message)
                .events(List.of(EventMessage.of("x")))
                .build();

        assertThat(built).isEqualTo(whole);
        assertThat(whole.firstRevision()).isEqualTo(1);
        String tenantId = whole.tenantId();
        String streamId = whole.streamId();
        long streamRevision = whole.streamRevision();
        UUID commitId = whole.commitId();
        long commitSequence = whole.commitSequence();
        Instant commitStamp = whole.commitStamp();
        Map<String, Object> headers = whole.headers();
        List<EventMessage> events = whole.events();
        long checkpointToken = whole.checkpointToken();
        assertThat(List.of(tenantId, streamId, streamRevision, commitId, commitSequence, commitStamp, checkpointToken))
                .containsExactly("t", "s", 2L, id, 1L, THEN, 0L);
        assertThat(headers).containsEntry("k", "v");
        Object body = events.get(0).body();
        Map<String, Object> messageHeaders = events.get(0).headers();
        assertThat(body).isEqualTo(new Orders.Paid(5));
        assertThat(messageHeaders).containsEntry("h", 1);
    }

    @Test
    void snapshots_mementos_and_heads() {
        Memento<String> memento = new Memento<>("s", 3L, "state");
        Snapshot snapshot = Snapshot.fromMemento("t", memento, 2L, Map.of("a", "b"));

        assertThat(snapshot).isEqualTo(new Snapshot("t", "s", 3L, 2L, "state", Map.of("a", "b")));
        assertThat(memento.id() + memento.version() + memento.payload()).isEqualTo("s3state");
        Map<String, String> headers = snapshot.headers();
        Object payload = snapshot.payload();
        assertThat(headers).containsEntry("a", "b");
        assertThat(payload).isEqualTo("state");
        StreamHead head = new StreamHead("t", "s", 9L, 4L, 3L);
        assertThat(head.headRevision() + head.headSequence() + head.snapshotRevision())
                .isEqualTo(16L);
        assertThat(head.tenantId() + head.streamId()).isEqualTo("ts");
    }

    @Test
    void optional_interfaces() {
        BaseEvent noted = new Orders.Noted("source", THEN, null);
        DomainEvent counted = new Orders.Counted("source", THEN, "correlation", 7);
        BaseCommand ship = new Orders.Ship("id", 1, THEN, null);

        assertThat(noted.source() + noted.timestamp() + noted.correlationId()).isEqualTo("source" + THEN + "null");
        assertThat(counted.version()).isEqualTo(7);
        assertThat(ship.aggregateId() + ship.version() + ship.timestamp() + ship.correlationId())
                .isEqualTo("id1" + THEN + "null");
    }

    @Test
    void topics() {
        TopicMap map = TopicMap.create()
                .add("state", Orders.OrderState.class)
                .register(Orders.OrderEvent.class, Orders.Ship.class);

        Optional<Class<?>> type = map.get("order-paid");
        Optional<String> topic = map.topicOf(Orders.Placed.class);
        Set<String> topics = map.topics();
        Collection<Class<?>> types = map.types();
        assertThat(type).contains(Orders.Paid.class);
        assertThat(topic).contains("order-placed");
        assertThat(topics).containsExactlyInAnyOrder("state", "order-paid", "order-placed", "ship");
        assertThat(types).hasSize(4);
        assertThat(Topics.of(Orders.Paid.class)).isEqualTo("order-paid");
        assertThat(Topics.of(Orders.Noted.class)).isEqualTo("Noted");
    }

    @Test
    void conflicts() {
        ConflictDelegate<Object, Object> equal = Object::equals;
        ConflictDetector detector = ConflictDetector.builder()
                .on(Orders.Paid.class, Orders.Paid.class, equal)
                .on(Orders.Placed.class, Orders.OrderEvent.class, (uncommitted, committed) -> true)
                .strict()
                .build();
        List<Object> paid = List.of(new Orders.Paid(1));

        assertThat(detector.conflictsWith(paid, paid)).isTrue();
        assertThat(detector.conflictsWith(paid, List.of(EventMessage.of(new Orders.Paid(2)))))
                .isFalse();
        assertThat(ConflictDetector.strict().conflictsWith(paid, paid)).isTrue();
        assertThat(ConflictDetector.empty().conflictsWith(paid, paid)).isFalse();
    }
}
