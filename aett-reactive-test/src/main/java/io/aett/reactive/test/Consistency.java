package io.aett.reactive.test;

import io.aett.reactive.EventStore;
import io.aett.reactive.Memento;
import io.aett.reactive.Snapshot;
import io.aett.reactive.domain.Aggregate;
import io.aett.reactive.domain.AggregateRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every aggregate, whatever it is about: a replay gives the same state each time, the state that the command left, and
 * the state that is found through a snapshot of any revision.
 */
record Consistency<A extends Aggregate<?>>(Setup<A> setup, Story story, EventStore store) {

    static final String STEADY =
            "Constructors and apply(...) run on each load. They must not draw ids, ask a clock, or look at anything"
                    + " but the event: put what was drawn into the event.";
    static final String KEPT =
            "State changes only in apply(...), by an event. What a command changes by itself is lost with the next load.";

    /** The aggregate after a replay; {@code subject} is the one that the command has changed, null when it was refused. */
    A check(@Nullable A subject) {
        AggregateRepository repository = setup.repository(store);
        A replayed = setup.load(repository, "a replay");
        setup.checks().steady(replayed, setup.load(repository, "a second replay"), story, STEADY);
        if (subject != null) {
            setup.checks().kept(subject, replayed, story, KEPT);
        }
        if (Inside.hasSnapshots(replayed.getClass())) {
            snapshots(repository, replayed);
        }
        return replayed;
    }

    private void snapshots(AggregateRepository repository, A replayed) {
        List<Object> payloads = new ArrayList<>();
        for (int revision = 1; revision <= story.all().size(); revision++) {
            A then = setup.load(repository, "loading revision " + revision, revision);
            payloads.add(payload(revision, then));
        }
        for (int revision = 1; revision <= payloads.size(); revision++) {
            through(repository, revision, payloads.get(revision - 1), replayed);
        }
    }

    private Object payload(int revision, A aggregate) {
        try {
            return Inside.memento(aggregate).payload();
        } catch (Throwable refused) {
            throw failure(
                    "getMemento() fails at revision " + revision,
                    "  " + Texts.thrown(refused),
                    "A snapshot may be taken at any revision. SnapshotPolicy.except(...) leaves a class out.",
                    refused);
        }
    }

    private void through(AggregateRepository repository, int revision, Object payload, A replayed) {
        Object stored = setup.checks()
                .codec()
                .roundTrip(setup.checks().subject() + ": the payload of the memento of revision " + revision, payload);
        A restored = setup.load(setup.repository(setup.emptyStore()), "making one");
        try {
            Inside.restore(restored, new Memento<>(setup.id(), revision, stored));
        } catch (Throwable refused) {
            throw failure(
                    "applyMemento(...) refuses what getMemento() gave at revision " + revision,
                    "  " + Texts.thrown(refused) + "\n\n  the payload is " + Texts.of(stored),
                    "Repositories pass over such a snapshot, with a warning, and replay everything.",
                    refused);
        }
        Answers.of(store.snapshots().add(new Snapshot(Stores.TENANT, setup.id(), revision, 1, stored, Map.of())));
        String behind = "a replay behind a snapshot of revision " + revision;
        List<Difference> lost = setup.checks().differences(setup.load(repository, behind), replayed);
        if (!lost.isEmpty()) {
            throw failure(
                    "the state through a snapshot of revision " + revision + " is not the state after a replay",
                    Difference.describe(lost, "through the snapshot", "after a replay") + "\n\n  the payload is "
                            + Texts.of(payload),
                    "Let getMemento() hand out all of the state, and applyMemento(...) take all of it back.",
                    null);
        }
    }

    private AssertionError failure(String what, String details, String cure, @Nullable Throwable cause) {
        return setup.checks().failure(what, details, story, cure, cause);
    }
}
