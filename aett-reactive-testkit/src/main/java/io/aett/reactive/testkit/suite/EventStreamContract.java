package io.aett.reactive.testkit.suite;

import static io.aett.reactive.testkit.events.TestEvents.noted;
import static org.assertj.core.api.Assertions.assertThat;

import io.aett.reactive.Commit;
import io.aett.reactive.CommitOutcomeUnknownException;
import io.aett.reactive.EventMessage;
import io.aett.reactive.EventStream;
import io.aett.reactive.NonConflictingCommitException;
import io.aett.reactive.testkit.EventStoreFixture;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.domain.InterposedStore;
import io.aett.reactive.testkit.support.Await;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Event streams on this store: A5 and A6. */
public abstract class EventStreamContract extends ContractSuite<EventStoreFixture> {

    /** A5. */
    @Test
    void a_stream_meets_its_own_commit() {
        InterposedStore lossy = InterposedStore.losingAnswers(store(), 1, true);
        EventStream stream = Await.value(EventStream.open(lossy, TENANT, STREAM));
        stream.add(noted("a")).setHeader("h", 1);
        UUID id = new UUID(1, 2);

        Await.error(CommitOutcomeUnknownException.class, stream.commitChanges(lossy, id));
        Commit stored = Await.value(stream.commitChanges(lossy, id));

        assertThat(stored.commitId()).isEqualTo(id);
        assertThat(stream.uncommitted()).isEmpty();
        assertThat(read()).containsExactly(stored);
        assertThat(Await.value(stream.add(noted("b")).commitChanges(lossy)).commitSequence())
                .isEqualTo(2);
    }

    /** A6. */
    @Test
    void committing_on_a_part_of_a_stream_is_a_lost_race() {
        List<Commit> stored = history();
        for (long max = 1; max <= 10; max++) {
            EventStream part = Await.value(EventStream.open(store().commits(), TENANT, STREAM, 1, max));
            assertThat(part.revision()).isEqualTo(max);
            assertThat(part.committed())
                    .extracting(EventMessage::body)
                    .hasSize((int) max)
                    .endsWith(new Added((int) max));
            part.add(new Added(100));
            Await.error(NonConflictingCommitException.class, part.commitChanges(store().commits()));
            assertThat(part.uncommitted()).hasSize(1);
        }
        assertThat(read()).isEqualTo(stored);
    }

    /** A6: the tail is read, and what was not committed follows it. */
    @Test
    void a_stream_that_lost_a_race_goes_on_after_a_refresh() {
        Commit one = commit(first(noted("a")));
        EventStream stream = Await.value(EventStream.open(store().commits(), TENANT, STREAM));
        stream.add(noted("mine"));
        Commit two = commit(after(one, noted("theirs"), noted("too")));
        Await.error(NonConflictingCommitException.class, stream.commitChanges(store().commits()));

        Await.done(stream.refresh(store().commits()));
        Commit three = Await.value(stream.commitChanges(store().commits()));

        assertThat(three.commitSequence()).isEqualTo(3);
        assertThat(three.streamRevision()).isEqualTo(4);
        assertThat(read()).containsExactly(one, two, three);
    }
}
