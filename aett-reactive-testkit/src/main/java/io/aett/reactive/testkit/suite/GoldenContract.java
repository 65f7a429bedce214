package io.aett.reactive.testkit.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aett.reactive.Commit;
import io.aett.reactive.DuplicateCommitException;
import io.aett.reactive.StateEntry;
import io.aett.reactive.process.PendingTimer;
import io.aett.reactive.subscription.ParkedCommit;
import io.aett.reactive.subscription.Projection;
import io.aett.reactive.subscription.ProjectionStore;
import io.aett.reactive.subscription.SliceStatus;
import io.aett.reactive.subscription.StartFrom;
import io.aett.reactive.subscription.Subscription;
import io.aett.reactive.subscription.SubscriptionSignal;
import io.aett.reactive.testkit.GoldenFixture;
import io.aett.reactive.testkit.domain.Account.Added;
import io.aett.reactive.testkit.events.TestEvents.Counted;
import io.aett.reactive.testkit.golden.GoldenFiles;
import io.aett.reactive.testkit.subscription.Deliveries;
import io.aett.reactive.testkit.subscription.Handovers;
import io.aett.reactive.testkit.subscription.Running;
import io.aett.reactive.testkit.support.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;
import reactor.core.publisher.Mono;

/**
 * What every release line has stored can be read, and gone on with, and what is stored today has the form of the latest line. The
 * {@linkplain GoldenFiles golden files} are test resources of the store.
 */
public abstract class GoldenContract extends TimerSuite {

    private static final String PROJECTOR = "projector";
    private static final String HELD = "held";
    private static final String REFUSED = "refused";

    @Override
    protected abstract GoldenFixture fixture();

    /** Each release line of which there are files. */
    static final class Lines implements ArgumentsProvider {
        @Override
        public Stream<Arguments> provideArguments(ParameterDeclarations parameters, ExtensionContext context) {
            return GoldenFiles.lines(context.getRequiredTestClass()).stream().map(Arguments::of);
        }
    }

    /** What is stored today is what the latest release line stores. */
    @Test
    void what_is_stored_today_is_in_the_golden_files() {
        Map<String, List<String>> today = writtenToday();
        String write = System.getProperty(GoldenFiles.WRITE);
        if (write != null) {
            throw new AssertionError("written to " + GoldenFiles.write(write, today)
                    + ": look at what changed, and run the tests without -D" + GoldenFiles.WRITE);
        }
        List<String> lines = GoldenFiles.lines(getClass());
        assertThat(lines).as("release lines of which there are golden files").isNotEmpty();
        String latest = lines.get(lines.size() - 1);
        List<String> differences = GoldenFiles.differences(
                GoldenFiles.read(getClass(), latest), today, ((GoldenFixture) data())::comparable);
        if (!differences.isEmpty()) {
            throw new AssertionError(explained(latest, differences));
        }
    }

    private static String explained(String latest, List<String> differences) {
        return """
                What is stored today differs from golden/%s, the form of the latest release line.
                If that was not intended, it is a bug: programs of both releases run side by side on the same data.
                If it was, docs/storage-format.md says so, the version of the form is raised where older releases would misread it,
                and golden/%s stays as it is, because what it holds has to be read for ever: write the files of the next release
                line with -D%s=<line>. The files of a line that was never released are written anew with -D%s=%s.
                %s""".formatted(
                        latest,
                        latest,
                        GoldenFiles.WRITE,
                        GoldenFiles.WRITE,
                        latest,
                        String.join("\n", differences.subList(0, Math.min(differences.size(), 20))));
    }

    /** Commits, snapshots and states come back as they were, in every way of reading, and writing goes on behind them. */
    @ParameterizedTest
    @ArgumentsSource(Lines.class)
    void what_was_stored_is_read(String line) {
        load(line);

        List<Commit> all = readAll();
        List<Commit> expected = new ArrayList<>(GoldenHistory.commits());
        expected.addAll(GoldenHistory.told());
        for (Commit commit : expected) {
            Commit found = Await.value(store().commits().find(commit.tenantId(), commit.streamId(), commit.commitId()));
            assertThat(found).isEqualTo(commit.withStored(found.checkpointToken(), commit.commitStamp()));
            assertThat(all).contains(found);
            assertThat(read(store(), commit.tenantId(), commit.streamId())).contains(found);
        }
        assertThat(ids(all)).containsSubsequence(ids(expected));
        assertThat(all).extracting(Commit::checkpointToken).isSorted().doesNotHaveDuplicates();
        assertThat(Await.all(store().management().follow(0).take(all.size()))).isEqualTo(all);
        assertThat(read(store(), GoldenHistory.PURGED, "stream")).hasSize(1);
        assertSnapshotsAndStates();
        assertWritingGoesOn(all);
    }

    private void assertSnapshotsAndStates() {
        GoldenHistory.snapshots()
                .forEach(snapshot -> assertThat(Await.value(store().snapshots()
                                .get(snapshot.tenantId(), snapshot.streamId(), snapshot.streamRevision())))
                        .isEqualTo(snapshot));
        List<StateEntry> states = Await.all(store().states().scan(GoldenHistory.SPACE, ""));
        assertThat(states).extracting(StateEntry::key).containsExactly("bytes", "text");
        assertThat(states).extracting(StateEntry::value).containsExactly(GoldenHistory.BYTES, GoldenHistory.TEXT);
        StateEntry changed = Await.value(store().states().replace(states.get(0), GoldenHistory.TEXT));
        assertThat(Await.value(store().states().get(GoldenHistory.SPACE, "bytes")))
                .isEqualTo(changed);
    }

    private void assertWritingGoesOn(List<Commit> all) {
        GoldenHistory.commits().stream()
                .filter(commit -> commit.commitSequence() == 1)
                .forEach(commit -> Await.error(
                        DuplicateCommitException.class,
                        store().commits()
                                .commit(after(last(commit), commit.events().get(0)).toBuilder()
                                        .commitId(commit.commitId())
                                        .build())));
        Commit next = commit(after(last(GoldenHistory.next()), new Counted(1)));
        assertThat(next.checkpointToken()).isGreaterThan(all.get(all.size() - 1).checkpointToken());
        assertThat(Await.all(
                        store().management().getFrom(all.get(all.size() - 1).checkpointToken())))
                .containsExactly(next);
    }

    private Commit last(Commit ofStream) {
        List<Commit> stream = read(store(), ofStream.tenantId(), ofStream.streamId());
        return stream.get(stream.size() - 1);
    }

    /** A subscription goes on behind its checkpoint, and has what it had parked. */
    @ParameterizedTest
    @ArgumentsSource(Lines.class)
    void a_subscription_goes_on(String line) {
        load(line);
        List<Commit> later = behind(GoldenHistory.commits());
        assertThat(later).isNotEmpty();
        assertThat(parked(PROJECTOR))
                .extracting(ParkedCommit::commitSequence, ParkedCommit::error, ParkedCommit::message)
                .containsExactlyInAnyOrder(
                        tuple(1L, IllegalStateException.class.getName(), REFUSED), tuple(2L, null, null));

        Deliveries deliveries = Deliveries.empty();
        Running run = run(projector(deliveries));
        settle(PROJECTOR);
        assertThat(deliveries.begun()).containsExactlyInAnyOrderElementsOf(later);
        replay(PROJECTOR);
        Await.until(() -> "the parked ones", () -> deliveries.begun().size() == later.size() + 2);
        run.stop();

        assertThat(parked(PROJECTOR)).isEmpty();
        assertThat(deliveries.begun().subList(later.size(), later.size() + 2))
                .extracting(Commit::streamId, Commit::commitSequence)
                .containsExactly(tuple(GoldenHistory.POISON, 1L), tuple(GoldenHistory.POISON, 2L));
    }

    private List<Commit> behind(List<Commit> commits) {
        List<Commit> all = readAll();
        int end = ids(all).indexOf(commits.get(commits.size() - 1).commitId());
        return all.subList(end + 1, all.size());
    }

    /** What a process held that is no more is taken over. */
    @ParameterizedTest
    @ArgumentsSource(Lines.class)
    void a_lease_is_taken_over(String line) {
        load(line);
        SliceStatus held = Await.value(subscriptions().status(HELD)).slices().get(0);
        assertThat(held.owner()).isNotNull();

        Deliveries deliveries = Deliveries.empty();
        Running run = run(held(deliveries));
        Commit next = commit(GoldenHistory.next());
        Await.until(() -> "the next one; " + run, () -> deliveries.begun().contains(next));

        assertThat(deliveries.begun()).containsExactly(next);
        assertThat(run.signal(SubscriptionSignal.Started.class).epoch()).isGreaterThan(held.epoch());
    }

    /** Sagas, their commands and their timers go on, and projections of what came of it. */
    @ParameterizedTest
    @ArgumentsSource(Lines.class)
    void sagas_and_timers_go_on(String line) {
        load(line);
        assertThat(pending(RELAY))
                .extracting(PendingTimer::name, PendingTimer::due)
                .containsExactly(tuple("late", GoldenHistory.at(1000)), tuple("later", GoldenHistory.at(2000)));
        clock.moveTo(GoldenHistory.at(1500));
        Handovers handovers = adding();
        run(runner(RUNNER, store()));
        run(clocked(RELAY, store(), handovers));
        commit(GoldenHistory.next());

        awaitAdded("asked", 3, -1, 4);
        awaitAdded("timed", 5, 7);
        Await.done(sums().runUntil(sums().caughtUp()));
        assertThat(Await.value(sums().get("account-asked"))).isEqualTo("+3+-1+4");
        assertThat(handovers.amounts("asked")).containsExactly(4);
        assertThat(handovers.amounts("timed")).containsExactly(7);
        awaitPending(RELAY, 1);
    }

    private void load(String line) {
        Await.done(((GoldenFixture) data()).load(GoldenFiles.read(getClass(), line)));
    }

    private Map<String, List<String>> writtenToday() {
        GoldenHistory.purged().forEach(this::commit);
        Await.done(store().management().purge(GoldenHistory.PURGED));
        GoldenHistory.commits().forEach(this::commit);
        GoldenHistory.snapshots()
                .forEach(snapshot -> Await.done(store().snapshots().add(snapshot)));
        putStates();
        Running projector =
                run(projector(Deliveries.of(commit -> commit.streamId().equals(GoldenHistory.POISON)
                        ? Mono.error(new IllegalStateException(REFUSED))
                        : Mono.empty())));
        settle(PROJECTOR);
        projector.stop();
        runSagas();
        Await.done(sums().runUntil(sums().caughtUp()));
        Running owner = run(held(Deliveries.empty()));
        owner.signal(SubscriptionSignal.Started.class);
        settle(HELD);
        run(held(Deliveries.empty()));
        Await.until(
                () -> "a run without a slice",
                () -> Await.value(store().states()
                        .scan("aett.subscription/" + HELD, "")
                        .any(state -> state.key().startsWith("member/"))));
        return Await.value(((GoldenFixture) data()).dump());
    }

    private void putStates() {
        Await.value(store().states().create(GoldenHistory.SPACE, "bytes", GoldenHistory.BYTES));
        StateEntry text = Await.value(store().states().create(GoldenHistory.SPACE, "text", new byte[0]));
        Await.value(store().states().replace(text, GoldenHistory.TEXT));
        StateEntry gone = Await.value(store().states().create(GoldenHistory.SPACE, "zone", GoldenHistory.TEXT));
        Await.value(store().states().remove(gone));
    }

    /** One after the other, so that the log has one order. */
    private void runSagas() {
        GoldenHistory.told().forEach(this::commit);
        Running runner = run(runner(RUNNER, store()));
        settle(RUNNER);
        runner.stop();
        clock.moveTo(GoldenHistory.at(0));
        Running relay = run(clocked(RELAY, store(), adding()));
        settle(RELAY);
        awaitPending(RELAY, 3);
        clock.moveTo(GoldenHistory.at(200));
        awaitAdded("timed", 5);
        awaitPending(RELAY, 2);
        settle(RELAY);
        relay.stop();
    }

    private Subscription.Builder projector(Deliveries deliveries) {
        return quick(Subscription.builder(PROJECTOR, store()))
                .slices(2)
                .retry(1, Duration.ofMillis(1), Duration.ofMillis(1))
                .onCommit(deliveries);
    }

    /** With a lease that the test of it outlives. */
    private Subscription.Builder held(Deliveries deliveries) {
        return quick(Subscription.builder(HELD, store()))
                .startFrom(StartFrom.beginning())
                .slices(1)
                .leaseTime(Duration.ofSeconds(3))
                .onCommit(deliveries);
    }

    private Projection<String, String> sums() {
        return Projection.builder("sums", store(), ProjectionStore.inStates(store().states(), "sums", String.class))
                .initial("")
                .on(Added.class, (added, context) -> context.streamId(), (now, added) -> now + "+" + added.amount())
                .options(this::quick)
                .build();
    }

    private Running run(Subscription.Builder subscription) {
        return run(subscription.build());
    }
}
