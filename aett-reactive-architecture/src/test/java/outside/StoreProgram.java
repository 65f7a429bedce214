package outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitConflictException;
import io.aett.reactive.CommitStore;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStore;
import io.aett.reactive.EventStoreException;
import io.aett.reactive.EventStream;
import io.aett.reactive.PersistenceManagement;
import io.aett.reactive.Snapshot;
import io.aett.reactive.SnapshotStore;
import io.aett.reactive.StreamHead;
import io.aett.reactive.StreamNotFoundException;
import io.aett.reactive.domain.AggregateRepository;
import io.aett.reactive.domain.DefaultAggregateRepository;
import io.aett.reactive.domain.DefaultSagaRepository;
import io.aett.reactive.domain.SagaRepository;
import io.aett.reactive.domain.SnapshotPolicy;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Uses every operation of a store, an event stream and the repositories once, whatever the backend. */
final class StoreProgram {

    private static final Instant FAR = Instant.parse("2999-01-01T00:00:00Z");

    private final EventStore store;
    private final CommitStore commits;
    private final SnapshotStore snapshots;
    private final PersistenceManagement management;

    StoreProgram(EventStore store) {
        this.store = store;
        this.commits = store.commits();
        this.snapshots = store.snapshots();
        this.management = store.management();
    }

    void run() {
        management.initialize().block();
        streams();
        direct();
        aggregates();
        sagas();
        management();
        store.close().block();
    }

    private void streams() {
        EventStream stream = EventStream.create("t", "stream");
        stream.add(new Orders.Placed("tea", 2)).add(new Orders.Paid(300)).setHeader("by", "me");
        Commit assembled = stream.toCommit(UUID.randomUUID());
        assertThat(assembled.events()).hasSize(2);
        Commit stored = value(stream.commitChanges(commits));
        assertThat(stored.checkpointToken()).isPositive();
        assertThat(stream.commitChanges(commits, UUID.randomUUID()).block()).isNull();

        EventStream opened = value(EventStream.open(commits, "t", "stream"));
        EventStream part = value(EventStream.open(commits, "t", "stream", 1, 1));
        assertThat(opened.tenantId() + opened.streamId() + opened.revision() + opened.commitSequence())
                .isEqualTo("tstream21");
        List<EventMessage> committed = part.committed();
        assertThat(committed).hasSize(1);
        assertThat(opened.committedHeaders()).containsEntry("by", "me");
        opened.add(new Orders.Paid(1)).setHeader("x", 1);
        assertThat(opened.uncommitted()).hasSize(1);
        assertThat(opened.uncommittedHeaders()).containsEntry("x", 1);
        assertThat(value(opened.refresh(commits))).isSameAs(opened);
        opened.clearChanges();
        assertThat(opened.uncommitted()).isEmpty();
        assertThatThrownBy(() -> EventStream.open(commits, "t", "none", 2, 3).block())
                .isInstanceOf(StreamNotFoundException.class)
                .isInstanceOf(EventStoreException.class);
    }

    private void direct() {
        Commit first = Commit.builder()
                .tenantId("t")
                .streamId("direct")
                .streamRevision(1)
                .commitSequence(1)
                .event(new Orders.Paid(1))
                .build();
        Mono<Commit> writing = commits.commit(first);
        Commit stored = value(writing);
        assertThatThrownBy(writing::block)
                .isInstanceOfSatisfying(
                        DuplicateCommitException.class,
                        e -> assertThat(e.storedCommit().commitId()).isEqualTo(first.commitId()));
        Commit late = Commit.builder()
                .tenantId("t")
                .streamId("direct")
                .streamRevision(1)
                .commitSequence(1)
                .event(new Orders.Paid(2))
                .build();
        assertThatThrownBy(() -> commits.commit(late).block())
                .isInstanceOfSatisfying(
                        CommitConflictException.class,
                        e -> assertThat(e.tenantId()
                                        + e.streamId()
                                        + e.attemptedSequence()
                                        + e.headSequence()
                                        + e.headRevision())
                                .isEqualTo("tdirect111"));

        Flux<Commit> whole = commits.get("t", "direct");
        assertThat(all(whole)).containsExactly(stored);
        assertThat(all(commits.get("t", "direct", 1, 1))).containsExactly(stored);
        assertThat(all(commits.getTo("t", "direct", FAR))).containsExactly(stored);
        assertThat(all(commits.getAllTo("t", FAR))).contains(stored);
        StreamHead head = value(commits.head("t", "direct"));
        assertThat(head).isEqualTo(new StreamHead("t", "direct", 1, 1, 0));

        snapshots
                .add(new Snapshot("t", "direct", 1, 1, new Orders.OrderState(1, 2), Map.of("a", "b")))
                .block();
        snapshots
                .add(new Snapshot("t", "direct", 1, 1, new Orders.OrderState(1, 2), Map.of("a", "b")), Map.of("c", "d"))
                .block();
        Snapshot newest = value(snapshots.get("t", "direct"));
        assertThat(newest.headers()).containsEntry("a", "b").containsEntry("c", "d");
        assertThat(snapshots.get("t", "direct", 0).block()).isNull();
    }

    private void aggregates() {
        AggregateRepository plain = DefaultAggregateRepository.create("t", store);
        AggregateRepository repository = DefaultAggregateRepository.builder("t", store)
                .clock(Clock.systemUTC())
                .maxAttempts(5)
                .snapshotPolicy(SnapshotPolicy.everyNEvents(2))
                .aggregateFactory(
                        (type, id) -> type == Orders.Order.class ? new Orders.Order(id) : new Orders.Switching(id))
                .build();

        Orders.Order order = value(plain.get(Orders.Order.class, "order"));
        order.place("tea", 2);
        assertThat(order.uncommitted()).hasSize(1);
        Commit saved = value(plain.save(order));
        order.pay(300);
        value(repository.save(order, Map.of("by", "me")));
        assertThat(order.id() + order.version() + order.commitSequence()).isEqualTo("order22");
        Orders.Order updated = value(repository.update(Orders.Order.class, "order", o -> o.pay(1)));
        assertThat(updated.cents()).isEqualTo(301);
        assertThat(value(plain.get(Orders.Order.class, "order", 1)).items()).isEqualTo(2);
        assertThat(value(plain.getTo(Orders.Order.class, "order", saved.commitStamp()))
                        .items())
                .isEqualTo(2);
        Snapshot snapshot = value(plain.snapshot(Orders.Order.class, "order"));
        assertThat(snapshot.streamRevision()).isEqualTo(3);
        assertThat(value(plain.snapshot(Orders.Order.class, "order", 1)).streamRevision())
                .isEqualTo(1);
        assertThat(value(plain.snapshotAt(Orders.Order.class, "order", FAR)).streamRevision())
                .isEqualTo(3);
        Orders.Switching switching = value(repository.update(Orders.Switching.class, "other", s -> s.pay(4)));
        assertThat(switching.last()).contains("4");
    }

    private void sagas() {
        SagaRepository repository = DefaultSagaRepository.create("t", store);

        Orders.Shipping shipping = value(repository.get(Orders.Shipping.class, "shipping"));
        shipping.transition(new Orders.Placed("tea", 1));
        value(repository.save(shipping));
        Orders.Shipping paid =
                value(repository.update(Orders.Shipping.class, "shipping", s -> s.transition(new Orders.Paid(1))));
        assertThat(paid.paid()).isTrue();
        assertThat(paid.id() + paid.version() + paid.commitSequence()).isEqualTo("shipping22");
        assertThat(paid.uncommitted()).isEmpty();
        assertThat(paid.headers()).isEmpty();
        List<Commit> stored = all(commits.get("t", "shipping"));
        assertThat(stored.get(1).headers().get("UndispatchedMessage.0"))
                .isInstanceOfSatisfying(
                        EventMessage.class, m -> assertThat(m.body()).isInstanceOf(Orders.Ship.class));
    }

    private void management() {
        List<Commit> everything = all(management.getFrom(0));
        assertThat(everything).hasSizeGreaterThan(5);
        List<Commit> followed = all(management.follow(0).take(everything.size()));
        assertThat(followed).isEqualTo(everything);
        management.purge("t").block();
        assertThat(all(management.getFrom(0))).isEmpty();
        management.drop().block();
    }

    private static <T> T value(Mono<T> mono) {
        return Objects.requireNonNull(mono.block());
    }

    private static <T> List<T> all(Flux<T> flux) {
        return Objects.requireNonNull(flux.collectList().block());
    }
}
