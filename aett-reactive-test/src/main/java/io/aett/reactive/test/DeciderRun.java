package io.aett.reactive.test;

import io.aett.reactive.EventMessage;
import io.aett.reactive.domain.Decider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;

/**
 * What came of one command to a decider.
 *
 * @param story the events before and of it
 * @param state what a replay of all of them gives
 * @param thrown with what it was refused, or null
 */
record DeciderRun<C, S, E>(
        DeciderRun.Setup<C, S, E> setup,
        Story story,
        S state,
        @Nullable Exception thrown) {

    private static final String STEADY =
            "initial and evolve run on each load. They must not draw ids, ask a clock, or look at anything but the event; and where"
                    + " evolve changes the state that it is given, initial must give a new one each time.";

    /** What a fixture of deciders was told; {@code snapshots} if states are stored too. */
    record Setup<C, S, E>(Decider<C, S, E> decider, Checks checks, boolean snapshots) {}

    /** Decides on the state after these events, and checks what holds for every decider. */
    static <C, S, E> DeciderRun<C, S, E> on(Setup<C, S, E> setup, List<EventMessage> given, C command) {
        Checks checks = setup.checks();
        checks.roundTrip("given event", given);
        Story before = new Story(given, List.of());
        S state = fold(setup, given);
        String once = Texts.of(state);
        S untouched = fold(setup, given);
        shared(checks, once, Texts.of(state), before);
        checks.steady(state, untouched, before, STEADY);
        List<E> decided;
        try {
            decided = setup.decider().decide().apply(command, state);
        } catch (Exception thrown) {
            return new DeciderRun<>(setup, before, untouched, thrown);
        }
        if (decided == null) {
            throw new AssertionError(checks.subject() + ": decide returned null; return an empty list for no events");
        }
        List<EventMessage> raised = checks.roundTrip("decided event", Messages.of(decided));
        Story story = new Story(given, raised);
        unchanged(checks, state, untouched, story);
        repeatable(setup, command, untouched, raised, story);
        return new DeciderRun<>(setup, story, replay(setup, story), null);
    }

    private static void shared(Checks checks, String once, String again, Story story) {
        if (!once.equals(again)) {
            throw checks.failure(
                    "a second replay changes the state of the first",
                    Difference.describe(List.of(new Difference("", once, again)), "once", "then"),
                    story,
                    STEADY,
                    null);
        }
    }

    private static void unchanged(Checks checks, Object state, Object untouched, Story story) {
        List<Difference> changed = checks.differences(untouched, state);
        if (!changed.isEmpty()) {
            throw checks.failure(
                    "decide changes the state that it is given",
                    Difference.describe(changed, "before", "after"),
                    story,
                    "State changes only in evolve, by an event. What decide changes by itself is lost with the next load.",
                    null);
        }
    }

    private static <C, S, E> void repeatable(
            Setup<C, S, E> setup, C command, S state, List<EventMessage> raised, Story story) {
        List<Object> once = raised.stream().map(EventMessage::body).toList();
        List<Object> again = Messages.of(setup.decider().decide().apply(command, state)).stream()
                .map(EventMessage::body)
                .toList();
        List<Difference> differences = Differences.unlessEqual(once, again);
        if (!differences.isEmpty()) {
            throw setup.checks()
                    .failure(
                            "deciding twice on one state gives other events",
                            Difference.describe(differences, "once", "again"),
                            story,
                            "decide runs once more after a lost race. Ids and times come with the command.",
                            null);
        }
    }

    private static <C, S, E> S replay(Setup<C, S, E> setup, Story story) {
        Checks checks = setup.checks();
        List<EventMessage> decoded = new ArrayList<>();
        story.all().forEach(event -> decoded.add(checks.codec().roundTrip(checks.subject() + ": an event", event)));
        S replayed = fold(setup, decoded);
        checks.kept(
                fold(setup, story.all()),
                replayed,
                story,
                "evolve must look at nothing but what of an event is stored.");
        if (setup.snapshots()) {
            snapshots(setup, decoded, replayed, story);
        }
        return replayed;
    }

    /** Through a snapshot of each revision the state is the same. */
    private static <C, S, E> void snapshots(Setup<C, S, E> setup, List<EventMessage> events, S replayed, Story story) {
        Checks checks = setup.checks();
        for (int revision = 1; revision <= events.size(); revision++) {
            S then = fold(setup, events.subList(0, revision));
            @SuppressWarnings("unchecked") // it comes back as what it was
            S stored = (S) checks.codec().roundTrip(checks.subject() + ": the state of revision " + revision, then);
            S through = fold(setup, stored, events.subList(revision, events.size()));
            List<Difference> lost = checks.differences(through, replayed);
            if (!lost.isEmpty()) {
                throw checks.failure(
                        "the state through a snapshot of revision " + revision + " is not the state after a replay",
                        Difference.describe(lost, "through the snapshot", "after a replay"),
                        story,
                        "What a snapshot loses of a state, evolve must not look at.",
                        null);
            }
        }
    }

    private static <C, S, E> S fold(Setup<C, S, E> setup, List<EventMessage> events) {
        return fold(setup, setup.decider().initial().get(), events);
    }

    /** As a repository does. */
    private static <S> S requireState(S state) {
        Objects.requireNonNull(state, "evolve returned null");
        if (state instanceof Publisher<?>) {
            throw new IllegalStateException("evolve returned a publisher, to which nobody would subscribe");
        }
        return state;
    }

    private static <C, S, E> S fold(Setup<C, S, E> setup, S from, List<EventMessage> events) {
        S state = from;
        for (int i = 0; i < events.size(); i++) {
            try {
                @SuppressWarnings("unchecked") // a body that is no E is a ClassCastException in evolve
                E event = (E) events.get(i).body();
                state = requireState(setup.decider().evolve().apply(state, event));
            } catch (RuntimeException refused) {
                throw setup.checks().failed("evolve of event " + (i + 1), refused);
            }
        }
        return state;
    }
}
